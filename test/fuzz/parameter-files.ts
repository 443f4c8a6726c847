/** Parameters in JSON, YAML and TOML for the fuzzer, read from files as `--params` reads them. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readParametersFile } from "../../src/app/parameters/file.ts";
import { decodeDxp, encodeDxp } from "../../src/format/dxp.ts";
import { writeJson } from "../../src/runtime/filters/json-writer.ts";
import type { Dict } from "../../src/value/value.ts";
import type { Decoder, Uses } from "./decoder.ts";
import { fuzzFolder } from "./folder.ts";
import { textMutation } from "./text-mutations.ts";

const FIXTURES = join(import.meta.dir, "../fixtures/params");
/** Fixtures that are large on purpose make the fuzzer slow and find nothing more. */
const BASE_BYTES_MAX = 4096;
const encoder = new TextEncoder();

function bases(extension: string, own: readonly string[]): readonly Uint8Array[] {
  const files = readdirSync(FIXTURES).filter((name) => name.endsWith(extension));
  const read = files.sort().map((name) => new Uint8Array(readFileSync(join(FIXTURES, name))));
  const texts = own.map((text) => encoder.encode(text));
  return [...read.filter(({ length }) => length <= BASE_BYTES_MAX), ...texts, ...texts, ...texts];
}

function decoder(
  name: string,
  extension: string,
  own: readonly string[],
  tokens: readonly string[],
  rules?: readonly string[],
): Decoder {
  return {
    name,
    rules: rules?.map((rule) => `params/bad-file ${rule}`).concat("io/not-utf8"),
    bases: () => bases(extension, own),
    mutate: textMutation(tokens),
    async read(bytes, uses) {
      const path = join(fuzzFolder(), `params${extension}`);
      writeFileSync(path, bytes);
      use(await readParametersFile(path), uses);
    },
  };
}

/** What is read can be written; numbers out of bounds are refused by the encoder. */
function use(value: Dict, uses: Uses): void {
  uses.sound("written as JSON", () =>
    writeJson(value, { indent: undefined, sortKeys: false, separators: [", ", ": "], escapes: "least" }),
  );
  const encoded = uses.attempt("encoded", () => encodeDxp(value));
  if (encoded === undefined) return;
  uses.sound("encoded and decoded", () => {
    const again = encodeDxp(decodeDxp(encoded));
    if (!Bun.deepEquals(again, encoded)) throw new Error("it changes when it is encoded and decoded");
  });
}

const WORDS = ["true", "false", "null", "0", "-1", "1.5", "1e400", "12345678901234567890", '"', '""', '"__proto__"'];
const SIGNS = ["[", "]", "{", "}", ",", ":", "\n", " "];

export const JSON_FILE: Decoder = decoder(
  "JSON",
  ".json",
  ['{"name": "a", "list": [1, 2.5, true, null, {"x": "\\u00e4\\n"}], "big": 123456789012345678901234567890}\n'],
  [
    ...WORDS,
    ...SIGNS,
    '{"a":',
    "\\",
    "\\u12",
    "\\ud83d\\ude00",
    "\\ud800",
    "\\x",
    "01",
    "1.",
    "1e",
    "-",
    ",]",
    '"a": 1, "a": 2',
  ],
  [
    "something follows the value",
    "nested more than # deep",
    "a value is expected",
    "the text ends where a value is expected",
    "a key in double quotes is expected",
    "the key … is not allowed",
    "the key … stands twice",
    "… is expected",
    "… or … is expected",
    "the string is not closed",
    "a control character in a string",
    "half of a surrogate pair in a string",
    "\\u needs four hexadecimal digits",
    "\\x is no escape",
    "a number begins with #",
    "the number is out of range",
    "a digit is expected",
  ],
);

export const YAML_FILE: Decoder = decoder(
  "YAML",
  ".yaml",
  [
    "name: a\nlist:\n  - 1\n  - 2.5\n  - {x: [y, null, ~]}\nbig: 123456789012345678901234567890\ntext: |\n  one\n  two\nbase: &base\n  k: v\nagain: *base\n",
    "? a\n: b\n'q': \"d\\n\"\nfold: >-\n  x\n  y\nhex: 0xff\ninf: .inf\ndate: 2001-01-01\n",
  ],
  [
    ...WORDS,
    ...SIGNS,
    "- ",
    ": ",
    "? ",
    "&a ",
    "*a",
    "*b",
    "!!binary ",
    "!!set ",
    "!x ",
    "<<: ",
    "|\n ",
    ">+\n ",
    "# ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "%TAG ! x\n",
    "'",
    "~",
    ".nan",
    "0o17",
    "\n  ",
    "\n\t",
    "a: &a [*a]\n",
  ],
);

export const TOML_FILE: Decoder = decoder(
  "TOML",
  ".toml",
  [
    'name = "a"\nlist = [1, 2.5, true]\nbig = 9007199254740993\n[table]\nwhen = 2001-01-01T00:00:00Z\n[[many]]\nx = { y = 1 }\n[[many]]\n\'q\' = """\nlong"""\n',
  ],
  [
    ...WORDS,
    ...SIGNS,
    "=",
    "[a]\n",
    "[[a]]\n",
    "[a.b.c]\n",
    "a.b = ",
    '"""',
    "'''",
    "'",
    "0x",
    "0b1",
    "1_0",
    "inf",
    "nan",
    "1979-05-27",
    "07:32:00",
    "# ",
    "\\u00",
    "__proto__ = ",
    "[__proto__]\n",
    "constructor.prototype.x = ",
  ],
);
