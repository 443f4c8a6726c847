/**
 * The machine as the fuzzer sees it: what runs a file that the verifier has accepted. It is apart from the fuzzer so
 * that the formats can be fuzzed alone.
 */
import type { ContainerKind } from "../../src/format/container.ts";

/** Runs every program of an accepted file; throws nothing but a DxgError. */
export type Machine = (kind: ContainerKind, bytes: Uint8Array) => void;

/** The machine, or undefined while the fuzzer only verifies. */
export const MACHINE: Machine | undefined = undefined;
