/**
 * Removes the oldest segments of a journal that is larger than its bound, records the removal, and never removes young
 * entries.
 */
import { rmSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Act } from "../contracts/access/journal.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { syncFolder } from "../store/sync-folder.ts";
import { RETIRE } from "./chain.ts";
import { factsOf, type Segment, type SegmentFacts } from "./segments.ts";

const MONTH_US = 30.44 * 86_400e6;

export interface JournalBounds {
  readonly maxBytes: number;
  /** Younger entries stay, however large the journal is. */
  readonly keepMonths: number;
}

interface Retiring {
  /** The sealed segments, oldest first. A removed segment leaves the list. */
  readonly sealed: Segment[];
  readonly bounds: JournalBounds;
  /** Bytes of the segment that still grows. */
  readonly activeBytes: number;
  readonly now: Micros;
  /** Resolves when it is on disk. */
  record(act: Act): Promise<unknown>;
}

/**
 * Resolves with the number of bytes that remain. The age is counted back from the newest entry of the sealed
 * segments, as far as that is not in the future: a clock that leaps ahead makes nothing old before a whole segment
 * was written under it.
 */
export async function retire({ sealed, bounds, activeBytes, now, record }: Retiring): Promise<number> {
  let bytes = activeBytes;
  const sizes = new Map<Segment, number>();
  for (const segment of sealed) {
    const { size } = await stat(segment.path);
    sizes.set(segment, size);
    bytes += size;
  }
  const newest = sealed.at(-1);
  if (bytes <= bounds.maxBytes || newest === undefined) return bytes;
  const newestFacts = await factsOf(newest);
  const youngFrom = Math.min(now, newestFacts?.latest ?? 0) - bounds.keepMonths * MONTH_US;
  while (bytes > bounds.maxBytes && sealed.length > 1) {
    const oldest = sealed[0] as Segment;
    const facts = await factsOf(oldest);
    // A segment that cannot be read stays, so that a person can look at it.
    if (facts === undefined || facts.latest >= youngFrom) break;
    const size = sizes.get(oldest) ?? 0;
    await record(actOf(oldest, facts, { size, bounds }));
    rmSync(oldest.path, { force: true });
    // The file is gone, whether the folder can be synced or not: the next call would fail at the missing file.
    sealed.shift();
    bytes -= size;
    await syncFolder(dirname(oldest.path));
  }
  return bytes;
}

function actOf(
  { name, firstSeq }: Segment,
  facts: SegmentFacts,
  { size, bounds }: { size: number; bounds: JournalBounds },
): Act {
  const { entries, lastSeq, head, latest } = facts;
  return {
    principal: { user: "edge", role: "edge", origin: "edge" },
    action: RETIRE,
    target: name,
    result: "done",
    reason:
      `the journal is larger than ${Math.round(bounds.maxBytes / 2 ** 20)} MiB, and these entries are older than ` +
      `${bounds.keepMonths} months`,
    after: { firstSeq, lastSeq, entries, latest: new Date(latest / 1000).toISOString(), bytes: size, head },
  };
}
