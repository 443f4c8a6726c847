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
import type { AutoRun, CapabilityFindings, Violation } from "../trust/capability-check.ts";
import { clearlyAllowed, type Entry } from "../trust/entry.ts";

/**
 * @returns the files that programs run by themselves, which are to be shown before anything is written
 * @throws {DxgError} trust/not-allowed with everything that is not
 */
export async function checkPlan(plan: Plan, capabilities: Capabilities = NO_CAPABILITIES): Promise<readonly AutoRun[]> {
  const entries = entriesOf(plan);
  if (clearlyAllowed(entries, capabilities)) return [];
  const { checkCapabilities } = await import("../trust/capability-check.ts");
  const findings = checkCapabilities(entries, capabilities);
  const unread = findings.violations.some(({ need }) => need.kind === "none");
  return refuseViolations(findings, unread ? (await import("./unreadable.ts")).whyUnread(entries) : undefined);
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

const ALLOWED_BY = "The template's author allows it in template.yaml, and its users are asked before it runs";

/** Whether what would allow it is a path of several parts. */
function isBelowFolder({ need }: Violation): boolean {
  return need.kind === "item" && need.rule !== "can_add_dependencies" && need.item.includes("/");
}

/**
 * @param why tells what is wrong with a file that cannot be read
 * @throws {DxgError} trust/not-allowed
 */
export function refuseViolations(
  { violations, toAllow, autoRun }: CapabilityFindings,
  why: (violation: Violation) => string = () => "",
): readonly AutoRun[] {
  if (violations.length === 0) return autoRun;
  const count = `${violations.length} ${violations.length === 1 ? "violation" : "violations"}`;
  const told = violations.map((violation) => {
    const { file, rule, what } = violation;
    return `${file === "" ? "the template" : showPath(file)}: ${rule}: it ${what}${why(violation)}`;
  });
  const orders = toAllow.map(
    ({ text, line }) => `${text} ${line > 0 ? `(template.yaml, line ${line})` : "(template.yaml)"}`,
  );
  throw new DxgError("trust/not-allowed", `${count}; nothing was written`, {
    notes:
      told.length === 1 ? [`${told[0]}; ${orders.join(", ")}`] : [...told, ...orders.map((one) => `to allow: ${one}`)],
    hint: violations.some(isBelowFolder)
      ? `${ALLOWED_BY}; * in a path stands for a folder that a parameter names`
      : ALLOWED_BY,
  });
}
