/** What the copy of a log holds, counted anew after a start. */
import { type Counts, isLeftOut, sumOf } from "../fleet/wire/counts.ts";
import { LogReader } from "../historian/log/log-reader.ts";
import type { EdgeRecord } from "./edge-record.ts";
import type { MirrorLog } from "./mirror-log.ts";

const COUNT_WITHIN = 50_000;

/** Counts the copy of the log from the last saved count on. */
export async function countedIn(mirror: MirrorLog, { counted }: EdgeRecord): Promise<Counts> {
  const reader = new LogReader(mirror.dir, counted.position, { entries: "none" });
  let { counts } = counted;
  try {
    while (reader.position < mirror.position) {
      const chunk = await reader.read(COUNT_WITHIN, mirror.position);
      if (chunk === undefined) break;
      const leftOut = chunk.events.filter(isLeftOut).length;
      const { samples, lost, events, waveforms } = chunk;
      const items = { samples, lost, leftOut, events: events.length - leftOut, waveforms: waveforms.length };
      counts = sumOf(counts, items);
    }
    return counts;
  } finally {
    await reader.close();
  }
}
