/**
 * The list of attacks by number: where each is run from the executable, or why it is not. A are paths and files, B trust,
 * C running a template or bundle, D what is shown, E the runtime. rows.test.ts holds it against the tests.
 */

export type Row =
  | { readonly kind: "run"; readonly files: readonly string[] }
  | { readonly kind: "not run"; readonly reason: string };

const run = (...files: readonly string[]): Row => ({ kind: "run", files });
const notRun = (reason: string): Row => ({ kind: "not run", reason });

const PATHS = "test/hostile/paths.test.ts";
const TEMPLATE_LINKS = "test/hostile/template-links.test.ts";
const TRUST = "test/hostile/trust.test.ts";
const ALLOWED = "test/hostile/allowed.test.ts";
const SIGNATURES = "test/hostile/signatures.test.ts";
const PACK = "test/hostile/pack.test.ts";
const RUNTIME = "test/hostile/runtime.test.ts";
const SCREEN = "test/hostile/screen.test.ts";

export const ROWS: Readonly<Record<string, Row>> = {
  A1: run(PATHS),
  A2: run(PATHS, "test/hostile/written-paths.test.ts"),
  A3: run(PATHS),
  A4: run(PATHS),
  A5: run(TEMPLATE_LINKS),
  A6: run(TEMPLATE_LINKS),
  A7: run(PATHS),
  A8: run("test/hostile/race.test.ts", "test/hostile/steps.test.ts"),
  A9: run(PATHS),
  A10: run(PATHS, PACK),
  A11: run(PATHS),
  A12: run(PATHS),
  A13: run(PATHS, "test/hostile/printed.test.ts", "test/hostile/written-paths.test.ts"),
  A14: run(PATHS),
  A15: run(ALLOWED, "test/hostile/manifests.test.ts"),
  A16: run(PATHS),
  A17: run(PATHS),
  A18: run(PATHS),
  B1: run(SIGNATURES, "test/trust/flip.test.ts"),
  B2: run(SIGNATURES),
  B3: run(SIGNATURES),
  B4: run(SIGNATURES),
  B5: run(SIGNATURES),
  B6: notRun("nothing is fetched from a network: templates are folders and files"),
  B7: run(SIGNATURES),
  B8: run(SIGNATURES),
  B9: run(SIGNATURES),
  B10: run(SIGNATURES, "test/trust/ed25519.test.ts"),
  B11: run(TRUST),
  B12: run(SIGNATURES),
  B13: run(SIGNATURES),
  B14: run(SIGNATURES),
  B15: notRun("no template source runs git or another program with an argument that a template or user gives"),
  B16: run(TRUST),
  C1: run(PACK),
  C2: run(PACK, "test/e2e/parameters.test.ts"),
  C3: run(PACK),
  C4: run(PACK, ALLOWED),
  C5: run(PACK),
  C6: run(PACK),
  C7: run(PACK),
  C8: run(PACK),
  C9: run(PACK),
  C10: run(PACK, "test/e2e/parameters.test.ts"),
  D1: run(SCREEN, TRUST),
  D2: run(ALLOWED, "test/e2e/parameters.test.ts"),
  D3: run("test/hostile/question.test.ts"),
  D4: run("test/hostile/question.test.ts"),
  D5: run(ALLOWED, SCREEN),
  D6: run(ALLOWED, SCREEN),
  D7: run(ALLOWED),
  E1: run(RUNTIME),
  E2: run(RUNTIME),
  E3: run(RUNTIME),
  E4: run(RUNTIME),
  E5: run("test/hostile/moving-template.test.ts"),
  E6: run(RUNTIME),
  E7: notRun("there are no workers"),
};
