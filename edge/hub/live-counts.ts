/** What a live message has: newest values and events ahead of history. */
import { readHead, readPieces } from "../fleet/wire/frame.ts";

export interface LiveCounts {
  readonly tags: number;
  readonly events: number;
}

/** Throws where the message is damaged; undefined where it is not of one of these starts. */
export function liveCounts(data: Uint8Array, starts: readonly { readonly run: string }[]): LiveCounts | undefined {
  const head = readHead(data);
  if (head === undefined || !starts.some(({ run }) => run === head.run)) return undefined;
  const counts = { tags: 0, events: 0 };
  for (const piece of readPieces(data, head)) {
    if (piece.kind === "samples") for (const { length } of piece.batches) counts.tags += length;
    if (piece.kind === "events") counts.events += piece.events.length;
  }
  return counts;
}
