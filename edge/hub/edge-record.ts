/** What a hub keeps of an edge beside its log: who it is, its starts, its tags, and what was counted. */
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../contracts/errors.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import type { TagRef } from "../contracts/plant/tag.ts";
import { type Counts, NO_COUNTS, readCounts } from "../fleet/wire/counts.ts";
import { areSame, type DescribedTag, hasSameWords, readDescribedTags } from "../fleet/wire/described-tag.ts";
import type { Greeting, Start } from "../fleet/wire/greeting.ts";
import { entryOf } from "../historian/log/rare-blocks.ts";
import { DurableLines } from "../store/durable-lines.ts";
import { replaceFileSync } from "../store/replace-file.ts";

const FILE = "edge.json";
const VERSION = 1;

export interface EdgeRecord {
  readonly version: number;
  readonly edgeId: string;
  readonly logUid: string;
  readonly site: string;
  /** Identity of this folder: a new one knows no tags. */
  readonly storeUid: string;
  /** Where the copy of the log begins, and what the edge had counted before. */
  readonly begins: { readonly position: LogPosition; readonly counts: Counts };
  readonly starts: readonly Start[];
  /** Counted in the copy before this position; the rest is counted at a start. */
  readonly counted: { readonly position: LogPosition; readonly counts: Counts };
}

/** The record of an edge that the hub meets for the first time. */
export function newRecord({ edgeId, logUid, site, starts, position, oldest, counts }: Greeting): EdgeRecord {
  // A hub that has lost its disk gets again what the edge still has. What went before is not known any more.
  const at = oldest < position ? { position: oldest, counts: { ...NO_COUNTS, lost: oldest } } : { position, counts };
  return { version: VERSION, edgeId, logUid, site, storeUid: randomUUID(), begins: at, starts, counted: at };
}

export function saveRecord(folder: string, record: EdgeRecord): void {
  mkdirSync(folder, { recursive: true });
  replaceFileSync(join(folder, FILE), `${JSON.stringify(record)}\n`);
}

/** Undefined where there is none. Throws EdgeError `disk` for a damaged one: a guess could mix two edges. */
export function readRecord(folder: string): EdgeRecord | undefined {
  const path = join(folder, FILE);
  if (!existsSync(path)) return undefined;
  let record: Partial<EdgeRecord> | undefined;
  try {
    record = JSON.parse(readFileSync(path, "utf8")) as Partial<EdgeRecord>;
  } catch {
    // Refused below.
  }
  const isWhole =
    record?.version === VERSION &&
    Array.isArray(record.starts) &&
    readCounts(record.counted?.counts) !== undefined &&
    readCounts(record.begins?.counts) !== undefined;
  if (isWhole) return record as EdgeRecord;
  throw new EdgeError(
    "disk",
    `${path} is damaged or of a newer version; restore it from a backup, or move its folder away: ` +
      "the edge then sends again what its own log still has",
  );
}

/** A tag as it was described from a position of the log on. */
export interface KnownTag extends DescribedTag {
  readonly since: LogPosition;
}

/** Of all descriptions of one edge's tags: some 400,000 of them. They are in the hub's memory. */
const MOST_TAG_BYTES = 64 * 1024 * 1024;

/** More descriptions of tags than the hub keeps of one edge. */
export class TooManyTags extends EdgeError {
  constructor(size: number) {
    super("conflict", `the edge has ${size} tags, and more than ${MOST_TAG_BYTES} bytes of descriptions`);
  }
}

/** The edge's tags by ref, on disk before any item that needs them. */
export class Dictionary {
  readonly #lines: DurableLines;
  readonly #tags = new Map<number, DescribedTag>();
  /** In order, with what tags were before. */
  readonly #known: KnownTag[] = [];

  readonly #mostBytes: number;

  private constructor(lines: DurableLines, mostBytes: number) {
    this.#lines = lines;
    this.#mostBytes = mostBytes;
  }

  static open(folder: string, mostBytes = MOST_TAG_BYTES): Dictionary {
    const { lines, records } = DurableLines.open(join(folder, "tags.log"), "gemba-hub-tags/1");
    const dictionary = new Dictionary(lines, mostBytes);
    for (const tag of readDescribedTags(records)) dictionary.#keep(tag, (tag as Partial<KnownTag>).since);
    return dictionary;
  }

  get size(): number {
    return this.#tags.size;
  }

  at(ref: TagRef): DescribedTag | undefined {
    return this.#tags.get(ref);
  }

  /** Every description of every tag, in order; grows only. */
  get known(): readonly KnownTag[] {
    return this.#known;
  }

  /**
   * Adds new tags, and those with another unit or name, which hold from a position on. Throws EdgeError `conflict` for
   * a ref with another meaning, and `TooManyTags`.
   */
  add(tags: readonly DescribedTag[], since: LogPosition): void {
    const fresh = tags.filter((tag) => {
      const known = this.#tags.get(tag.ref);
      if (known !== undefined && !areSame(known, tag))
        throw new EdgeError("conflict", `ref ${tag.ref} was ${known.tagUid} and is now ${tag.tagUid}`);
      return known === undefined || !hasSameWords(known, tag);
    });
    const lines = fresh.map((tag) => ({ ...tag, since }));
    const bytes = lines.reduce((sum, line) => sum + JSON.stringify(line).length, this.#lines.bytes);
    if (bytes > this.#mostBytes) throw new TooManyTags(this.size);
    this.#lines.append(lines);
    for (const tag of fresh) this.#keep(tag, since);
  }

  close(): void {
    this.#lines.close();
  }

  /** Lines of earlier versions do not say since when. */
  #keep(tag: DescribedTag, since: LogPosition = 0): void {
    const entry = entryOf(tag);
    this.#tags.set(tag.ref, entry);
    this.#known.push({ ...entry, since: Number.isSafeInteger(since) && since >= 0 ? since : 0 });
  }
}
