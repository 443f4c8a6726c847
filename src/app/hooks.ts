/**
 * Runs the hooks of a template in the stage: which may run, with which environment, and what their end means. The
 * process runner keeps them in (native/process.ts); the stage and what becomes of its content are the caller's.
 *
 * A hook never gets an answer, a secret or a token: only facts about the run, by variables and the working directory.
 */
import { configFolder } from "../base/config-folder.ts";
import { environment } from "../base/env.ts";
import { DxgError, type DxgErrorOptions } from "../base/error.ts";
import {
  HOOK_CPU_SECONDS_MAX,
  HOOK_FILE_BYTES_MAX,
  HOOK_MEMORY_BYTES_MAX,
  HOOK_MILLISECONDS_MAX,
  HOOK_OUTPUT_BYTES_MAX,
  HOOK_PROCESSES_MAX,
} from "../base/limits.ts";
import { joinPath } from "../base/path.ts";
import type { Capabilities } from "../format/capabilities.ts";
import { denialOfRun, mayRun, mayUseNetwork } from "../format/granted.ts";
import type { Hook } from "../format/hooks.ts";
import { type FileStatus, status } from "../native/os.ts";
import { type ProcessEnd, type ProcessLimits, type ProcessResult, runProcess } from "../native/process.ts";
import { showCommand } from "./hook-command.ts";
import { HookFolder } from "./hook-folder.ts";
import { HookOutput } from "./hook-output.ts";

export interface HookRun {
  readonly hooks: readonly Hook[];
  readonly capabilities: Capabilities;
  /** Absolute path of the stage, in which the hooks run. */
  readonly stage: string;
  /** A descriptor of the stage that the caller holds. */
  readonly stageFd?: number;
  readonly template: string;
  readonly version: string;
  /** Absolute path of the destination, which hooks are told and cannot write to. */
  readonly destination: string;
  /** NAME on the command line. */
  readonly name: string | undefined;
  /** Whether hooks without `can_network` run where the network cannot be cut off. */
  readonly allowNetwork: boolean;
  /** Takes secrets out of a line: a hook reads the files that the template makes of them. */
  readonly hide: (text: string) => string;
  /** Gets every line that a hook prints, without secrets, else as it is: whoever shows it escapes it. */
  readonly onLine: (line: string) => void;
  /** Asked again and again while a hook runs: whether a signal asks to stop. */
  readonly isCancelled: () => boolean;
  readonly limits?: ProcessLimits;
}

export const HOOK_LIMITS: ProcessLimits = {
  milliseconds: HOOK_MILLISECONDS_MAX,
  outputBytes: HOOK_OUTPUT_BYTES_MAX,
  memoryBytes: HOOK_MEMORY_BYTES_MAX,
  cpuSeconds: HOOK_CPU_SECONDS_MAX,
  fileBytes: HOOK_FILE_BYTES_MAX,
  processes: HOOK_PROCESSES_MAX,
};

/**
 * Runs the hooks of one moment, in their order, up to the first that fails. What they leave in the stage is not looked at.
 * @throws {DxgError} hook/refused, hook/failed, hook/cancelled, io/*
 */
export async function runHooks(moment: Hook["moment"], run: HookRun): Promise<void> {
  const hooks = run.hooks.filter((hook) => hook.moment === moment);
  if (hooks.length === 0) return;
  for (const hook of hooks) checkGranted(hook, run.capabilities);
  const home = HookFolder.make();
  try {
    for (const hook of hooks) await runHook(hook, run, home.path);
  } finally {
    home.remove();
  }
}

/** @throws {DxgError} hook/refused */
function checkGranted({ command, line }: Hook, capabilities: Capabilities): void {
  if (mayRun(capabilities, command)) return;
  const denial = denialOfRun(capabilities, command);
  const why = denial === undefined ? "is not listed in can_run" : `is denied in line ${denial.line}`;
  throw new DxgError("hook/refused", `\`${showCommand(command)}\` ${why}`, {
    notes: [`line ${line} of template.yaml runs it`],
    hint: "Under capabilities, list it in can_run with exactly these words, or leave hooks out with --no-hooks",
  });
}

async function runHook(hook: Hook, run: HookRun, home: string): Promise<void> {
  const { command } = hook;
  const output = new HookOutput(run.hide, run.onLine);
  const limits = run.limits ?? HOOK_LIMITS;
  const result = await runProcess({
    program: findProgram(hook, run.stage),
    words: command,
    directory: run.stage,
    ...(run.stageFd === undefined ? {} : { directoryFd: run.stageFd }),
    environment: hookEnvironment(hook, run, home),
    network: mayUseNetwork(run.capabilities) ? "open" : run.allowNetwork ? "cut-if-possible" : "cut",
    writable: [run.stage, home, "/dev/null"],
    hidden: secretFolders(),
    limits,
    onOutput: (bytes, stream) => output.add(bytes, stream),
    isCancelled: run.isCancelled,
  });
  output.end();
  if (result.end.kind === "exited" && result.end.status === 0) return;
  throw failure(hook, result, limits, output.lastLines);
}

function failure(
  { command, line }: Hook,
  { end }: ProcessResult,
  limits: ProcessLimits,
  lines: readonly string[],
): DxgError {
  const shown = `\`${showCommand(command)}\``;
  const options: DxgErrorOptions = {
    notes: [`line ${line} of template.yaml runs it`, ...lines.map((text) => `hook> ${text}`)],
  };
  if (end.kind === "not-started" && end.what === "network") {
    return new DxgError("hook/refused", `${shown} has no can_network, and this system cannot cut the network off`, {
      ...options,
      hint: "--allow-hook-network runs it all the same, --no-hooks leaves hooks out",
    });
  }
  if (end.kind === "stopped" && end.why === "cancelled") {
    return new DxgError("hook/cancelled", `${shown} was stopped; nothing was written`);
  }
  return new DxgError("hook/failed", `${shown} ${describeEnd(end, limits)}; nothing was written`, {
    ...options,
    ...(end.kind === "not-started" && { hint: startHint(end.errno) }),
  });
}

function startHint(errno: string): string {
  switch (errno) {
    case "ENOENT":
      return "The program, or the one that its first line names, is not there: install it, or leave hooks out with --no-hooks";
    case "EACCES":
      return "It must be a file that may be executed (chmod +x), in a folder that hooks can read; --no-hooks leaves hooks out";
    default:
      return "Run it by hand to see what is wrong with it, or leave hooks out with --no-hooks";
  }
}

function describeEnd(end: ProcessEnd, limits: ProcessLimits): string {
  switch (end.kind) {
    case "exited":
      return `ended with exit status ${end.status}`;
    case "signalled":
      return `was ended by signal ${end.signal}${SIGNAL_MEANINGS[end.signal] ?? ""}`;
    case "stopped":
      if (end.why === "output") return `printed more than ${limits.outputBytes} bytes`;
      return `ran for more than ${limits.milliseconds / 1000} seconds`;
    case "not-started":
      return `cannot be started (${end.errno})`;
  }
}

/** What a signal tells of a limit. */
const SIGNAL_MEANINGS: Readonly<Record<number, string>> = {
  9: " (killed)",
  11: " (a fault in the program, or no memory left for it)",
  15: " (terminated)",
  24: " (it used too much processor time)",
  25: " (it wrote too large a file)",
};

const X = 0o111;

/**
 * The program's absolute path. A name is looked for in the absolute folders of PATH only, so that no file of the stage is
 * taken for it by accident; a path with a slash is relative to the stage.
 */
function findProgram({ command, line }: Hook, stage: string): string {
  const name = command[0] ?? "";
  if (name.includes("/")) return name.startsWith("/") ? name : `${stage}/${name}`;
  for (const folder of absoluteFolders()) {
    if (name !== "" && isProgram(`${folder}/${name}`)) return `${folder}/${name}`;
  }
  throw new DxgError("hook/failed", `\`${showCommand(command)}\` needs the program "${name}", which is not in PATH`, {
    notes: [`line ${line} of template.yaml runs it`],
    hint: "Install it, or leave hooks out with --no-hooks",
  });
}

/** Whether the path is a program, or a link, which is followed when it is run. */
function isProgram(path: string): boolean {
  const found = reachable(path);
  return found?.kind === "link" || (found?.kind === "file" && (found.mode & X) !== 0);
}

/** What is at a path of the user's environment; undefined also where the user may not look. */
function reachable(path: string): FileStatus | undefined {
  try {
    return status(path);
  } catch (error) {
    if (error instanceof DxgError) return undefined;
    throw error;
  }
}

function absoluteFolders(): readonly string[] {
  return (environment("searchPath") ?? DEFAULT_PATH).split(":").filter((folder) => folder.startsWith("/"));
}

const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

/**
 * Version managers put stand-ins for tools into PATH that look for the tools in the user's home, which a hook has not: it
 * is told where they are. The names of these folders are no secret.
 */
function toolHomes(): readonly (readonly [name: string, set: string | undefined, folder: string])[] {
  return [
    ["ASDF_DATA_DIR", environment("asdfHome"), ".asdf"],
    ["PYENV_ROOT", environment("pyenvHome"), ".pyenv"],
    ["RBENV_ROOT", environment("rbenvHome"), ".rbenv"],
    ["RUSTUP_HOME", environment("rustupHome"), ".rustup"],
    ["VOLTA_HOME", environment("voltaHome"), ".volta"],
  ];
}

function hookEnvironment({ moment }: Hook, run: HookRun, home: string): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {
    PATH: absoluteFolders().join(":"),
    HOME: home,
    TMPDIR: home,
    LANG: environment("language") ?? "C.UTF-8",
    TERM: "dumb",
    DXG_HOOK: moment,
    DXG_TEMPLATE: run.template,
    DXG_TEMPLATE_VERSION: run.version,
    DXG_DEST: run.destination,
    ...(run.name === undefined ? {} : { DXG_NAME: run.name }),
  };
  const userHome = environment("home");
  for (const [name, set, folder] of toolHomes()) {
    const path = set ?? (userHome === undefined ? undefined : `${userHome}/${folder}`);
    if (path?.startsWith("/") && reachable(path)?.kind === "directory") facts[name] = path;
  }
  return facts;
}

/** Where secret keys are kept. */
function secretFolders(): readonly string[] {
  const folder = configFolder();
  return folder === undefined ? [] : [joinPath(folder, "keys")];
}
