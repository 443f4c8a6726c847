/** `template.yaml` for the fuzzer: those of the tests' fixtures, sound and unsound. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileTree } from "../../src/compile/bundle.ts";
import { parseManifest } from "../../src/compile/manifest.ts";
import { loadBundle } from "../../src/runtime/bundle.ts";
import { type Decoder, isOneIn } from "./decoder.ts";
import { textMutation } from "./text-mutations.ts";

const FIXTURES = join(import.meta.dir, "../fixtures/manifest");
/** One in so many sound manifests is compiled. */
const COMPILED = 2;

/** The sound ones, with their names. */
export function manifestTexts(): readonly (readonly [name: string, text: string])[] {
  return fixtures("ok_");
}

function fixtures(prefix: string): readonly (readonly [name: string, text: string])[] {
  const names = readdirSync(FIXTURES).filter((name) => name.startsWith(prefix) && name.endsWith(".yaml"));
  return names.sort().map((name) => [name.replace(/\.yaml$/, ""), readFileSync(join(FIXTURES, name), "utf8")]);
}

const TOKENS: readonly string[] = [
  ..."name version description params type items required default prompt help when pattern minimum maximum choices".split(
    " ",
  ),
  ..."multi_select conflicts private secret env capabilities deny can_create_files can_modify_files can_run".split(" "),
  ..."can_network can_read_env can_execute_unsafe can_modify_cargo can_add_dependencies max_output_size hooks".split(
    " ",
  ),
  ..."pre_generate post_generate command settings exclude message engine dependencies positional undefined".split(" "),
  ..."string integer number boolean array object enum path any strict lenient autoescape".split(" "),
  ..."true false null ~ 1 -1 0.5 1.0.0 ^1.0.0 >=0.1.0".split(" "),
  "**/*.rs",
  "../x",
  "/etc",
  "{{ name }}",
  "{% for a in b %}",
  "{#",
  "- ",
  ": ",
  "[",
  "]",
  "{",
  "}",
  "&a ",
  "*a",
  "!!binary ",
  "!!js/function ",
  "<<: ",
  "|\n  ",
  ">-\n  ",
  "? ",
  "# ",
  "---\n",
  "...\n",
  "%YAML 1.1\n",
  "'",
  '"',
  "\n  ",
  "\n    ",
  "1_000",
  "0o17",
  ".inf",
  ".nan",
  "2001-01-01",
];

export const MANIFEST: Decoder = {
  name: "template.yaml",
  rules: undefined,
  bases() {
    const encoder = new TextEncoder();
    const sound = manifestTexts().map(([, text]) => encoder.encode(text));
    const unsound = fixtures("err_").map(([, text]) => encoder.encode(text));
    return [...new Array<Uint8Array[]>(Math.ceil(unsound.length / sound.length)).fill(sound).flat(), ...unsound];
  },
  mutate: textMutation(TOKENS),
  read(bytes, uses) {
    const manifest = new TextDecoder().decode(bytes);
    parseManifest(manifest, "template.yaml");
    if (!isOneIn(bytes, COMPILED)) return;
    const tree = { name: "fuzzed", manifest, files: [], partials: new Map<string, string>() };
    const compiled = uses.attempt("compiled", () => compileTree(tree));
    if (compiled !== undefined) uses.sound("loaded again", () => loadBundle(compiled));
  },
};
