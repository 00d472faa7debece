/** What an edge says of its site to its hub every few seconds, for the list of all sites. */
import type { LocalizedText } from "../plant/tag.ts";
import { bounded, cutTo, jsonObjectIn, localizedIn, wholeIn } from "./untrusted.ts";

/** Topic of the message. */
export const SUMMARY_TOPIC = "summary";
const MOST_BYTES = 8 * 1024;
/** Letters of a name that a hub takes. */
const MOST_NAME = 200;
/** No plant has more machines, alerts or orders. */
const MOST_COUNT = 10_000_000;
const MOST_AMOUNT = 1e12;
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

/** Where the site is, WGS 84 degrees. */
export interface SiteLocation {
  readonly latitude: number;
  readonly longitude: number;
  readonly place?: LocalizedText;
}

/** Figures of a site at one time. What no book of the edge knows is null, never 0. */
export interface SiteFigures {
  /** Machines by what they do now: `standing` without a fault, `stopped` by a fault or for maintenance. */
  readonly machines: Readonly<Record<"total" | "producing" | "standing" | "stopped" | "unknown", number>> | null;
  /** Alarms whose cause stands or that are held, by ISA-18.2 priority, and all that ask for an acknowledgement. */
  readonly alerts: Readonly<Record<"p1" | "p2" | "p3" | "p4" | "unacknowledged", number>>;
  /** OEE of the line that the edge's own strip shows, a ratio, from the start of the shift; ms UTC. */
  readonly oee: { readonly value: number | null; readonly fromMs: number; readonly toMs: number } | null;
  /** `estimated`: a meter's count is uncertain, or does not cover the day. `stale`: no power is live. */
  readonly energy: {
    readonly kWhToday: number | null;
    readonly kW: number | null;
    readonly quality: "good" | "stale" | "estimated";
  } | null;
  /** Good pieces at the end of the line since the site's midnight. */
  readonly goodToday: number | null;
  readonly orders: { readonly running: number; readonly late: number } | null;
  readonly simulated: boolean;
}

export interface SiteSummary extends SiteFigures {
  /** When the edge made it, ms UTC by the edge's clock. */
  readonly at: number;
  readonly name: LocalizedText;
  readonly location: SiteLocation | null;
}

/** Name of a site as a hub takes it (rule UL30). */
export function shortName({ en, zh }: LocalizedText): LocalizedText {
  return { en: cutTo(en, MOST_NAME), zh: cutTo(zh, MOST_NAME) };
}

export function encodeSummary(summary: SiteSummary): Uint8Array {
  return Buffer.from(JSON.stringify(summary));
}

/** A summary from outside, built of checked values alone; undefined where it is none. */
export function readSummary(bytes: Uint8Array): SiteSummary | undefined {
  return summaryIn(jsonObjectIn(bytes, MOST_BYTES));
}

/** The same of a parsed value. */
export function summaryIn(value: unknown): SiteSummary | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { at, name, location, simulated, ...rest } = value as Record<keyof SiteSummary, unknown>;
  const [named, time] = [localizedIn(name, MOST_NAME), bounded(at, 0, LAST_MS)];
  const place = location === null ? null : locationIn(location);
  const figures = figuresIn(rest);
  if (named === undefined || time === undefined || place === undefined || figures === undefined) return undefined;
  return typeof simulated === "boolean" ? { at: time, name: named, location: place, ...figures, simulated } : undefined;
}

function figuresIn(rest: Partial<Record<keyof SiteFigures, unknown>>): Omit<SiteFigures, "simulated"> | undefined {
  const machines = orNull(rest.machines, (one) => countsIn(one, MACHINES));
  const alerts = countsIn(rest.alerts, ALERTS);
  const oee = orNull(rest.oee, oeeIn);
  const energy = orNull(rest.energy, energyIn);
  const goodToday = orNull(rest.goodToday, (one) => wholeIn(one, MOST_AMOUNT));
  const orders = orNull(rest.orders, (one) => countsIn(one, ORDERS));
  if (machines === undefined || alerts === undefined || oee === undefined || energy === undefined) return undefined;
  return goodToday === undefined || orders === undefined
    ? undefined
    : { machines, alerts, oee, energy, goodToday, orders };
}

const MACHINES = ["total", "producing", "standing", "stopped", "unknown"] as const;
const ALERTS = ["p1", "p2", "p3", "p4", "unacknowledged"] as const;
const ORDERS = ["running", "late"] as const;
const QUALITIES = ["good", "stale", "estimated"] as const;

function orNull<T>(value: unknown, read: (value: unknown) => T | undefined): T | null | undefined {
  return value === null ? null : read(value);
}

function countsIn<const Name extends string>(
  value: unknown,
  names: readonly Name[],
): Readonly<Record<Name, number>> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const counts = names.map((name) => wholeIn((value as Partial<Record<Name, unknown>>)[name], MOST_COUNT));
  if (counts.includes(undefined)) return undefined;
  return Object.fromEntries(names.map((name, i) => [name, counts[i]])) as Record<Name, number>;
}

function oeeIn(value: unknown): NonNullable<SiteFigures["oee"]> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { value: ratio, fromMs, toMs } = value as Record<string, unknown>;
  const known = orNull(ratio, (one) => bounded(one, -1_000, 1_000));
  const [from, to] = [bounded(fromMs, 0, LAST_MS), bounded(toMs, 0, LAST_MS)];
  return known === undefined || from === undefined || to === undefined
    ? undefined
    : { value: known, fromMs: from, toMs: to };
}

function energyIn(value: unknown): NonNullable<SiteFigures["energy"]> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { kWhToday, kW, quality } = value as Record<string, unknown>;
  const [amount, power] = [kWhToday, kW].map((one) => orNull(one, (n) => bounded(n, -MOST_AMOUNT, MOST_AMOUNT)));
  const word = QUALITIES.find((one) => one === quality);
  return amount === undefined || power === undefined || word === undefined
    ? undefined
    : { kWhToday: amount, kW: power, quality: word };
}

function locationIn(value: unknown): SiteLocation | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { latitude, longitude, place } = value as Record<string, unknown>;
  const [lat, lon] = [bounded(latitude, -90, 90), bounded(longitude, -180, 180)];
  const named = place === undefined ? undefined : localizedIn(place, MOST_NAME);
  if (lat === undefined || lon === undefined || (place !== undefined && named === undefined)) return undefined;
  return { latitude: lat, longitude: lon, ...(named === undefined ? {} : { place: named }) };
}
