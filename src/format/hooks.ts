/** Commands that a template has run before or after its files are made. Types only; they run in app/ and native/. */

export interface Hook {
  readonly moment: "pre_generate" | "post_generate";
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly string[];
  /** 1-based line in template.yaml. */
  readonly line: number;
}
