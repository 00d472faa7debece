import { randomUUID } from "node:crypto";
import { open, readdir, unlink } from "node:fs/promises";
import type { LogPosition } from "../../contracts/path/source.ts";
import { blockAt, nextMagic } from "./block.ts";
import { readCursor } from "./cursor.ts";
import { listSegments, readSegmentHeader, type SegmentFile } from "./segment-file.ts";

/** Findings in the folder of a log. */
export interface Recovered {
  readonly logUid: string;
  /** Position of the next item. */
  readonly head: LogPosition;
  readonly segments: SegmentFile[];
  /** Number for the next segment file. */
  readonly nextNumber: number;
  /** Bytes after the last sound block, cut off. */
  readonly cutBytes: number;
}

interface Scan {
  readonly logUid: string | undefined;
  /** End of the last sound block, 0 when there is none. */
  readonly soundBytes: number;
  readonly head: LogPosition;
  readonly bytes: number;
}

/**
 * Repairs the folder after any crash, so that it can be written to. Only the newest file with sound blocks can be
 * torn; files after it hold no items.
 */
export async function recover(dir: string, cursorDir: string): Promise<Recovered> {
  const segments = await listSegments(dir);
  const nextNumber = (segments.at(-1)?.number ?? 0) + 1;
  let head: LogPosition = segments.at(-1)?.firstSeq ?? 0;
  let cutBytes = 0;
  let logUid: string | undefined;
  while (segments.length > 0) {
    const newest = segments.at(-1) as SegmentFile;
    const scan = await scanSegment(newest);
    logUid ??= scan.logUid;
    cutBytes += scan.bytes - scan.soundBytes;
    if (scan.soundBytes > 0) {
      head = Math.max(head, scan.head);
      await cutAfter(newest, scan);
      break;
    }
    await unlink(newest.path);
    segments.pop();
  }
  for (let i = segments.length - 1; i >= 0 && logUid === undefined; i--)
    logUid = await uidOf(segments[i] as SegmentFile);
  const uid = logUid ?? randomUUID();
  return { logUid: uid, head: Math.max(head, await furthestCursor(cursorDir, uid)), segments, nextNumber, cutBytes };
}

async function scanSegment(segment: SegmentFile): Promise<Scan> {
  const file = await open(segment.path, "r");
  try {
    const header = await readSegmentHeader(file, segment.path);
    const bytes = await file.readFile();
    let soundBytes = 0;
    let head = segment.firstSeq;
    let at = header?.bytes ?? 0;
    while (at >= 0 && at < bytes.length) {
      const block = blockAt(bytes, at);
      if (typeof block !== "object") {
        at = nextMagic(bytes, at);
        continue;
      }
      at += block.bytes;
      soundBytes = at;
      head = Math.max(head, block.seq + block.count);
    }
    return { logUid: header?.header.logUid, soundBytes, head, bytes: bytes.length };
  } finally {
    await file.close();
  }
}

/** Cuts the torn end off and syncs the rest: after a crash of the process alone it may still be in the page cache. */
async function cutAfter(segment: SegmentFile, scan: Scan): Promise<void> {
  const file = await open(segment.path, "r+");
  try {
    if (scan.bytes > scan.soundBytes) await file.truncate(scan.soundBytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function uidOf(segment: SegmentFile): Promise<string | undefined> {
  const file = await open(segment.path, "r");
  try {
    return (await readSegmentHeader(file, segment.path))?.header.logUid;
  } finally {
    await file.close();
  }
}

/** A position that a reader has seen is never reused, even when its file is gone. */
async function furthestCursor(cursorDir: string, logUid: string): Promise<LogPosition> {
  let furthest = 0;
  for (const name of await readdir(cursorDir)) {
    const stored = name.endsWith(".json") ? await readCursor(cursorDir, name.slice(0, -5)) : undefined;
    if (stored?.logUid === logUid) furthest = Math.max(furthest, stored.position);
  }
  return furthest;
}
