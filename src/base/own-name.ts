/** Names of what dxg makes for a moment: they tell whose it is, so that a later run can remove what a killed one left. */

/** All of them begin with it. */
export const PREFIX = ".dxg-";

/** Process, moment, and which of that moment's. */
const OWN_NAME = /^\.dxg-([1-9][0-9]{0,9})-([0-9a-z]{1,12})-[0-9]{1,9}\.tmp$/;
/** A process with our own number may run in another container: it is dead when its file is older than any run takes. */
const OLD_MS = 600_000;

let count = 0;

/** A name that no other run has, but for what a killed one may have left. */
export function ownName(): string {
  count += 1;
  return `${PREFIX}${process.pid}-${Date.now().toString(36)}-${count}.tmp`;
}

/** Whether it is such a name, of a process that has ended. */
export function isDead(name: string): boolean {
  const [, pid, moment] = OWN_NAME.exec(name) ?? [];
  return pid !== undefined && moment !== undefined && hasEnded(Number(pid), Number.parseInt(moment, 36));
}

/**
 * Whether a run has ended.
 * @param started milliseconds since 1970
 */
export function hasEnded(pid: number, started: number): boolean {
  if (pid === process.pid) return Date.now() - started > OLD_MS;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as { readonly code?: unknown }).code === "ESRCH";
  }
}
