/**
 * Holds a plan against what its template declares, before anything is written. The whole check loads only for plans that a
 * quick look does not clear.
 */
import { DxgError } from "../base/error.ts";
import { BINARY_BYTES_MAX } from "../base/limits.ts";
import { type Capabilities, NO_CAPABILITIES } from "../format/capabilities.ts";
import { showPath } from "../native/os.ts";
import { readBelow } from "../project/destination.ts";
import type { Plan } from "../project/plan.ts";
import type { AutoRun, CapabilityFindings } from "../trust/capability-check.ts";
import { clearlyAllowed, type Entry } from "../trust/entry.ts";

/**
 * @returns the files that programs run by themselves, which are to be shown before anything is written
 * @throws {DxgError} trust/not-allowed with everything that is not
 */
export async function checkPlan(plan: Plan, capabilities: Capabilities = NO_CAPABILITIES): Promise<readonly AutoRun[]> {
  const entries = entriesOf(plan);
  if (clearlyAllowed(entries, capabilities)) return [];
  const { checkCapabilities } = await import("../trust/capability-check.ts");
  return refuseViolations(checkCapabilities(entries, capabilities));
}

/** What a plan creates or changes. */
export function entriesOf({ destination, changes }: Plan): readonly Entry[] {
  const entries: Entry[] = [];
  for (const { kind, path, bytes } of changes) {
    if (kind !== "create" && kind !== "overwrite") continue;
    const before = kind === "create" ? undefined : () => readBelow(destination, path, BINARY_BYTES_MAX);
    entries.push({ path, before, after: bytes });
  }
  return entries;
}

/** @throws {DxgError} trust/not-allowed */
export function refuseViolations({ violations, autoRun }: CapabilityFindings): readonly AutoRun[] {
  if (violations.length === 0) return autoRun;
  const count = `${violations.length} ${violations.length === 1 ? "violation" : "violations"}`;
  throw new DxgError("trust/not-allowed", `${count}; nothing was written`, {
    notes: violations.map(({ file, rule, what, line, allow }) => {
      const subject = file === "" ? "the template" : showPath(file);
      return `${subject}: ${rule}: it ${what}; ${allow} ${line > 0 ? `(template.yaml, line ${line})` : "(template.yaml)"}`;
    }),
    hint: "The template's author allows it in template.yaml, and its users are asked before it runs",
  });
}
