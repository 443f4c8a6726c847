/** The value of `namespace()`: the one value whose attributes a template sets, from inside loops too. */
import { repr } from "../value/text.ts";
import { Namespace, type Value } from "../value/value.ts";

export class Variables extends Namespace {
  override readonly typeName = "Namespace";
  readonly #values: Map<string, Value> = new Map();

  override attribute(name: string): Value | undefined {
    return this.#values.get(name);
  }

  override setAttribute(name: string, value: Value): boolean {
    this.#values.set(name, value);
    return true;
  }

  override text(): string {
    const pairs = [...this.#values].map(([name, value]) => `${repr(name)}: ${value === this ? "…" : repr(value)}`);
    return `<Namespace {${pairs.join(", ")}}>`;
  }
}
