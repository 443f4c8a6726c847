/**
 * The one definition of template.yaml. Its checker, its types, its JSON Schema and the tables of docs/template.md come
 * from here; what no form can say (an expression that reads a later parameter, say) is checked in compile/manifest.ts.
 */
import type { Definition, Infer } from "./definition.ts";
import { PARAMETER, RESERVED_NAMES } from "./manifest-definition-parameter.ts";
import { SETTINGS } from "./manifest-definition-settings.ts";

/** A command: its words, or a text that is split at blanks. */
export const COMMAND = {
  kind: "either",
  of: [{ kind: "text" }, { kind: "list", items: { kind: "text" }, least: 1 }],
} as const satisfies Definition;

/** What may be listed both as allowed and as denied. */
export const DENIALS = {
  kind: "object",
  keys: {
    can_create_files: {
      value: { kind: "list", items: { kind: "text" } },
      doc: "files that it may create: globs over paths below the destination",
    },
    can_modify_files: {
      value: { kind: "list", items: { kind: "text" } },
      doc: "files that it may change where they are already: globs",
    },
    can_modify_cargo: { value: { kind: "flag" }, doc: "whether it may change a Cargo.toml" },
    can_add_dependencies: {
      value: { kind: "list", items: { kind: "text", format: "package" } },
      doc: "packages that it may add to package.json, Cargo.toml, pyproject.toml or go.mod; a `*` at the end stands for any ending",
    },
    can_execute_unsafe: { value: { kind: "flag" }, doc: "whether Rust that it generates may hold `unsafe`" },
    can_network: {
      value: { kind: "list", items: { kind: "text", format: "host" } },
      doc: "hosts that its hooks may reach; `*.example.com` is every host below",
    },
    can_run: {
      value: { kind: "list", items: COMMAND },
      expected: "a list of commands",
      doc: "commands that its hooks may run, word for word: a text that is split at blanks, without quotes, or a list of words",
    },
    can_read_env: {
      value: { kind: "list", items: { kind: "text", format: "variable-name" } },
      doc: "variables of the environment that it may read",
    },
  },
} as const satisfies Definition;

export const CAPABILITIES = {
  kind: "object",
  keys: {
    can_create_files: DENIALS.keys.can_create_files,
    can_modify_files: DENIALS.keys.can_modify_files,
    can_modify_cargo: DENIALS.keys.can_modify_cargo,
    can_add_dependencies: DENIALS.keys.can_add_dependencies,
    can_execute_unsafe: DENIALS.keys.can_execute_unsafe,
    can_network: DENIALS.keys.can_network,
    can_run: DENIALS.keys.can_run,
    can_read_env: DENIALS.keys.can_read_env,
    max_output_size: {
      value: { kind: "either", of: [{ kind: "text", format: "size" }, { kind: "number" }] },
      expected: "a size, such as 2 MiB",
      doc: "what all files may take together: bytes, or such as `2 MiB`",
    },
    deny: { value: DENIALS, doc: "what is refused although it is granted, by the keys above without the last" },
  },
} as const satisfies Definition;

export const DEPENDENCY = {
  kind: "object",
  keys: {
    name: { value: { kind: "text", format: "template-name" }, required: true, doc: "the name of a template" },
    version: { value: { kind: "text" }, required: true, doc: "versions that fit, in npm's syntax, such as `^1.2.0`" },
  },
} as const satisfies Definition;

export const HOOKS = {
  kind: "object",
  keys: {
    pre_generate: {
      value: { kind: "list", items: COMMAND },
      expected: "a list of commands",
      doc: "commands that run before the files are made",
    },
    post_generate: {
      value: { kind: "list", items: COMMAND },
      expected: "a list of commands",
      doc: "commands that run on the files before they are put in place",
    },
  },
} as const satisfies Definition;

export const MANIFEST = {
  kind: "object",
  keys: {
    name: {
      value: { kind: "text", format: "template-name" },
      required: true,
      doc: "small letters, digits, dots, dashes and underscores; must be there, and be the folder's name where that is how the template is found",
    },
    version: {
      value: { kind: "text", format: "version" },
      required: true,
      doc: "a semantic version, such as `1.0.0`; must be there",
    },
    description: { value: { kind: "text" }, doc: "one line for `dxg template list`" },
    engine: {
      value: { kind: "text" },
      doc: 'the versions of dxg that can run it, in npm\'s syntax, such as `">=0.1.0 <2"`',
    },
    dependencies: {
      value: { kind: "list", items: DEPENDENCY },
      expected: "a list of mappings with name and version",
      doc: "templates that it builds upon: a list of `{ name: base, version: ^1.2.0 }`, kept in the bundle",
    },
    params: {
      value: {
        kind: "map",
        noun: "parameter",
        keys: "parameter-name",
        except: RESERVED_NAMES,
        values: PARAMETER,
      },
      expected: "a mapping from names to definitions",
      doc: "parameters by name, in the order in which they are worked out",
    },
    conflicts: {
      value: { kind: "list", items: { kind: "list", items: { kind: "text" }, least: 2 } },
      expected: "a list of lists of parameters",
      doc: "sets of parameters that exclude each other: of each, one at most may have a value that is not false, empty or none",
    },
    capabilities: {
      value: CAPABILITIES,
      doc: "what it may do. Without it: create and change ordinary files below the destination. With it: what it lists and nothing else",
    },
    hooks: { value: HOOKS, doc: "commands to run; each must be listed in `can_run`" },
    exclude: {
      value: { kind: "list", items: { kind: "text" } },
      doc: "globs over paths below `files/`, as they stand there; `*` does not cross a slash, `**` does",
    },
    message: { value: { kind: "text" }, doc: "a template whose text is shown on standard error at the end" },
    settings: { value: SETTINGS, doc: "how the templates are compiled" },
  },
  later: ["migrations"],
} as const satisfies Definition;

/** What a sound template.yaml gives. */
export type ManifestInput = Infer<typeof MANIFEST>;
export type ParameterInput = Infer<typeof PARAMETER>;
export type CapabilitiesInput = Infer<typeof CAPABILITIES>;
export type DenialsInput = Infer<typeof DENIALS>;
export type HooksInput = Infer<typeof HOOKS>;
export type SettingsInput = Infer<typeof SETTINGS>;
export type CommandInput = Infer<typeof COMMAND>;
