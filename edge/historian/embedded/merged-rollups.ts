/**
 * Roll-ups of a day or a month in one file for each level (rule D24): a chart of weeks opens some files instead of
 * thousands. Everything here is made from spans, and can be made from them again.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { movePath, syncFile } from "../../store/move-path.ts";
import { replaceFileSync } from "../../store/replace-file.ts";
import { syncFolder } from "../../store/sync-folder.ts";
import { writeMerged } from "./merge-rollups.ts";
import { pathIn, type Span } from "./spans.ts";

/** Levels of merged roll-ups, finest first. Months have no minutes. */
const MERGED_LEVELS = ["1min", "10min", "1h"] as const;
export type MergedLevel = (typeof MERGED_LEVELS)[number];

const DAY_US = 86_400e6;
const HOUR_US = 3600e6;
const SOURCES_FILE = "sources.json";
const NAME = /^(\d{4})(\d{2})(\d{2})?-(\d+)$/;
/** Late samples change a span every ten minutes; its day is merged again at most this often. By a monotonic clock. */
const AGAIN_AFTER_MS = 3_600_000;

/** A day or a month, in one folder. Never changed, only replaced by its next version. */
interface Merged {
  readonly from: Micros;
  readonly isMonth: boolean;
  readonly version: number;
  readonly dir: string;
  /** Names of the folders that it was made of: spans of a day, days of a month. */
  readonly sources: ReadonlySet<string>;
  readonly levels: ReadonlyMap<MergedLevel, number>;
}

interface Group {
  readonly from: Micros;
  /** Folder names of its parts. */
  readonly names: string[];
}

interface Tools {
  readonly connection: DuckDBConnection;
  place(work: () => Promise<void>): Promise<void>;
}

export class MergedRollups {
  readonly #dir: string;
  readonly #merged = new Map<string, Merged>();
  readonly #mergedAt = new Map<string, number>();
  /** The spans that `#days` groups. */
  #spans: readonly Span[] | undefined;
  #days = new Map<Micros, readonly Span[]>();

  private constructor(dir: string, merged: readonly Merged[]) {
    this.#dir = dir;
    for (const one of merged) this.#merged.set(keyOf(one), one);
  }

  /** For a database without spans. */
  static none(): MergedRollups {
    return new MergedRollups("", []);
  }

  static async open(dir: string): Promise<MergedRollups> {
    await mkdir(dir, { recursive: true });
    const newest = new Map<string, Merged>();
    const leftovers: string[] = [];
    for (const name of readdirSync(dir)) {
      const found = readMerged(dir, name);
      const known = found === undefined ? undefined : newest.get(keyOf(found));
      if (found === undefined || (known !== undefined && known.version > found.version))
        leftovers.push(join(dir, name));
      else {
        if (known !== undefined) leftovers.push(known.dir);
        newest.set(keyOf(found), found);
      }
    }
    for (const path of leftovers) await rm(path, { recursive: true, force: true });
    return new MergedRollups(dir, [...newest.values()]);
  }

  get bytes(): number {
    let sum = 0;
    for (const { levels } of this.#merged.values()) for (const bytes of levels.values()) sum += bytes;
    return sum;
  }

  /** Files that together hold a level of these spans, and the spans that are in none. `all`: every closed span. */
  cover(
    level: MergedLevel,
    spans: readonly Span[],
    all: readonly Span[],
  ): { readonly paths: readonly string[]; readonly rest: readonly Span[] } {
    this.#look(all);
    const paths = new Map<Micros, string | undefined>();
    const rest: Span[] = [];
    for (const span of spans) {
      const day = dayOf(span.from);
      if (!paths.has(day)) paths.set(day, this.#pathOf(level, day));
      if (paths.get(day) === undefined) rest.push(span);
    }
    return { paths: [...new Set([...paths.values()].filter((path) => path !== undefined))], rest };
  }

  /**
   * Merges the oldest day or month that is complete and not merged yet. False where there is none. `place` runs work
   * while no question is answered.
   */
  async mergeNext({ connection, place }: Tools, all: readonly Span[]): Promise<boolean> {
    this.#look(all);
    const newest = all.at(-1)?.from ?? Number.NEGATIVE_INFINITY;
    for (const [day, spans] of this.#days) {
      if (day + DAY_US + HOUR_US > newest || spans.length < 2) continue;
      if (this.#dayAt(day) !== undefined || !this.#isDue(keyOf({ from: day, isMonth: false }))) continue;
      const files = (level: MergedLevel) =>
        spans.flatMap((span) => (level !== "10min" && span.files.has(level) ? [pathIn(span, level)] : []));
      await this.#merge(
        { connection, place },
        { from: day, isMonth: false, names: spans.map(({ dir }) => nameIn(dir)) },
        files,
      );
      return true;
    }
    const months = Map.groupBy(this.#days.keys(), monthOf);
    for (const [month, days] of months) {
      if (monthAfter(month) + HOUR_US > newest) continue;
      const parts = days.map((day) => this.#dayAt(day)).filter((day) => day !== undefined);
      if (parts.length < days.length || parts.length < 2 || this.#monthAt(month) !== undefined) continue;
      if (!this.#isDue(keyOf({ from: month, isMonth: true }))) continue;
      const files = (level: MergedLevel) => parts.flatMap((day) => (day.levels.has(level) ? [fileIn(day, level)] : []));
      await this.#merge(
        { connection, place },
        { from: month, isMonth: true, names: parts.map(({ dir }) => nameIn(dir)) },
        files,
      );
      return true;
    }
    return false;
  }

  /** Deletes what no longer stands for any span. */
  async tidy(all: readonly Span[]): Promise<void> {
    this.#look(all);
    for (const [key, { from, isMonth, dir }] of this.#merged) {
      const end = isMonth ? monthAfter(from) : from + DAY_US;
      if (all.some((span) => span.from >= from && span.from < end)) continue;
      this.#merged.delete(key);
      await rm(dir, { recursive: true, force: true });
    }
  }

  /** Groups the spans by day; only if they have changed. */
  #look(all: readonly Span[]): void {
    if (this.#spans === all) return;
    this.#spans = all;
    this.#days = Map.groupBy(all, ({ from }) => dayOf(from));
  }

  #pathOf(level: MergedLevel, day: Micros): string | undefined {
    const isKept = (this.#days.get(day) ?? []).every(({ files }) => files.has(sourceOf(level)));
    const month = level === "1min" ? undefined : this.#monthAt(monthOf(day));
    const found = month?.levels.has(level) === true ? month : this.#dayAt(day);
    return isKept && found?.levels.has(level) === true ? fileIn(found, level) : undefined;
  }

  /** The merged day, where it has all spans as they are now. */
  #dayAt(day: Micros): Merged | undefined {
    const found = this.#merged.get(keyOf({ from: day, isMonth: false }));
    const spans = this.#days.get(day) ?? [];
    const isWhole = found?.sources.size === spans.length && spans.every(({ dir }) => found.sources.has(nameIn(dir)));
    return isWhole ? found : undefined;
  }

  #monthAt(month: Micros): Merged | undefined {
    const found = this.#merged.get(keyOf({ from: month, isMonth: true }));
    if (found === undefined) return undefined;
    let days = 0;
    for (const day of this.#days.keys()) {
      if (monthOf(day) !== month) continue;
      const merged = this.#dayAt(day);
      if (merged === undefined || !found.sources.has(nameIn(merged.dir))) return undefined;
      days++;
    }
    return days === found.sources.size ? found : undefined;
  }

  #isDue(key: string): boolean {
    return performance.now() - (this.#mergedAt.get(key) ?? Number.NEGATIVE_INFINITY) >= AGAIN_AFTER_MS;
  }

  /** Builds a version in a folder of its own, and moves it into place. */
  async #merge(
    { connection, place }: Tools,
    { from, isMonth, names }: Group & { readonly isMonth: boolean },
    files: (level: MergedLevel) => readonly string[],
  ): Promise<void> {
    const key = keyOf({ from, isMonth });
    this.#mergedAt.set(key, performance.now());
    const known = this.#merged.get(key);
    const building = join(this.#dir, "building");
    await rm(building, { recursive: true, force: true });
    await mkdir(building);
    await writeMerged(connection, building, { isMonth, files });
    replaceFileSync(join(building, SOURCES_FILE), JSON.stringify(names));
    for (const name of readdirSync(building)) await syncFile(join(building, name));
    await syncFolder(building);
    const name = `${key}-${(known?.version ?? 0) + 1}`;
    await place(async () => {
      await movePath(building, join(this.#dir, name));
      this.#merged.set(key, readMerged(this.#dir, name) as Merged);
      if (known !== undefined) await rm(known.dir, { recursive: true, force: true });
    });
  }
}

function readMerged(parent: string, name: string): Merged | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [year, month, day, version] = match.slice(1);
  const dir = join(parent, name);
  try {
    const sources = JSON.parse(readFileSync(join(dir, SOURCES_FILE), "utf8")) as readonly string[];
    const levels = MERGED_LEVELS.flatMap((level) => {
      const found = statSync(join(dir, `${level}.parquet`), { throwIfNoEntry: false });
      return found === undefined ? [] : [[level, found.size] as const];
    });
    return {
      from: Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)) * 1000,
      isMonth: day === undefined,
      version: Number(version),
      dir,
      sources: new Set(sources),
      levels: new Map(levels),
    };
  } catch {
    return undefined;
  }
}

function fileIn({ dir }: Merged, level: MergedLevel): string {
  return join(dir, `${level}.parquet`);
}

/** `20261124` for a day, `202611` for a month. */
function keyOf({ from, isMonth }: Pick<Merged, "from" | "isMonth">): string {
  return new Date(from / 1000)
    .toISOString()
    .slice(0, isMonth ? 7 : 10)
    .replaceAll("-", "");
}

function nameIn(dir: string): string {
  return dir.slice(Math.max(dir.lastIndexOf("/"), dir.lastIndexOf("\\")) + 1);
}

function sourceOf(level: MergedLevel): "1min" | "1h" {
  return level === "1h" ? "1h" : "1min";
}

/** Spans divide hours, so each lies in one day of UTC. */
function dayOf(time: Micros): Micros {
  return Math.floor(time / DAY_US) * DAY_US;
}

function monthOf(day: Micros): Micros {
  const date = new Date(day / 1000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) * 1000;
}

function monthAfter(month: Micros): Micros {
  const date = new Date(month / 1000);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) * 1000;
}
