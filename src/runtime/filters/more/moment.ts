/**
 * A point in time with its calendar fields, and `strftime` and `strptime` on them, in English and in the calendar of
 * Python. It reads the clock only where `now` is asked for; the time zone of the machine is that of JavaScript's dates.
 */
import { VALUE_LENGTH_MAX } from "../../../base/limits.ts";
import { limitError, valueError } from "../../../value/errors.ts";

export interface Moment {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Minutes east of Greenwich; undefined for a time without a zone. */
  readonly offset: number | undefined;
  readonly zone: string;
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const MINUTE = 60_000;
const DAY = 86_400_000;

/** The furthest that JavaScript's dates reach, in milliseconds. */
const TIME_MAX = 8.64e15;

/** The moment of milliseconds since 1970, in UTC or in the zone of the machine. @throws {DxgError} render/value */
export function momentAt(milliseconds: number, utc: boolean): Moment {
  if (!(Math.abs(milliseconds) <= TIME_MAX)) throw valueError("timestamp out of range");
  const offset = utc ? 0 : -new Date(milliseconds).getTimezoneOffset();
  return { ...fieldsOf(milliseconds + offset * MINUTE), offset, zone: utc ? "UTC" : zoneName(milliseconds) };
}

/** The calendar fields of milliseconds since 1970, as a time without a zone. */
function fieldsOf(milliseconds: number): Moment {
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) throw valueError("year is out of range");
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond: date.getUTCMilliseconds() * 1000 + Math.floor((milliseconds - Math.floor(milliseconds)) * 1000),
    offset: undefined,
    zone: "",
  };
}

function zoneName(milliseconds: number): string {
  const format = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" });
  return format.formatToParts(milliseconds).find(({ type }) => type === "timeZoneName")?.value ?? "";
}

/** Milliseconds since 1970 of the fields, taken for UTC. */
function utcTime({ year, month, day, hour, minute, second }: Moment): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return date.getTime();
}

/** Seconds since 1970; a time without a zone is in that of the machine. */
export function timestampOf(moment: Moment): number {
  const { year, month, day, hour, minute, second, microsecond, offset } = moment;
  const local = new Date(2000, 0, 1, hour, minute, second);
  local.setFullYear(year, month - 1, day);
  const milliseconds = offset === undefined ? local.getTime() : utcTime(moment) - offset * MINUTE;
  return milliseconds / 1000 + microsecond / 1e6;
}

/** 0 for Sunday. */
export function weekdayOf(moment: Moment): number {
  return new Date(utcTime({ ...moment, hour: 0, minute: 0, second: 0 })).getUTCDay();
}

function dayOfYear(moment: Moment): number {
  const midnight = { ...moment, hour: 0, minute: 0, second: 0 };
  return Math.round((utcTime(midnight) - utcTime({ ...midnight, month: 1, day: 1 })) / DAY) + 1;
}

/** The year and week of ISO 8601. */
function isoWeek(moment: Moment): readonly [number, number] {
  const weekday = weekdayOf(moment) || 7;
  const week = Math.floor((dayOfYear(moment) - weekday + 10) / 7);
  if (week < 1) return isoWeek({ ...moment, year: moment.year - 1, month: 12, day: 31 });
  const lastWeekday = weekdayOf({ ...moment, month: 12, day: 31 }) || 7;
  if (week === 53 && lastWeekday < 4) return [moment.year + 1, 1];
  return [moment.year, week];
}

const pad = (number: number, width = 2): string => String(number).padStart(width, "0");

/** A directive's number, with the digits that it has at least and what fills them up. */
interface NumberField {
  readonly number: number;
  readonly digits: number;
  readonly fill: "0" | " ";
}

const numberOf = (number: number, digits = 2, fill: "0" | " " = "0"): NumberField => ({ number, digits, fill });

/** What the flags of a directive say: what fills it up, whether capitals are asked for or the other case. */
interface Style {
  readonly fill: string | undefined;
  readonly upper: boolean;
  readonly change: boolean;
  readonly width: number;
}

/**
 * `strftime` as the GNU C library has it in the locale "C", with flags (`_ - 0 ^ #`) and widths. Unknown directives stay.
 * @throws {DxgError} render/limit
 */
export function formatMoment(moment: Moment, format: string): string {
  let room = format.length;
  return format.replace(
    /%([-_0^#]*)([0-9]*)(.?)/gsu,
    (whole: string, flags: string, digits: string, letter: string) => {
      const width = Number(digits);
      room += width;
      if (room > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
      const fill = /[-_0](?=[\^#]*$)/.exec(flags)?.[0];
      const style = { fill, upper: flags.includes("^"), change: flags.includes("#"), width };
      if (letter === "z") return zoneOffset(moment, style);
      const field = directive(moment, letter) ?? whole;
      return typeof field === "string" ? fillUp(inCase(field, letter, style), style) : numberText(field, style);
    },
  );
}

/** The flag for the other case makes names large, and small what is large already. */
function inCase(text: string, letter: string, { upper, change }: Style): string {
  if (change && "pZ".includes(letter)) return text.toLowerCase();
  if (letter === "P") return text;
  return upper || (change && "aAbBh".includes(letter)) ? text.toUpperCase() : text;
}

function fillUp(text: string, { fill, width }: Style): string {
  return text.padStart(width, fill === "0" ? "0" : " ");
}

function numberText(field: NumberField, style: Style): string {
  const fill = style.fill ?? field.fill;
  const [sign, size] = [field.number < 0 ? "-" : "", String(Math.abs(field.number))];
  const room = Math.max(field.digits, style.width);
  if (fill === "-") return fillUp(sign + size, style);
  return fill === "0" ? sign + size.padStart(room - sign.length, "0") : (sign + size).padStart(room);
}

/** Sign and number are filled up each for itself. */
function zoneOffset({ offset }: Moment, style: Style): string {
  if (offset === undefined) return "";
  const size = Math.abs(offset);
  const number = numberOf(Math.floor(size / 60) * 100 + (size % 60), 4);
  return fillUp(offset < 0 ? "-" : "+", style) + numberText(number, style);
}

function directive(moment: Moment, letter: string): string | NumberField | undefined {
  const { year, month, day, hour, minute, second } = moment;
  const twelve = hour % 12 === 0 ? 12 : hour % 12;
  switch (letter) {
    case "Y":
      return numberOf(year, 1);
    case "m":
      return numberOf(month);
    case "d":
      return numberOf(day);
    case "e":
      return numberOf(day, 2, " ");
    case "H":
      return numberOf(hour);
    case "k":
      return numberOf(hour, 2, " ");
    case "I":
      return numberOf(twelve);
    case "l":
      return numberOf(twelve, 2, " ");
    case "M":
      return numberOf(minute);
    case "S":
      return numberOf(second);
    case "f":
      return numberOf(moment.microsecond, 6);
    case "y":
      return numberOf(year % 100);
    case "C":
      return numberOf(Math.floor(year / 100), 1);
    case "B":
      return MONTHS[month - 1];
    case "b":
    case "h":
      return MONTHS[month - 1]?.slice(0, 3);
    case "A":
      return DAYS[weekdayOf(moment)];
    case "a":
      return DAYS[weekdayOf(moment)]?.slice(0, 3);
    case "p":
      return hour < 12 ? "AM" : "PM";
    case "P":
      return hour < 12 ? "am" : "pm";
    case "j":
      return numberOf(dayOfYear(moment), 3);
    case "w":
      return numberOf(weekdayOf(moment), 1);
    case "u":
      return numberOf(weekdayOf(moment) || 7, 1);
    case "U":
      return numberOf(Math.floor((dayOfYear(moment) + 6 - weekdayOf(moment)) / 7));
    case "W":
      return numberOf(Math.floor((dayOfYear(moment) + 6 - ((weekdayOf(moment) + 6) % 7)) / 7));
    case "G":
      return numberOf(isoWeek(moment)[0], 1);
    case "g":
      return numberOf(isoWeek(moment)[0] % 100);
    case "V":
      return numberOf(isoWeek(moment)[1]);
    case "Z":
      return moment.zone;
    case "s":
      return numberOf(Math.floor(timestampOf(moment)), 1, " ");
    case "n":
      return "\n";
    case "t":
      return "\t";
    case "%":
      return "%";
    default: {
      const longer = COMPOSED[letter];
      return longer === undefined ? undefined : formatMoment(moment, longer);
    }
  }
}

const COMPOSED: Readonly<Record<string, string>> = {
  c: "%a %b %e %H:%M:%S %Y",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  r: "%I:%M:%S %p",
  R: "%H:%M",
  T: "%H:%M:%S",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

/** "+01:30". */
function offsetText(offset: number): string {
  const size = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** `str(datetime)`; with "T" as the separator `isoformat()`. */
export function momentText(moment: Moment, separator: string): string {
  const { year, microsecond, offset } = moment;
  const fraction = microsecond === 0 ? "" : `.${pad(microsecond, 6)}`;
  const zone = offset === undefined ? "" : offsetText(offset);
  return `${pad(year, 4)}${formatMoment(moment, `-%m-%d${separator}%H:%M:%S`)}${fraction}${zone}`;
}

const WORDS = (names: readonly string[]): string => names.join("|");
const SHORT = (names: readonly string[]): readonly string[] => names.map((name) => name.slice(0, 3));

/** What each directive of `strptime` reads. */
const READS: Readonly<Record<string, string>> = {
  Y: "[0-9]{4}",
  m: "1[0-2]|0[1-9]|[1-9]",
  d: "3[01]|[12][0-9]|0[1-9]|[1-9]",
  H: "2[0-3]|[01][0-9]|[0-9]",
  I: "1[0-2]|0[1-9]|[1-9]",
  M: "[0-5][0-9]|[0-9]",
  S: "6[01]|[0-5][0-9]|[0-9]",
  f: "[0-9]{1,6}",
  y: "[0-9]{2}",
  j: "36[0-6]|3[0-5][0-9]|[12][0-9]{2}|0[1-9][0-9]|00[1-9]|[1-9][0-9]|0[1-9]|[1-9]",
  B: WORDS(MONTHS),
  b: WORDS(SHORT(MONTHS)),
  A: WORDS(DAYS),
  a: WORDS(SHORT(DAYS)),
  p: "AM|PM",
  z: "[+-][0-9]{2}:?[0-5][0-9]|Z",
  Z: "UTC|GMT",
};

const FORMAT_LENGTH_MAX = 256;

/** `datetime.strptime`. @throws {DxgError} render/value for a text that the format does not fit. */
export function parseMoment(text: string, format: string): Moment {
  if (format.length > FORMAT_LENGTH_MAX || text.length > FORMAT_LENGTH_MAX)
    throw valueError("to_datetime: text too long");
  const letters: string[] = [];
  const expanded = format.replace(
    /%([DFRTxXc])/g,
    (whole, letter: string) => COMPOSED[letter]?.replace("%e", "%d") ?? whole,
  );
  const source = expanded.replace(/%(.)|\s+|[.*+?^${}()|[\]\\/]/gsu, (whole: string, letter?: string) => {
    if (letter === undefined) return whole.trim() === "" ? "\\s+" : `\\${whole}`;
    if (letter === "%") return "%";
    const reads = READS[letter];
    if (reads === undefined) throw valueError(`to_datetime: '%${letter}' is a bad directive in format`);
    letters.push(letter);
    return `(${reads})`;
  });
  const found = new RegExp(`^${source}$`, "i").exec(text);
  if (found === null) throw valueError(`time data '${text}' does not match format '${format}'`);
  const read = new Map(letters.map((letter, index) => [letter, found[index + 1] ?? ""]));
  return assemble(read);
}

function assemble(read: ReadonlyMap<string, string>): Moment {
  const number = (letter: string, otherwise: number): number => Number(read.get(letter) ?? otherwise);
  const short = number("y", 0);
  const year = read.has("y") ? short + (short < 69 ? 2000 : 1900) : number("Y", 1900);
  const name = (read.get("B") ?? read.get("b") ?? "").slice(0, 3).toLowerCase();
  const month = name === "" ? number("m", 1) : MONTHS.findIndex((each) => each.toLowerCase().startsWith(name)) + 1;
  const afternoon = (read.get("p") ?? "").toLowerCase() === "pm";
  const hour = read.has("I") ? (number("I", 12) % 12) + (afternoon ? 12 : 0) : number("H", 0);
  const zone = read.get("z");
  const parts: Moment = {
    year,
    month,
    day: number("d", 1),
    hour,
    minute: number("M", 0),
    second: number("S", 0),
    microsecond: Number((read.get("f") ?? "").padEnd(6, "0")),
    offset: zone === undefined ? undefined : offsetOf(zone),
    zone: zone === undefined ? "" : `UTC${zone.toUpperCase() === "Z" ? "" : zone}`,
  };
  const start = read.has("j") ? utcTime({ ...parts, month: 1, day: 1 }) + (number("j", 1) - 1) * DAY : utcTime(parts);
  const checked = fieldsOf(start);
  if (!read.has("j") && (checked.day !== parts.day || checked.second !== parts.second)) {
    throw valueError("day is out of range for month");
  }
  return { ...parts, year: checked.year, month: checked.month, day: checked.day };
}

function offsetOf(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
