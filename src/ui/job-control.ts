/**
 * Ctrl-Z at a question. While keys are read one by one the terminal makes no signals of them, and a shell that lets a job go on
 * gives it the terminal as the shell wants it, which gathers lines and echoes.
 */

/** The key that stops a job. */
export const CONTROL_Z = "\x1a";

/** Stops all processes of the job, as the terminal would. It returns when they go on, or at once where nobody can let them. */
export function stopJob(): void {
  process.stdin.setRawMode(false);
  process.kill(0, "SIGTSTP");
  process.stdin.setRawMode(true);
}

/** Has keys read one by one, whatever was done to the terminal in between. */
export function readKeys(): void {
  process.stdin.setRawMode(false);
  process.stdin.setRawMode(true);
}
