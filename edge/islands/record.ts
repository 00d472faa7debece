/** The islands of a plant over time, in a file of the data folder (rules IS4 and IS5 in docs/rules/islands.md). */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { IslandChange, IslandSpan, IslandsNow } from "../contracts/production/islands.ts";
import { checkedLine, readCheckedLine } from "../store/checked-line.ts";
import { DurableLines } from "../store/durable-lines.ts";
import { replaceFileSync } from "../store/replace-file.ts";

const FORMAT = "gemba islands";
/** The newest changes are kept. A file that has so many lines is written anew before the next one. */
const MOST_CHANGES = 1_000;
const MOST_LINES = 4_000;
const NONE: IslandSpan = { from: 0, version: 0, islands: [] };

/** The file in the data folder of an edge. */
export function islandsFile(dataDir: string): string {
  return join(dataDir, "islands", "islands.log");
}

/**
 * When which islands were in force, oldest first, while an edge may write to the file; empty where there never were
 * any. Lines that are damaged, or half written, are left out.
 */
export function readSpans(dataDir: string): readonly IslandSpan[] {
  const path = islandsFile(dataDir);
  if (!existsSync(path)) return [];
  const records = readFileSync(path, "utf8").split("\n").map(readCheckedLine);
  return spansOf(newestOf(records.filter((record) => record !== undefined).slice(1)));
}

interface Bounds {
  readonly changes: number;
  readonly lines: number;
}

/** Every change in its newest state. */
export class IslandRecord {
  readonly #path: string;
  readonly #most: Bounds;
  /** Undefined before the first change, and after the file was written anew. */
  #lines: DurableLines | undefined;
  #count = 0;
  #changes: readonly IslandChange[] = [];
  #spans: readonly IslandSpan[] = [];

  private constructor(path: string, most: Bounds) {
    this.#path = path;
    this.#most = most;
  }

  /** No file is made before there is a change. Throws EdgeError `disk`. */
  static open(dataDir: string, most: Bounds = { changes: MOST_CHANGES, lines: MOST_LINES }): IslandRecord {
    const record = new IslandRecord(islandsFile(dataDir), most);
    if (existsSync(record.#path)) record.#read();
    return record;
  }

  /** Oldest first. */
  get changes(): readonly IslandChange[] {
    return this.#changes;
  }

  get spans(): readonly IslandSpan[] {
    return this.#spans;
  }

  /** Adds a change, or the new state of the newest one. On disk when it returns. Throws EdgeError `disk`. */
  append(change: IslandChange): void {
    if (this.#count >= this.#most.lines) this.#compact();
    if (this.#lines === undefined) {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      this.#lines = DurableLines.open(this.#path, FORMAT).lines;
    }
    this.#lines.append([change]);
    this.#count++;
    const isNew = this.#changes.at(-1)?.version !== change.version;
    this.#keep([...this.#changes.slice(0, isNew ? undefined : -1), change]);
  }

  close(): void {
    this.#lines?.close();
  }

  #read(): void {
    const { lines, records } = DurableLines.open(this.#path, FORMAT);
    this.#lines = lines;
    this.#count = records.length;
    this.#keep(newestOf(records));
    if (records.length > this.#most.lines) this.#compact();
  }

  #keep(changes: readonly IslandChange[]): void {
    this.#changes = changes;
    this.#spans = spansOf(changes);
  }

  /** Windows does not replace a file that is open, so it is opened again for the next line. */
  #compact(): void {
    this.#lines?.close();
    this.#lines = undefined;
    const kept = newestKept(this.#changes, this.#most.changes);
    replaceFileSync(this.#path, [{ format: FORMAT, version: 1 }, ...kept].map(checkedLine).join(""));
    this.#count = kept.length;
    this.#keep(kept);
  }
}

/** What is in force stays, however many later ones were refused. */
function newestKept(changes: readonly IslandChange[], most: number): readonly IslandChange[] {
  const newest = changes.slice(-most);
  const inForce = changes.findLast(isInForce);
  return inForce === undefined || newest.includes(inForce) ? newest : [inForce, ...newest.slice(1)];
}

/** Every change in its newest state, of records in the order in which they were written. */
export function newestOf(records: readonly unknown[]): readonly IslandChange[] {
  return [...new Map((records as readonly IslandChange[]).map((change) => [change.version, change])).values()];
}

function isInForce({ state }: IslandChange): boolean {
  return state === "record" || state === "in-effect";
}

/** The islands now, by all changes and by the spans of those in force, both oldest first. */
export function nowOf(changes: readonly IslandChange[], spans: readonly IslandSpan[]): IslandsNow {
  const newest = changes.at(-1);
  const inForce = spans.at(-1) ?? NONE;
  const isInForce = newest === undefined || newest.version === inForce.version;
  return { version: newest?.version ?? 0, inForce, pending: isInForce ? null : newest };
}

/** A change is in force from the time of its state on. */
export function spansOf(changes: readonly IslandChange[]): readonly IslandSpan[] {
  return changes.filter(isInForce).map(({ stateAt, version, islands }) => ({ from: stateAt, version, islands }));
}
