/** The filters `to_yaml`, `to_nice_yaml`, `from_yaml` and `from_yaml_all`. */
import { indexOf } from "../../../value/number.ts";
import { toText } from "../../../value/text.ts";
import { truth } from "../../../value/truth.ts";
import { refuseUndefined } from "../../../value/undefined.ts";
import { isString, type Value } from "../../../value/value.ts";
import type { Filter, FilterContext } from "../filter.ts";
import { NodeMaker } from "./yaml-node.ts";
import { readYaml } from "./yaml-read.ts";
import { writeYaml, type YamlStyle } from "./yaml-writer.ts";

const WIDTH = 80;
const INDENT = 2;
const NICE_INDENT = 4;

function write(context: FilterContext, value: Value, sortKeys: Value, style: YamlStyle): string {
  const root = new NodeMaker(truth(sortKeys), (units) => context.spend(units)).make(value, 0);
  return writeYaml(root, style);
}

const number = (value: Value | undefined, otherwise: number): number =>
  value === undefined || value === null ? otherwise : indexOf(value);

export const toYaml: Filter = (context, value, args) => {
  const [flow, indent, width, sortKeys = true, explicitStart = false, explicitEnd = false] = args;
  return write(context, value, sortKeys, {
    flow: flow === undefined || flow === null ? undefined : truth(flow),
    indent: number(indent, INDENT),
    width: number(width, WIDTH),
    explicitStart: truth(explicitStart),
    explicitEnd: truth(explicitEnd),
  });
};

export const toNiceYaml: Filter = (context, value, args) => {
  const [indent = NICE_INDENT, width, sortKeys = true, explicitStart = false, explicitEnd = false] = args;
  return write(context, value, sortKeys, {
    flow: false,
    indent: number(indent, INDENT),
    width: number(width, WIDTH),
    explicitStart: truth(explicitStart),
    explicitEnd: truth(explicitEnd),
  });
};

/** What reading YAML costs in steps: a character, and one that a node may begin or end with. */
const CHARACTER_STEPS = 4;
const MARK_STEPS = 1200;
const MARKS = /[\n,:\-?[{&*'"#|>]/g;

function documents(context: FilterContext, value: Value): Value[] {
  const text = toText(value);
  context.spend(CHARACTER_STEPS * text.length);
  context.spend(MARK_STEPS * (text.match(MARKS)?.length ?? 0));
  return readYaml(text);
}

/** A value that is no text is given back as it is. */
export const fromYaml: Filter = (context, value) => {
  refuseUndefined(value);
  return isString(value) ? (documents(context, value)[0] ?? null) : value;
};

export const fromYamlAll: Filter = (context, value) => {
  refuseUndefined(value);
  return isString(value) ? documents(context, value) : value;
};
