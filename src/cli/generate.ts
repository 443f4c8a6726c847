/** `dxg generate`. */
import { generateFiles } from "../app/generate.ts";
import type { PermissionAnswer, PermissionQuestion } from "../app/trust-decision.ts";
import type { DxgError } from "../base/error.ts";
import { writeStandardError } from "../native/os.ts";
import { reportAutoRun, reportGeneration, reportNotRecorded, reportNotRemembered } from "../ui/generation.ts";
import type { Command } from "./command.ts";

export const generate: Command = {
  name: "generate",
  description: "Write the files of a template, all of them or none",
  arguments: {
    template: {
      type: "positional",
      completes: "templates",
      description: "Name, path or bundle; `template:name:flag` sets the name and flags",
    },
    name: { type: "positional", required: false, description: "Fills the template's positional parameter" },
    param: {
      type: "string",
      alias: "p",
      repeats: true,
      valueHint: "key=value",
      completes: "parameters",
      description: "Parameter; `key` alone is true, `no-key` false, `key=a,b` a list; may be repeated",
    },
    params: {
      type: "string",
      valueHint: "file|-",
      description: "Parameters from JSON, YAML, TOML, .dxp or standard input",
    },
    defaults: { type: "boolean", description: "Ask nothing: what is not given has its default, or is told as missing" },
    output: { type: "string", alias: "o", valueHint: "dir", description: "Destination (default: the current folder)" },
    trust: {
      type: "string",
      repeats: true,
      valueHint: "hash|key",
      description:
        "Accept for this run a template with just these permissions, or what this whole public key signed; may be repeated",
    },
    "dry-run": { type: "boolean", description: "Show what would be written, as a tree with sizes" },
    "on-conflict": {
      type: "enum",
      options: ["fail", "overwrite"],
      description: "What to do with a file that exists and differs (default: fail, nothing is written)",
    },
    "allow-rollback": { type: "boolean", description: "Use a signed bundle that is older than one used before" },
    "no-hooks": { type: "boolean", description: "Write the files without running the template's hooks" },
    "allow-hook-network": {
      type: "boolean",
      description: "Run hooks without can_network also where this system cannot cut the network off",
    },
    json: { type: "boolean", description: "Print one JSON object" },
    quiet: { type: "boolean", alias: "q", description: "Print nothing when it went well" },
  },
  examples: [
    ["dxg generate component-full Counter", "five files below Counter/"],
    ["dxg g component:counter:with_state", "the short form"],
    ["dxg g route-crud Post -p fields=title,body:text -o src", "with a list, elsewhere"],
    ["dxg g crate-complete my-crate --params answers.yaml --dry-run", "look first"],
  ],
  async run(args) {
    const style = args.flag("json") ? "json" : args.flag("quiet") ? "quiet" : "text";
    const result = await generateFiles({
      template: args.required("template"),
      name: args.text("name"),
      flags: args.all("param"),
      paramsFile: args.text("params"),
      output: args.text("output"),
      dryRun: args.flag("dry-run"),
      onConflict: args.text("on-conflict") === "overwrite" ? "overwrite" : "fail",
      trust: { accepted: args.all("trust"), ask, notRemembered: reportNotRemembered },
      warn: reportAutoRun,
      notRecorded: reportNotRecorded,
      allowRollback: args.flag("allow-rollback"),
      hooks: {
        run: !args.flag("no-hooks"),
        allowNetwork: args.flag("allow-hook-network"),
        cancelled: showCancelled,
        ...(style === "quiet" ? {} : { shown: showHooks }),
      },
    });
    if (result.hooks.length > 0 && style === "text") (await import("../ui/hooks.ts")).reportHooksLeftOut(result);
    return reportGeneration(result, style);
  },
};

/** Only a template with hooks needs what shows their lines. */
async function showHooks(): Promise<(line: string) => void> {
  return (await import("../ui/hooks.ts")).showHookLine;
}

/** A signal that has stopped a hook ends the process before an error could be told at the end. */
async function showCancelled(): Promise<(error: DxgError) => void> {
  const { formatError } = await import("../ui/error.ts");
  return (error) => void writeStandardError(formatError(error));
}

/** Asks the person at the terminal; what draws the question loads only then. */
async function ask(question: PermissionQuestion): Promise<PermissionAnswer> {
  return (await import("../ui/permission-question.ts")).askPermission(question);
}
