/** Runs `dxg` at a terminal of its own, where a person presses keys when certain text has appeared. */
import { DXG, type RunOptions, type World } from "../e2e/world.ts";

/** Keys, and what the screen must show before they are pressed; `after` milliseconds more are waited. */
export interface Press {
  readonly when?: string;
  readonly after?: number;
  readonly keys: string;
  /** Name of a signal that is sent to `dxg` as well. */
  readonly signal?: string;
}

export interface Session {
  readonly code: number;
  /** All that was written to the terminal. */
  readonly screen: string;
  /** Whether the terminal echoes and gathers lines at the end, as it did before. */
  readonly sane: boolean;
}

const LIMIT_MILLISECONDS = 20_000;
/** How many of three ordinary modes the terminal is in. */
const MODES = 'stty -a | tr " " "\\n" | grep -cxE "echo|icanon|isig"';

export interface TerminalOptions extends Pick<RunOptions, "env" | "cwd"> {
  /** Whether `dxg` is a job of its own, which goes on a moment after it was stopped. */
  readonly jobControl?: boolean;
}

/** @throws {Error} with what the terminal shows when it takes too long */
export async function atTerminal(
  world: World,
  args: readonly string[],
  presses: readonly Press[],
  { env = {}, cwd = ".", jobControl = false }: TerminalOptions = {},
): Promise<Session> {
  let screen = "";
  const decoder = new TextDecoder();
  const terminal = new Bun.Terminal({
    cols: 100,
    rows: 40,
    data(_terminal, bytes) {
      screen += decoder.decode(bytes, { stream: true });
    },
  });
  const script = `${jobControl ? "set -m" : ""}
    "$DXG" "$@"; code=$?
    while [ $code = 148 ]; do echo "[stopped $(${MODES})]"; stty sane; sleep 0.1; fg; code=$?; done
    echo "[end $code $(${MODES})]"`;
  const child = Bun.spawn(["bash", "-c", script, "dxg", ...args], {
    cwd: world.path(cwd),
    env: { ...world.environment, TERM: "xterm-256color", DXG, ...env },
    terminal,
  });
  const deadline = performance.now() + LIMIT_MILLISECONDS;
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) {
      if (performance.now() > deadline) {
        child.kill();
        throw new Error(`the terminal shows:\n${screen}`);
      }
      await Bun.sleep(10);
    }
  };
  for (const { when, after = 0, keys, signal } of presses) {
    if (when !== undefined) await until(() => screen.includes(when));
    await Bun.sleep(after);
    terminal.write(keys);
    if (signal !== undefined) Bun.spawnSync(["bash", "-c", `kill -${signal} $(ps -o pid= --ppid ${child.pid})`]);
  }
  await until(() => screen.includes("[end "));
  await child.exited;
  terminal.close();
  const [, code = "", modes = ""] = /\[end (\d+) (\d+)/.exec(screen) ?? [];
  return { code: Number(code), screen: screen.replaceAll("\r\n", "\n"), sane: modes === "3" };
}
