/**
 * A program that load.test.ts and executable.test.ts start, from source and compiled: it prints one JSON object that
 * says which kernels run and shows that they and the file system work. `cache` as argument loads the library the
 * second way only; `time` adds how long the first use took.
 */
import { DxgError } from "../../src/base/error.ts";
import { embeddedLibrary } from "../../src/native/embedded.ts";
import { loadBytes } from "../../src/native/load.ts";
import { native, nativeStatus, selectImplementation } from "../../src/native/native.ts";
import { writeStandardOutput } from "../../src/native/os.ts";

function report(): object {
  const text = new TextEncoder().encode("{{ a }}\n{% b %}\n");
  if (process.argv.includes("cache")) {
    const { library, why } = loadBytes(embeddedLibrary() ?? new Uint8Array(0), ["cache-file"]);
    if (library === undefined) return { how: "typescript", why };
    const kernels = selectImplementation(library, undefined);
    return { how: library.how, implementation: kernels.implementation, why, marks: [...kernels.scan(text).marks] };
  }
  const start = Bun.nanoseconds();
  native();
  const loadMilliseconds = (Bun.nanoseconds() - start) / 1e6;
  const time = process.argv.includes("time") ? { loadMilliseconds } : {};
  return { ...nativeStatus(), marks: [...native().scan(text).marks], ...time };
}

try {
  writeStandardOutput(`${JSON.stringify(report())}\n`);
} catch (error) {
  if (!(error instanceof DxgError)) throw error;
  writeStandardOutput(
    `${JSON.stringify({ code: error.code, detail: error.detail, hint: error.hint, notes: error.notes })}\n`,
  );
}
