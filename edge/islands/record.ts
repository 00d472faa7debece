/** The islands of a plant over time, in a file of the data folder (rules IS4 and IS5 in docs/rules/islands.md). */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { IslandChange, IslandSpan } from "../contracts/production/islands.ts";
import { checkedLine, readCheckedLine } from "../store/checked-line.ts";
import { DurableLines } from "../store/durable-lines.ts";
import { replaceFileSync } from "../store/replace-file.ts";

const FORMAT = "gemba islands";
/** Changes that are kept: the newest. With more lines than that the file is written anew at a start. */
const MOST_CHANGES = 1_000;
const MOST_LINES = 4_000;

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

/** Every change in its newest state. */
export class IslandRecord {
  readonly #path: string;
  #lines: DurableLines | undefined;
  #changes: readonly IslandChange[] = [];

  private constructor(path: string) {
    this.#path = path;
  }

  /** No file is made before there is a change. Throws EdgeError `disk`. */
  static open(dataDir: string): IslandRecord {
    const record = new IslandRecord(islandsFile(dataDir));
    if (existsSync(record.#path)) record.#read();
    return record;
  }

  /** Oldest first. */
  get changes(): readonly IslandChange[] {
    return this.#changes;
  }

  get spans(): readonly IslandSpan[] {
    return spansOf(this.#changes);
  }

  /** Adds a change, or the new state of the newest one. On disk when it returns. Throws EdgeError `disk`. */
  append(change: IslandChange): void {
    if (this.#lines === undefined) {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      this.#lines = DurableLines.open(this.#path, FORMAT).lines;
    }
    this.#lines.append([change]);
    const isNew = this.#changes.at(-1)?.version !== change.version;
    this.#changes = [...this.#changes.slice(0, isNew ? undefined : -1), change];
  }

  close(): void {
    this.#lines?.close();
  }

  #read(): void {
    const { lines, records } = DurableLines.open(this.#path, FORMAT);
    this.#lines = lines;
    this.#changes = newestOf(records);
    if (records.length <= MOST_LINES) return;
    lines.close();
    this.#changes = this.#changes.slice(-MOST_CHANGES);
    const header = { format: FORMAT, version: 1 };
    replaceFileSync(this.#path, [header, ...this.#changes].map(checkedLine).join(""));
    this.#lines = DurableLines.open(this.#path, FORMAT).lines;
  }
}

function newestOf(records: readonly unknown[]): readonly IslandChange[] {
  return [...new Map((records as readonly IslandChange[]).map((change) => [change.version, change])).values()];
}

/** A change is in force from the time of its state on. */
function spansOf(changes: readonly IslandChange[]): readonly IslandSpan[] {
  return changes
    .filter(({ state }) => state === "record" || state === "in-effect")
    .map(({ stateAt, version, islands }) => ({ from: stateAt, version, islands }));
}
