/** The two modes that a written file has: nothing but the right to execute is taken from elsewhere. */
const EXECUTE = 0o100;

/** 0o755 or 0o644. @param mode permission bits, of which only the owner's right to execute counts */
export function outputMode(mode: number): number {
  return (mode & EXECUTE) !== 0 ? 0o755 : 0o644;
}
