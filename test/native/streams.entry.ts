/** A program that os.test.ts starts to try the standard streams. */
import { DxgError } from "../../src/base/error.ts";
import {
  isTerminal,
  readFile,
  readStandardInput,
  writeStandardError,
  writeStandardOutput,
} from "../../src/native/os.ts";

function run(task: string | undefined, path = ""): void {
  if (task === "read") readFile(path, 100);
  if (task === "copy") writeStandardOutput(readStandardInput(1 << 24));
  if (task === "small") readStandardInput(5);
  if (task === "flood") {
    while (writeStandardOutput("y\n".repeat(5000)));
    writeStandardError("closed\n");
  }
  if (isTerminal(0)) writeStandardError("standard input is a terminal\n");
}

try {
  run(process.argv[2], process.argv[3]);
} catch (error) {
  writeStandardError(error instanceof DxgError ? `${error.code} ${error.detail}\n` : `${error}\n`);
}
