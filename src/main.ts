/**
 * Process entry. Nothing is awaited at the top level: an error during top-level await would be printed and then ignored
 * by Bun, and the process would hang.
 */
import { main } from "./cli/exit.ts";

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 70;
  },
);
