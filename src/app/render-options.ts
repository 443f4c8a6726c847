/**
 * The flags of `dxg render` that say how a template is compiled, as options of the compiler. It loads the compiler, so
 * that a compiled template is rendered without it.
 */
import { DxgError } from "../base/error.ts";
import { type CompileOptions, JINJA_DEFAULTS } from "../compile/options.ts";
import {
  DELIMITER_NAMES,
  type Delimiters,
  EXTENSIONS,
  type Extension,
  type NewlineSequence,
} from "../lang/syntax-options.ts";
import type { UndefinedMode, Value } from "../value/value.ts";
import { freeParameters } from "./parameters/arguments.ts";

/** Flags by name, as the command line has them. */
export interface RenderFlags {
  readonly flag: (name: string) => boolean;
  readonly text: (name: string) => string | undefined;
  readonly all: (name: string) => readonly string[];
}

const SWITCHES = {
  "trim-blocks": "trimBlocks",
  "lstrip-blocks": "lstripBlocks",
  "keep-trailing-newline": "keepTrailingNewline",
} as const;
const NEWLINES: Readonly<Record<string, NewlineSequence>> = { lf: "\n", crlf: "\r\n", cr: "\r" };

/** @throws {DxgError} cli/bad-argument */
export function renderOptions(flags: RenderFlags): CompileOptions {
  const delimiters: { -readonly [key in keyof Delimiters]?: string } = {};
  for (const [key, name] of Object.entries(DELIMITER_NAMES) as [keyof Delimiters, string][]) {
    const text = flags.text(name.replaceAll("_", "-"));
    if (text !== undefined) delimiters[key] = text;
  }
  const switches: { [name in (typeof SWITCHES)[keyof typeof SWITCHES]]?: boolean } = {};
  for (const [flag, name] of Object.entries(SWITCHES)) {
    const text = flags.text(flag);
    if (text !== undefined) switches[name] = text === "on";
  }
  const undefinedMode = flags.text("undefined");
  const statements = flags.text("line-statement-prefix");
  const comments = flags.text("line-comment-prefix");
  const newline = flags.text("newline-sequence");
  const extensions = flags.text("extensions");
  const faults = flags.text("faults");
  return {
    ...(flags.flag("jinja") ? JINJA_DEFAULTS : {}),
    ...switches,
    ...(undefinedMode === undefined ? {} : { undefined: undefinedMode as UndefinedMode }),
    delimiters,
    ...(statements === undefined ? {} : { lineStatementPrefix: statements }),
    ...(comments === undefined ? {} : { lineCommentPrefix: comments }),
    ...(newline === undefined ? {} : { newlineSequence: NEWLINES[newline] ?? "\n" }),
    passthrough: flags.all("passthrough"),
    indentValues: flags.flag("indent-values"),
    autoescape: autoescapeOf(flags),
    policies: Object.fromEntries(policiesOf(flags.all("policy"))),
    ...(extensions === undefined
      ? {}
      : { extensions: extensions === "none" ? [] : extensions.split(",").map(extensionOf) }),
    newstyleGettext: flags.flag("newstyle-gettext"),
    immutable: flags.flag("immutable"),
    ...(faults === undefined ? {} : { faults: faults as NonNullable<CompileOptions["faults"]> }),
  };
}

/** The extension of a name, which Jinja2 writes as that of a class or a module of its own. */
function extensionOf(written: string): Extension {
  const name = written.trim().replace(/^jinja2\.ext\./, "");
  const found = EXTENSIONS.find((extension) => extension === name);
  if (found !== undefined) return found;
  throw new DxgError("cli/bad-argument", `there is no extension "${name}"`, {
    hint: `There are ${EXTENSIONS.join(", ")}`,
  });
}

function autoescapeOf(flags: RenderFlags): NonNullable<CompileOptions["autoescape"]> {
  const endings = flags.text("autoescape-for");
  if (endings === undefined) return flags.flag("autoescape");
  if (flags.flag("autoescape")) {
    throw new DxgError("cli/bad-argument", "--autoescape and --autoescape-for cannot both be given");
  }
  return { enabled: endings.split(",").map((ending) => ending.trim()), withoutName: false };
}

function policiesOf(given: readonly string[]): readonly [string, Value][] {
  const bare = given.find((one) => !one.includes("="));
  if (bare !== undefined) {
    throw new DxgError("cli/bad-argument", `--policy ${bare} has no value`, {
      hint: "For example: --policy truncate.leeway=0",
    });
  }
  return [...freeParameters(given).entries.values()].map(([name, value]) => [String(name), value]);
}
