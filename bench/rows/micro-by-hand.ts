/**
 * What JavaScript and the kernel allow for the component of the micro rows: the same bytes by a function that is written
 * for this one template, and the copying of its values alone, without a template or a kernel.
 */
import { VALUE_UNITS } from "../../src/native/abi.ts";
import { native } from "../../src/native/native.ts";
import { against, interleave, type Plan, summarize } from "../core/measure.ts";
import type { Row } from "../core/result.ts";
import { type Data, requireEqual } from "../peers/engine.ts";
import { ENGINES } from "../peers/engines.ts";
import { ourLoop, ourTemplate } from "../peers/ours.ts";

/** More units than the values of a component have, and as many as the kernel reads at once. */
const UNITS_MAX = 1024;
const READ_AHEAD = 32;
const OUTPUT_BYTES = 8192;

/** A component's values, each a string. */
interface Component extends Data {
  readonly module: string;
  readonly description: string;
  readonly component: string;
  readonly label: string;
  readonly props: string;
  readonly state: string;
  readonly setter: string;
  readonly initial: string;
  readonly className: string;
}

const units = new Uint16Array(UNITS_MAX);

/** Copies a text behind the others; the result is the unit behind it. */
function copy(text: string, at: number): number {
  let to = at;
  for (let unit = 0; unit < text.length; unit += 1) {
    units[to] = text.charCodeAt(unit);
    to = (to + 1) | 0;
  }
  return to;
}

/** Units of all values: looked at first, since the processor then fetches all texts at once. */
function unitsOf({
  module,
  description,
  component,
  label,
  props,
  state,
  setter,
  initial,
  className,
}: Component): number {
  const inFront = module.length + description.length + component.length + label.length + props.length;
  return inFront + state.length + setter.length + initial.length + className.length;
}

/** Copies all values, and no more; the result is how many units they have. @throws {Error} for too many */
function copyAll(data: Component): number {
  if (unitsOf(data) > UNITS_MAX - READ_AHEAD) throw new Error("the values are too long");
  let at = copy(data.module, 0);
  at = copy(data.description, at);
  at = copy(data.component, at);
  at = copy(data.label, at);
  at = copy(data.props, at);
  at = copy(data.state, at);
  at = copy(data.setter, at);
  at = copy(data.initial, at);
  return copy(data.className, at);
}

/** Puts the operation that writes a value at a slot. */
function put(words: Int32Array, slot: number, at: number, text: string): number {
  words[4 * slot + 2] = at;
  words[4 * slot + 3] = text.length | VALUE_UNITS;
  return at + text.length;
}

/** Renders `source`, which has the values in the order of `copyAll`, state and setter a second time at its end. */
function byHand(source: string): (data: Component, out: Uint8Array) => number {
  const parts = source.split(/\{\{ \w+ \}\}/).map((part) => Buffer.from(part));
  const blob = new Uint8Array(Buffer.concat(parts));
  const words = new Int32Array(4 * parts.length - 2);
  let from = 0;
  parts.forEach(({ length }, slot) => {
    words[4 * slot] = from;
    words[4 * slot + 1] = length;
    from += length;
  });
  const { gather } = native();
  return (data, out) => {
    const count = copyAll(data);
    let at = put(words, 0, 0, data.module);
    at = put(words, 1, at, data.description);
    at = put(words, 2, at, data.component);
    at = put(words, 3, at, data.label);
    at = put(words, 4, at, data.props);
    put(words, 9, at, data.state);
    at = put(words, 5, at, data.state);
    put(words, 10, at, data.setter);
    at = put(words, 6, at, data.setter);
    at = put(words, 7, at, data.initial);
    put(words, 8, at, data.className);
    return gather(blob, words, words.length / 2, units, count + READ_AHEAD, out, 0);
  };
}

/** @throws {Error} when a contender gives other bytes */
export function byHandRow(source: string, plan: Plan<Data>): Row {
  const out = new Uint8Array(OUTPUT_BYTES);
  const ours = ourTemplate(source);
  const engine = ENGINES.find(({ name }) => name === "doT")!;
  const render = engine.compile(engine.translate(source));
  const hand = byHand(source);
  for (const input of plan.make(50)) {
    const length = hand(input as Component, out);
    requireEqual("by hand", out.subarray(0, length), ours.renderBytes(input));
  }
  const [samples, handSamples, copySamples, peer] = interleave(
    [
      { name: "dxg", all: ourLoop(ours, out) },
      { name: "by hand, with the kernel", all: (inputs) => sum(inputs, (data) => hand(data, out)) },
      { name: "values copied, no more", all: (inputs) => sumCopied(inputs) },
      { name: engine.name, all: engine.loop(render, out) },
    ],
    plan,
  );
  return {
    title: "Component, 11 slots, strings: what is possible",
    unit: "ns",
    contenders: [samples!, handSamples!, copySamples!, peer!].map(summarize),
    checks: [
      against(samples!, peer!),
      against(handSamples!, peer!, undefined, "doT, by hand"),
      against(copySamples!, peer!, undefined, "doT, values copied, no more"),
    ],
    notes: [
      "for information, without a bar: the second contender is a function that knows this one template, and the third only",
      "looks at the values and copies them, which from JavaScript has to be done before a kernel can have them",
    ],
  };
}

function sum(inputs: readonly Data[], length: (data: Component) => number): number {
  let bytes = 0;
  for (let index = 0; index < inputs.length; index += 1) bytes += length(inputs[index] as Component);
  return bytes;
}

function sumCopied(inputs: readonly Data[]): number {
  let all = 0;
  for (let index = 0; index < inputs.length; index += 1) all += copyAll(inputs[index] as Component);
  return all;
}
