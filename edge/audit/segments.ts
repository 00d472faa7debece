/** The files of the journal: `journal.jsonl` is the first, and each later one carries the number of its first entry. */
import { join } from "node:path";
import type { JournalEntry } from "../contracts/access/journal.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { lineBlocks, lineBlocksBackward } from "../store/line-blocks.ts";
import { namesIn } from "../store/names-in.ts";
import { parse } from "./chain.ts";

/** The first segment; the whole journal where there never was a second. */
export const JOURNAL_FILE = "journal.jsonl";
/** Folder of the later segments, in the data folder. */
const JOURNAL_FOLDER = "journal";
const LATER = /^journal-(\d{12})\.jsonl$/;

export interface Segment {
  /** Path below the data folder. */
  readonly name: string;
  readonly path: string;
  readonly firstSeq: number;
}

/** Summary of a sealed segment. */
export interface SegmentFacts {
  readonly entries: number;
  readonly lastSeq: number;
  /** Hash of its last entry. */
  readonly head: string;
  /** The latest time of all entries, µs UTC, whatever the clock did meanwhile. */
  readonly latest: Micros;
}

/** The segment that begins with this entry. */
export function segmentOf(dir: string, firstSeq: number): Segment {
  const later = `${JOURNAL_FOLDER}/journal-${String(firstSeq).padStart(12, "0")}.jsonl`;
  const name = firstSeq === 1 ? JOURNAL_FILE : later;
  return { name, path: join(dir, name), firstSeq };
}

/** All segments of a data folder, oldest first. */
export function listSegments(dir: string): Segment[] {
  const later = namesIn(join(dir, JOURNAL_FOLDER)).flatMap((name) => LATER.exec(name)?.[1] ?? []);
  const first = namesIn(dir).includes(JOURNAL_FILE) ? [1] : [];
  return [...first, ...later.map(Number).sort((a, b) => a - b)].map((firstSeq) => segmentOf(dir, firstSeq));
}

/** The newest entry in the segments that can be read; undefined when there is none. */
export async function newestEntry(segments: readonly Segment[]): Promise<JournalEntry | undefined> {
  for (const { path } of segments.toReversed()) {
    for await (const lines of lineBlocksBackward(path)) {
      for (const line of lines) {
        const entry = parse(line);
        if (entry !== undefined) return entry;
      }
    }
  }
  return undefined;
}

/** Reads a whole segment; undefined when no entry of it can be read. */
export async function factsOf({ path }: Segment): Promise<SegmentFacts | undefined> {
  let facts: SegmentFacts | undefined;
  for await (const lines of lineBlocks(path)) {
    for (const line of lines) {
      const entry = parse(line);
      if (entry === undefined) continue;
      const { entries = 0, latest = 0 } = facts ?? {};
      facts = { entries: entries + 1, lastSeq: entry.seq, head: entry.hash, latest: Math.max(latest, entry.at) };
    }
  }
  return facts;
}
