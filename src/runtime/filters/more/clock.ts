/** The time in a zone, moved by an offset, as text: what the tag `now` of Cookiecutter's time extension writes. */
import { valueError } from "../../../value/errors.ts";
import { formatMoment, momentAt } from "./moment.ts";

const FORMAT = "%Y-%m-%d";

const MINUTE_MS = 60_000;

/** Milliseconds of the units whose length never changes. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["weeks", 604_800_000],
  ["days", 86_400_000],
  ["hours", 3_600_000],
  ["minutes", MINUTE_MS],
  ["seconds", 1000],
]);
const MONTHS: ReadonlyMap<string, number> = new Map([
  ["years", 12],
  ["months", 1],
]);

/**
 * @param zone `utc`, `local` or a name of the time zone database, such as `Europe/Berlin`
 * @param format of strftime; empty is the date
 * @param shift a sign and what to add or take away, such as `+hours=2, days=1`; empty is nothing
 * @throws {DxgError} render/value for another zone or shift
 */
export function timeIn(zone: string, format: string, shift: string): string {
  const now = momentAt(shifted(wallClock(zone), shift), true);
  const label = zone.toLowerCase() === "utc" ? "UTC" : zone;
  return formatMoment({ ...now, zone: label }, format === "" ? FORMAT : format);
}

/** What clocks show in a zone, as milliseconds since 1970 as if it were UTC. */
function wallClock(zone: string): number {
  const now = Date.now();
  if (zone.toLowerCase() === "utc") return now;
  if (zone.toLowerCase() === "local") return now - new Date(now).getTimezoneOffset() * MINUTE_MS;
  try {
    const parts = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    }).formatToParts(now);
    const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
    return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  } catch {
    throw valueError(`there is no time zone '${zone}'`, "Write utc, local or a name such as Europe/Berlin");
  }
}

function shifted(time: number, shift: string): number {
  if (shift === "") return time;
  const sign = shift.startsWith("-") ? -1 : 1;
  let moved = time;
  for (const part of shift.slice(1).split(",")) {
    const [unit = "", amount = ""] = part.split("=").map((text) => text.trim());
    const count = amount === "" ? Number.NaN : sign * Number(amount);
    const months = MONTHS.get(unit);
    const length = UNITS.get(unit);
    if (Number.isNaN(count) || (months === undefined && length === undefined)) {
      throw valueError(`'${part.trim()}' is no shift of time`, "Write it like `hours=2, days=1`");
    }
    if (length !== undefined) moved += count * length;
    else moved = addMonths(moved, count * months!);
  }
  return moved;
}

/** The same day so many months later, or the last one of a shorter month. */
function addMonths(time: number, months: number): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + Math.trunc(months));
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}
