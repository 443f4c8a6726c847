/**
 * The executable starts with the JIT's thresholds raised (build.ts), since a command runs most of its code once. What
 * turns out to run long says so here and gets the normal policy.
 */

let normal = false;

/** Lets the engine compile hot code as usual from now on. */
export function expectLongRun(): void {
  if (normal) return;
  normal = true;
  Bun.unsafe.setJITPolicy(1);
}
