/**
 * The sections of a bundle that its manifest is spread over, each a DX Infinity value of its own, so that what decides
 * about a template (may it run here, what may it do, what does it need) is read without the rest. Their kinds are checked
 * here; what is in them in manifest-value.ts.
 */
import { type Dict, isMapping, type PlainObject, type Value } from "../value/value.ts";
import { type Container, SECTION, sectionBytes } from "./container.ts";
import { encodeValue } from "./infinity.ts";
import { checkedValue } from "./program-set.ts";
import { type Rule, refuse } from "./rules.ts";

export interface ManifestSections {
  /** Name, description, message, exclusions, settings. */
  readonly META: Dict | PlainObject;
  /** The parameter schema. */
  readonly PARM: Dict | PlainObject;
  /** Capabilities and hooks. */
  readonly CAPS: Dict | PlainObject;
  /** Templates that this one builds upon. */
  readonly DEPS: readonly Value[];
  /** Versions: its own, and of dxg. */
  readonly COMP: Dict | PlainObject;
}

/** What a bundle without anything to tell holds; also what tests begin with. */
export const NO_SECTIONS: ManifestSections = { META: {}, PARM: {}, CAPS: {}, DEPS: [], COMP: {} };

/** All of them but META, in the order of the file. @throws {DxgError} format/bad-value for what is no data */
export function encodeManifestSections({ PARM, CAPS, DEPS, COMP }: ManifestSections): Uint8Array[] {
  return [encodeValue(PARM), encodeValue(CAPS), encodeValue([...DEPS]), encodeValue(COMP)];
}

/** Decoded when they are first asked for: what is part of the executable brings its manifest decoded. */
export class LoadedSections implements ManifestSections {
  readonly #container: Container;
  readonly #metadata: { readonly metadata: Dict | PlainObject };
  #params: Dict | PlainObject | undefined;
  #capabilities: Dict | PlainObject | undefined;
  #dependencies: readonly Value[] | undefined;
  #compatibility: Dict | PlainObject | undefined;

  constructor(container: Container, set: { readonly metadata: Dict | PlainObject }) {
    this.#container = container;
    this.#metadata = set;
  }

  get META(): Dict | PlainObject {
    return this.#metadata.metadata;
  }
  get PARM(): Dict | PlainObject {
    this.#params ??= this.#dict(SECTION.PARM, "parameters");
    return this.#params;
  }
  get CAPS(): Dict | PlainObject {
    this.#capabilities ??= this.#dict(SECTION.CAPS, "capabilities");
    return this.#capabilities;
  }
  get DEPS(): readonly Value[] {
    this.#dependencies ??= this.#list(SECTION.DEPS, "dependencies");
    return this.#dependencies;
  }
  get COMP(): Dict | PlainObject {
    this.#compatibility ??= this.#dict(SECTION.COMP, "compatibility");
    return this.#compatibility;
  }

  /** Decodes all. @throws {DxgError} format/bad-metadata */
  check(): void {
    void [this.META, this.PARM, this.CAPS, this.DEPS, this.COMP];
  }

  #dict(section: number, rule: Rule): Dict | PlainObject {
    const value = checkedValue(sectionBytes(this.#container, section), rule, `the ${rule}`);
    return isMapping(value) ? value : refuse(rule, `the ${rule} are no dict`);
  }

  #list(section: number, rule: Rule): readonly Value[] {
    const value = checkedValue(sectionBytes(this.#container, section), rule, `the ${rule}`);
    return Array.isArray(value) ? (value as readonly Value[]) : refuse(rule, `the ${rule} are no list`);
  }
}
