/**
 * Whether what a generation is about to write keeps to what its template declares: all that does not, each with the file,
 * the rule and what would allow it. Pure: it reads no disk and decides nothing about who is trusted.
 *
 * `clearlyAllowed` is the quick look that every run takes; only what it cannot clear comes here.
 */
import { matchesGlob } from "../base/glob.ts";
import { foldedPath, parentPath } from "../base/path.ts";
import type { Capabilities, CapabilityName, Grant } from "../format/capabilities.ts";
import { autoRunReason, namesAutoRun } from "./auto-run.ts";
import { contentReason } from "./auto-run-content.ts";
import { newUnreadTargets } from "./cargo-targets.ts";
import { dependencyReader } from "./dependencies.ts";
import { type Entry, fileNameOf, isDenied, isGranted } from "./entry.ts";
import { newUnsafe } from "./rust-unsafe.ts";
import { type Need, type Suggestion, suggestions } from "./suggestion.ts";

export interface Violation {
  /** Path of the output, or empty for all of them together. */
  readonly file: string;
  /** The capability that does not allow it. */
  readonly rule: CapabilityName;
  /** What is not allowed, in words. */
  readonly what: string;
  readonly need: Need;
}

/** An auto-run file that is written. */
export interface AutoRun {
  readonly path: string;
  /** Who runs it, in words. */
  readonly reason: string;
}

/** What the check found. */
export interface CapabilityFindings {
  readonly violations: readonly Violation[];
  /** What would allow all of them. */
  readonly toAllow: readonly Suggestion[];
  /** To be shown before anything is written. */
  readonly autoRun: readonly AutoRun[];
}

export function checkCapabilities(entries: readonly Entry[], capabilities: Capabilities): CapabilityFindings {
  const check = new Check(capabilities, entries);
  for (const entry of entries) check.entry(entry);
  check.size(entries);
  const { violations, autoRun } = check;
  const toAllow =
    violations.length === 0
      ? []
      : suggestions(
          violations.map(({ need }) => need),
          capabilities,
        );
  return { violations, toAllow, autoRun };
}

class Check {
  readonly violations: Violation[] = [];
  readonly autoRun: AutoRun[] = [];
  readonly #capabilities: Capabilities;
  /** Folders that get a Cargo.toml: a build.rs in one is its build script, whatever the folder is called. */
  readonly #crates: ReadonlySet<string>;

  constructor(capabilities: Capabilities, entries: readonly Entry[]) {
    this.#capabilities = capabilities;
    const manifests = entries.map(({ path }) => foldedPath(path)).filter((path) => fileNameOf(path) === "cargo.toml");
    this.#crates = new Set(manifests.map(parentPath));
  }

  entry(entry: Entry): void {
    const before = entry.before?.();
    const reason = autoRunReason(entry.path) ?? this.#buildScript(entry.path) ?? contentReason(entry, before);
    if (reason !== undefined) this.autoRun.push({ path: entry.path, reason });
    this.#file(entry, reason);
    const name = foldedPath(fileNameOf(entry.path));
    if (entry.after === undefined) return;
    if (name === "cargo.toml") this.#cargo(entry.path, entry.after, before);
    this.#dependencies(entry.path, name, entry.after, before);
    if (name.endsWith(".rs")) this.#unsafe(entry.path, entry.after, before);
  }

  #cargo(path: string, after: Uint8Array, before: Uint8Array | undefined): void {
    this.#flag(path, "can_modify_cargo", "is Cargo's manifest");
    const targets = newUnreadTargets(decode(after), before === undefined ? undefined : decode(before));
    for (const key of targets) this.#flag(path, "can_execute_unsafe", `has new ${key} of a file that is no .rs`);
  }

  #buildScript(path: string): string | undefined {
    const folded = foldedPath(path);
    const isScript = fileNameOf(folded) === "build.rs" && this.#crates.has(parentPath(folded));
    return isScript ? "cargo runs it when it builds" : undefined;
  }

  /** @param reason why it is no ordinary file */
  #file({ path, before, after }: Entry, reason: string | undefined): void {
    const rule = before === undefined ? "can_create_files" : "can_modify_files";
    const denial = isDenied(this.#capabilities, rule, path);
    const verb = before === undefined ? "creates" : "changes";
    if (denial !== undefined) {
      this.#refuse(path, rule, `${verb} what \`deny\` forbids`, deniedBy(denial));
      return;
    }
    if (isGranted(this.#capabilities, rule, path, after === undefined, reason === undefined ? undefined : namesAutoRun))
      return;
    const what = reason === undefined ? `${verb} a file` : `${verb} a file of its own class: ${reason}`;
    this.#refuse(path, rule, what, { kind: "item", rule, item: globOf(path) });
  }

  #flag(path: string, rule: "can_modify_cargo" | "can_execute_unsafe", what: string): void {
    const { grants, denials } = this.#capabilities;
    const denial = denials.find(({ capability }) => capability === rule);
    if (denial !== undefined) this.#refuse(path, rule, what, { kind: "denied", what: rule, line: denial.line });
    else if (!grants.some(({ capability }) => capability === rule))
      this.#refuse(path, rule, what, { kind: "flag", rule });
  }

  #dependencies(path: string, name: string, after: Uint8Array, before: Uint8Array | undefined): void {
    const read = dependencyReader(name);
    if (read === undefined) return;
    const rule = "can_add_dependencies";
    const now = read(decode(after));
    if (now === undefined) {
      this.#refuse(path, rule, "cannot be read, so nobody can tell which dependencies it adds", { kind: "none" });
      return;
    }
    const known = (before === undefined ? undefined : read(decode(before))) ?? new Set<string>();
    for (const dependency of now) {
      if (known.has(dependency)) continue;
      const what = `adds the dependency ${quoted(dependency)}`;
      const { grants, denials } = this.#capabilities;
      const denial = denials.find((one) => one.capability === rule && namesDenied(String(one.value), dependency));
      if (denial !== undefined) this.#refuse(path, rule, what, deniedBy(denial));
      else if (!grants.some((one) => one.capability === rule && namesDependency(String(one.value), dependency))) {
        this.#refuse(path, rule, what, { kind: "item", rule, item: dependency });
      }
    }
  }

  #unsafe(path: string, after: Uint8Array, before: Uint8Array | undefined): void {
    const uses = newUnsafe(decode(after), before === undefined ? undefined : decode(before));
    for (const { what, line } of uses) this.#flag(path, "can_execute_unsafe", `has new ${what} in line ${line}`);
  }

  size(entries: readonly Entry[]): void {
    const limit = this.#capabilities.grants.find(({ capability }) => capability === "max_output_size");
    if (limit === undefined) return;
    const total = entries.reduce((sum, { after }) => sum + (after?.length ?? 0), 0);
    if (total <= Number(limit.value)) return;
    const what = `writes ${total} bytes, more than ${String(limit.value)}`;
    this.#refuse("", "max_output_size", what, { kind: "size", bytes: total, line: limit.line });
  }

  #refuse(file: string, rule: CapabilityName, what: string, need: Need): void {
    this.violations.push({ file, rule, what, need });
  }
}

function deniedBy({ value, line }: Grant): Need {
  return { kind: "denied", what: quoted(value), line };
}

/** A name grants the registry's package only; other sources are named with `@`. `*` stays within a name. */
function namesDependency(grant: string, dependency: string): boolean {
  const [wanted, source] = splitSource(grant);
  const [name, place] = splitSource(dependency);
  return source === place && matchesGlob(wanted, name);
}

/** A name that is denied is denied from everywhere. */
function namesDenied(denial: string, dependency: string): boolean {
  const [wanted, source] = splitSource(denial.toLowerCase());
  const [name, place] = splitSource(dependency.toLowerCase());
  return matchesGlob(wanted, name) && (source === undefined || source === place);
}

function splitSource(text: string): readonly [name: string, source: string | undefined] {
  const at = text.indexOf("@", 1);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function quoted(value: unknown): string {
  return JSON.stringify(value);
}

/** A glob for a path; a sign that means something else in one is any character. */
function globOf(path: string): string {
  return path.replace(/[*?[\]{}\\!]/g, "?");
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
