/**
 * Process entry. Nothing is awaited at the top level: an error during top-level await would be printed and then ignored
 * by Bun, and the process would hang.
 */
import { runFast } from "./cli/fast-path.ts";

async function run(args: readonly string[]): Promise<number> {
  const result = runFast(args);
  if (result === "done") return 0;
  if (result === "refused") return (await import("./cli/exit.ts")).main(args);
  const { noteDone, reportDone } = await import("./ui/done.ts");
  reportDone(result.report);
  noteDone(result.note);
  return 0;
}

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 70;
  },
);
