/** Meters of the machines that have upkeep by hours or cycles, counted from the book of machine states. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import type { SiteCalendar } from "../contracts/plant/time-zone.ts";
import type { AssetUsage, UsageReader, UsageRow } from "../contracts/production/usage.ts";
import { KeptFile } from "./kept-file.ts";
import { DAY_US, type MeterRows, thinned } from "./meter.ts";

/** A file for each machine: a day that counts for good must not rewrite the meters of all others. */
const FOLDER = "meters";
/** Days that are counted again each time, because data may come late. */
const OPEN_DAYS = 7;
/** Days that a new meter looks back at most. */
const MOST_BACK_DAYS = 366;

/** Stretches of time in one question to the book of states. */
const MOST_ASKED = 12;

export interface MetersOptions {
  /** Folder of upkeep in the data folder. */
  readonly dir: string;
  readonly usage: UsageReader;
  readonly calendar: Pick<SiteCalendar, "dayAt">;
  /** Days for which the book of states keeps data. */
  readonly keepDays: number;
  readonly log: Logger;
}

interface Meter {
  /** Rows that count for good. */
  readonly settled: MeterRows;
  /** Rows after them, as last counted. */
  readonly open: MeterRows;
  readonly order: string;
  /** When it was counted. */
  readonly at: Micros;
}

/** Contents of a file: the machine, for people who look into it, and its final rows. */
interface Kept {
  readonly asset: AssetUid;
  readonly rows: MeterRows;
}

export class Meters {
  readonly #options: MetersOptions;
  readonly #files = new Map<AssetUid, KeptFile<Kept>>();
  readonly #settled = new Map<AssetUid, MeterRows>();
  readonly #meters = new Map<AssetUid, Meter>();

  private constructor(options: MetersOptions) {
    this.#options = options;
  }

  /**
   * Opens the meters of these machines. Throws EdgeError `disk`, `conflict`. A damaged file is moved aside: what the
   * book of states still has is counted again.
   */
  static async open(options: MetersOptions, assets: Iterable<AssetUid>): Promise<Meters> {
    const meters = new Meters(options);
    for (const asset of assets) {
      const kept = await meters.#fileOf(asset).read();
      if (kept !== undefined) meters.#settled.set(asset, kept.rows);
    }
    return meters;
  }

  /** Rows of a machine, oldest first; undefined before they were counted for the first time. */
  rows(asset: AssetUid): MeterRows | undefined {
    const meter = this.#meters.get(asset);
    return meter === undefined ? undefined : [...meter.settled, ...meter.open];
  }

  /** The order that the machine worked on last; empty where none is known. */
  orderOf(asset: AssetUid): string {
    return this.#meters.get(asset)?.order ?? "";
  }

  hasMeter(asset: AssetUid): boolean {
    return this.#options.usage.machines.has(asset);
  }

  /**
   * Counts a machine up to `now`, exactly at each instant of `at` too, and writes what counts for good; a disk that
   * refuses is asked again at the next call. Rejects with EdgeError `unavailable`.
   */
  async count(asset: AssetUid, now: Micros, at: readonly Micros[]): Promise<void> {
    const settled = this.#settled.get(asset) ?? [];
    const days = Math.min(this.#options.keepDays, MOST_BACK_DAYS);
    const from = Math.max(settled.at(-1)?.to ?? 0, this.#startOfDay(now - days * DAY_US));
    if (from >= now) return;
    const { rows, order } = await this.#usage(asset, this.#bounds(from, now, at));
    const firstSeen = settled.length > 0 ? 0 : rows.findIndex(({ seenS }) => seenS > 0);
    const open = firstSeen < 0 ? [] : rows.slice(firstSeen);
    const newest = open.findLast(({ seenS }) => seenS > 0)?.to ?? 0;
    const openDays = Math.min(OPEN_DAYS, this.#options.keepDays - 1);
    // A row that ends now has only begun.
    const last = open.findLastIndex(({ to }) => to <= newest - openDays * DAY_US && to < now);
    const kept = last < 0 ? settled : thinned([...settled, ...open.slice(0, last + 1)]);
    const file = this.#fileOf(asset);
    if (last >= 0) {
      this.#settled.set(asset, kept);
      file.change(() => ({ asset, rows: kept }));
    }
    this.#meters.set(asset, { settled: kept, open: open.slice(last + 1), order, at: now });
    await file.save();
  }

  #fileOf(asset: AssetUid): KeptFile<Kept> {
    const known = this.#files.get(asset);
    if (known !== undefined) return known;
    const { dir, log } = this.#options;
    const name = createHash("sha256").update(asset).digest("hex").slice(0, 32);
    const file = new KeptFile<Kept>(join(dir, FOLDER, `${name}.json`), log);
    this.#files.set(asset, file);
    return file;
  }

  /** Asks in parts: the book answers others meanwhile. */
  async #usage(asset: AssetUid, bounds: readonly Micros[]): Promise<AssetUsage> {
    const rows: UsageRow[] = [];
    let order = "";
    for (let at = 0; at < bounds.length - 1; at += MOST_ASKED) {
      const part = await this.#options.usage.usage(asset, bounds.slice(at, at + MOST_ASKED + 1));
      rows.push(...part.rows);
      if (part.order !== "") order = part.order;
    }
    return { rows, order };
  }

  #bounds(from: Micros, now: Micros, at: readonly Micros[]): Micros[] {
    const bounds = new Set([from, now, ...at.filter((one) => one > from && one < now)]);
    for (let day = this.#options.calendar.dayAt(from).to; day < now; day = this.#options.calendar.dayAt(day).to)
      bounds.add(day);
    return [...bounds].sort((a, b) => a - b);
  }

  #startOfDay(time: Micros): Micros {
    return this.#options.calendar.dayAt(time).from;
  }
}
