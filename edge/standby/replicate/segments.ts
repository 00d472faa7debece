/** Segments of a commit log on two boxes: what the one lacks, and what it has that the other never had. */
import { open } from "node:fs/promises";
import { basename } from "node:path";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { DiskEnd } from "../../contracts/path/write-gate.ts";
import { listSegments, readSegmentHeader } from "../../historian/log/segment-file.ts";
import { look, unlessGone } from "./folder.ts";

export interface Segment {
  readonly name: string;
  readonly bytes: number;
  /** Which start of which log wrote it: two files with the same name and id have the same beginning. */
  readonly id: string;
}

export const numberOf = (name: string): number => Number(name.slice(0, 8));

export function isBefore(one: DiskEnd, two: DiskEnd): boolean {
  return one.number < two.number || (one.number === two.number && one.bytes < two.bytes);
}

/** Name of a segment file; in the log a peer may name no other. */
export const SEGMENT_NAME = /^\d{8}-\d{16}\.seg$/;

/** Oldest first. */
export async function segmentsIn(dir: string): Promise<Segment[]> {
  const found: Segment[] = [];
  for (const { path } of await listSegments(dir).catch(unlessGone([]))) {
    const bytes = (await look(path))?.size;
    if (bytes !== undefined) found.push({ name: basename(path), bytes, id: await idOf(path) });
  }
  return found;
}

async function idOf(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const header = (await readSegmentHeader(file, path))?.header;
    if (header === undefined) return "";
    const first: LogPosition = header.firstSeq;
    return `${header.logUid}/${header.epoch}/${header.createdAt}/${first}`;
  } finally {
    await file.close();
  }
}

export interface SegmentPlan {
  /** Where sending continues, by name; every segment of the writer is in it. */
  readonly from: ReadonlyMap<string, number>;
  /** The standby sets aside what it has from there on: it never reached the writer. */
  readonly aside: readonly { readonly name: string; readonly from: number }[];
  /** The writer has retired them. */
  readonly drop: readonly string[];
}

/** `end`: up to where the writer's last segment is on its disk. */
export function planSegments(mine: readonly Segment[], theirs: readonly Segment[], end: DiskEnd): SegmentPlan {
  const from = new Map<string, number>();
  const aside: { name: string; from: number }[] = [];
  const drop: string[] = [];
  const known = new Map(theirs.map((segment) => [segment.name, segment]));
  const own = new Map(mine.map((segment) => [segment.name, segment]));
  for (const { name, bytes: written, id } of mine) {
    const bytes = numberOf(name) === end.number ? Math.min(written, end.bytes) : written;
    const their = known.get(name);
    const isSame = their !== undefined && their.id === id && id !== "";
    if (their !== undefined && !isSame) aside.push({ name, from: 0 });
    if (isSame && their.bytes > bytes) aside.push({ name, from: bytes });
    from.set(name, isSame ? Math.min(their.bytes, bytes) : 0);
  }
  const oldest = mine[0];
  for (const { name } of theirs) {
    if (own.has(name)) continue;
    // Segments of the two may have the same number and another beginning.
    if (oldest !== undefined && numberOf(name) < numberOf(oldest.name)) drop.push(name);
    else aside.push({ name, from: 0 });
  }
  return { from, aside, drop };
}
