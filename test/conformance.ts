/**
 * `bun run conformance FILE [--group NAME] [--only ID]`: runs any file of the conformance schema, prints each difference
 * and ends with `N passed, N failed`. Cases that need what this version does not have fail like any other.
 */
import { type Case, readCases } from "./conformance/case.ts";
import { describeFailure } from "./conformance/describe.ts";
import { judge } from "./conformance/judge.ts";

function main(args: readonly string[]): number {
  const [path, ...flags] = args;
  if (path === undefined || path.startsWith("--")) return usage();
  const filters: ((one: Case) => boolean)[] = [];
  for (let index = 0; index < flags.length; index += 2) {
    const value = flags[index + 1];
    if (value === undefined) return usage();
    if (flags[index] === "--group") filters.push(({ group }) => group === value);
    else if (flags[index] === "--only") filters.push(({ id }) => id === value);
    else return usage();
  }
  const cases = readCases(path).filter((one) => filters.every((filter) => filter(one)));
  let failed = 0;
  for (const one of cases) {
    const verdict = judge(one);
    if (verdict.passed) continue;
    failed += 1;
    console.log(describeFailure(one, verdict));
  }
  console.log(`${cases.length - failed} passed, ${failed} failed`);
  return failed === 0 && cases.length > 0 ? 0 : 1;
}

function usage(): number {
  console.error("usage: bun run conformance FILE [--group core|extended] [--only ID]");
  return 2;
}

process.exitCode = main(process.argv.slice(2));
