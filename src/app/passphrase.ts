/**
 * Where the passphrase of a key comes from: a file, standard input, or a person at the terminal. Never the command line or the
 * environment, which other processes can read.
 */
import { DxgError } from "../base/error.ts";
import { isTerminal, readFileOrPipe, readStandardInput, showPath } from "../native/os.ts";

/** Asks a person at the terminal, without showing what is typed. */
export type AskHidden = (question: string) => Promise<string>;

export interface PassphraseOptions {
  /** A file whose only line it is, or `-` for standard input. */
  readonly file: string | undefined;
  readonly ask: AskHidden;
}

const PASSPHRASE_BYTES_MAX = 1024;

/**
 * The passphrase of a key that is there.
 * @throws {DxgError} trust/passphrase when there is nobody to ask, or a file holds none; io/*
 */
export async function existingPassphrase({ file, ask }: PassphraseOptions): Promise<string> {
  if (file !== undefined) return passphraseOfFile(file);
  checkTerminal("Name a file with --passphrase-file, or - for standard input");
  return ask("Passphrase: ");
}

/**
 * The passphrase of a new key, asked for twice.
 * @throws {DxgError} trust/passphrase also when it is empty or the two differ
 */
export async function newPassphrase({ file, ask }: PassphraseOptions): Promise<string> {
  if (file !== undefined) return passphraseOfFile(file);
  checkTerminal("Name a file with --passphrase-file, or say --no-passphrase for a key that is not encrypted");
  const first = await ask("Passphrase for the new key: ");
  if (first === "")
    throw new DxgError("trust/passphrase", "it is empty", { hint: "Say --no-passphrase if you mean it" });
  if ((await ask("The same again: ")) === first) return first;
  throw new DxgError("trust/passphrase", "the two are not the same", { hint: "Try again" });
}

function checkTerminal(hint: string): void {
  if (isTerminal(0) && isTerminal(2)) return;
  throw new DxgError("trust/passphrase", "there is no terminal to ask for it", { hint });
}

function passphraseOfFile(file: string): string {
  const bytes = file === "-" ? readStandardInput(PASSPHRASE_BYTES_MAX) : readFileOrPipe(file, PASSPHRASE_BYTES_MAX);
  const bad = (what: string): never => {
    const place = file === "-" ? "standard input" : showPath(file);
    throw new DxgError("trust/passphrase", `${place} ${what}`, {
      hint: "It must hold the passphrase as its only line",
    });
  };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return bad("is not UTF-8");
  }
  const line = text.replace(/\r?\n$/, "");
  if (line === "") bad("is empty");
  if (/[\r\n]/.test(line)) bad("has more than one line");
  return line;
}
