import type { LogPosition } from "../../contracts/path/source.ts";
import { ColumnRoom } from "../log/column-room.ts";
import { LogReader } from "../log/log-reader.ts";
import type { HotSamples } from "./hot-samples.ts";
import type { Span } from "./spans.ts";

const CHUNK_SAMPLES = 50_000;

/** Position up to which a log was read. */
export interface StoreCursor {
  /** Earlier events, texts, waveforms and tags are in the database. */
  readonly position: LogPosition;
  /**
   * Earlier numbers are in the database or in spans; later ones are in memory or in the log alone, and are read again
   * after a restart.
   */
  readonly samplesFrom: LogPosition;
}

/** Reads the numbers again that were in no span before a restart. */
export async function recallHot(
  hot: HotSamples,
  from: {
    readonly logDir: string;
    readonly logUid: string;
    readonly spans: readonly Span[];
    readonly cursor: StoreCursor;
  },
): Promise<void> {
  const { logDir, logUid } = from;
  const { position, samplesFrom } = from.cursor;
  const placed = from.spans.flatMap((span) =>
    span.placed?.logUid === logUid && span.placed.position > samplesFrom
      ? [{ from: span.from, to: span.to, before: span.placed.position }]
      : [],
  );
  const reader = new LogReader(logDir, samplesFrom, { room: new ColumnRoom(), entries: "none" });
  try {
    // Chunks end at the log positions of spans, so that each is wholly before or after.
    for (const end of [...new Set([...placed.map(({ before }) => Math.min(before, position)), position])].sort(
      (a, b) => a - b,
    )) {
      for (
        let chunk = await reader.read(CHUNK_SAMPLES, end);
        chunk !== undefined;
        chunk = await reader.read(CHUNK_SAMPLES, end)
      ) {
        const { to } = chunk;
        hot.add(
          chunk,
          placed.filter(({ before }) => to <= before),
        );
      }
    }
  } finally {
    await reader.close();
  }
}
