/**
 * What a template may do, as its template.yaml declares it: grants and denials with their lines. Types and names only;
 * whether a result keeps to them is checked in trust/, and their text is read in compile/.
 */

/** In the order in which they are documented and shown. */
export const CAPABILITY_NAMES = [
  "can_create_files",
  "can_modify_files",
  "can_modify_cargo",
  "can_add_dependencies",
  "can_execute_unsafe",
  "can_network",
  "can_run",
  "can_read_env",
  "max_output_size",
] as const;

export type CapabilityName = (typeof CAPABILITY_NAMES)[number];

/** One thing that is allowed or denied. */
export interface Grant {
  readonly capability: CapabilityName;
  /**
   * A glob (`can_create_files`, `can_modify_files`), the name of a package (`can_add_dependencies`), a host
   * (`can_network`), the words of a command (`can_run`), the name of a variable (`can_read_env`), bytes
   * (`max_output_size`), or true for what is only on or off.
   */
  readonly value: string | readonly string[] | number | true;
  /** 1-based line in template.yaml. */
  readonly line: number;
}

export interface Capabilities {
  /** Line of the key `capabilities`, 0 where there is none: then ordinary files may be created and changed, nothing else. */
  readonly line: number;
  readonly grants: readonly Grant[];
  /** Deny wins over allow. */
  readonly denials: readonly Grant[];
}

export const NO_CAPABILITIES: Capabilities = { line: 0, grants: [], denials: [] };
