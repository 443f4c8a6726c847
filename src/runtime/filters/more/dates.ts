/** The filters `strftime` and `to_datetime`, the function `now`, and the value that they give: a date with its time. */
import { typeError, valueError } from "../../../value/errors.ts";
import { floatOf, numericOf } from "../../../value/number.ts";
import { parseFloatText } from "../../../value/parse-number.ts";
import { toText } from "../../../value/text.ts";
import { truth } from "../../../value/truth.ts";
import { typeName } from "../../../value/type-name.ts";
import { refuseUndefined } from "../../../value/undefined.ts";
import { type CallArguments, Callable, float, isString, Namespace, type Value } from "../../../value/value.ts";
import { type Filter, stringArgument } from "../filter.ts";
import { formatMoment, type Moment, momentAt, momentText, parseMoment, timestampOf, weekdayOf } from "./moment.ts";

const FIELDS = ["year", "month", "day", "hour", "minute", "second", "microsecond"] as const;

/** Python's `datetime`: its fields, and the methods that give texts and numbers. It cannot be reckoned with. */
class DateTime extends Namespace {
  override readonly typeName = "datetime";
  readonly #moment: Moment;

  constructor(moment: Moment) {
    super();
    this.#moment = moment;
  }

  override text(): string {
    return momentText(this.#moment, " ");
  }

  override attribute(name: string): Value | undefined {
    const field = FIELDS.find((each) => each === name);
    if (field !== undefined) return this.#moment[field];
    const weekday = (weekdayOf(this.#moment) + 6) % 7;
    switch (name) {
      case "strftime":
        return new Callable(name, (call) => formatMoment(this.#moment, formatOf(call)));
      case "isoformat":
        return new Callable(name, () => momentText(this.#moment, "T"));
      case "timestamp":
        return new Callable(name, () => float(timestampOf(this.#moment)));
      case "weekday":
        return new Callable(name, () => weekday);
      case "isoweekday":
        return new Callable(name, () => weekday + 1);
      default:
        return undefined;
    }
  }
}

function formatOf({ positional, keywords }: CallArguments): string {
  const format = positional[0] ?? keywords.get("format");
  if (format === undefined) throw typeError("strftime takes a format");
  return stringArgument("strftime", "format", format);
}

const FORMAT = "%Y-%m-%d %H:%M:%S";

export const toDatetime: Filter = (context, value, [format = FORMAT]) => {
  context.spend(1000);
  const text = stringArgument("to_datetime", "its value", value);
  return new DateTime(parseMoment(text, stringArgument("to_datetime", "format", format)));
};

/** The value is the format; without a number of seconds since 1970 the time is now. */
export const strftime: Filter = (context, value, [second = null, utc = false]) => {
  const format = stringArgument("strftime", "its value", value);
  context.spend(20 * format.length);
  const moment = momentAt(second === null ? Date.now() : 1000 * Math.floor(seconds(second)), truth(utc));
  // The C library calls it so.
  return formatMoment(truth(utc) ? { ...moment, zone: "GMT" } : moment, format);
};

function seconds(value: Value): number {
  refuseUndefined(value);
  const number = numericOf(value);
  const read = isString(value) ? parseFloatText(toText(value)) : number === undefined ? undefined : floatOf(number);
  if (read === undefined) throw valueError(`strftime: invalid value for epoch value (${typeName(value)})`);
  return read;
}

/** Ansible's `now(utc, fmt)`: a datetime, or its text. */
export function now(utc: Value, format: Value): Value {
  const moment = momentAt(Date.now(), truth(utc));
  if (isString(format) && truth(format)) return formatMoment(moment, toText(format));
  return new DateTime({ ...moment, offset: undefined, zone: "" });
}
