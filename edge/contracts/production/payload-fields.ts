/** Reads single fields of an event's payload: an unsuitable value is undefined. */

import type { Micros } from "../path/sample-batch.ts";
import { type WallClock, writtenTime } from "../path/written-time.ts";
import type { EventTime, Feature, PlaceAt } from "./material-event.ts";
import { isSlot } from "./stock-listing.ts";

export type Payload = Readonly<Record<string, unknown>>;

/** Label and slot of a place as it is written. */
export function placeOf(written: string | undefined): PlaceAt | undefined {
  if (written === undefined) return undefined;
  const colon = written.lastIndexOf(":");
  const slot = colon > 0 ? Number(written.slice(colon + 1)) : Number.NaN;
  return isSlot(slot) ? { place: written.slice(0, colon), slot } : { place: written };
}

/** Names differ by maker: of a CMM's structure `Name`, `Actual`, `Passed`; of JSON `feature`, `value`, `ok`. */
export function featuresOf(value: unknown): readonly Feature[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 256).flatMap((one: unknown): Feature[] => {
    if (typeof one !== "object" || one === null) return [];
    const fields = new Map(Object.entries(one).map(([key, field]) => [key.toLowerCase(), field as unknown]));
    const name = text(fields.get("name") ?? fields.get("feature"));
    const actual = number(fields.get("actual") ?? fields.get("value"));
    if (name === undefined || actual === undefined) return [];
    const [lower, upper, unit] = [number(fields.get("lower")), number(fields.get("upper")), text(fields.get("unit"))];
    const said = fields.get("passed") ?? fields.get("ok");
    const ok =
      typeof said === "boolean"
        ? said
        : (lower === undefined || actual >= lower) && (upper === undefined || actual <= upper);
    return [{ name, value: actual, ...defined({ lower, upper, unit }), ok }];
  });
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
}

export function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value)
    ? value.filter((one): one is string => typeof one === "string" && one !== "").slice(0, 4096)
    : undefined;
}

export function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** µs of ISO 8601 text, or of a number of ms. */
export function timeOf(value: unknown, { receivedAt }: EventTime, wall: WallClock): Micros | undefined {
  const us =
    typeof value === "number"
      ? value * 1000
      : typeof value === "string"
        ? writtenTime(value, wall, receivedAt / 1000)
        : Number.NaN;
  return Number.isFinite(us) && us > 0 ? Math.round(us) : undefined;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the members that are undefined. */
export function defined<T extends object>(members: T): Defined<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Defined<T>;
}
