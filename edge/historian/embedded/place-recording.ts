import { BatchBuilder } from "../../batch/builder.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { TimeRange } from "../../contracts/path/time-range.ts";
import { ParquetRecording } from "../recording/parquet-recording.ts";
import type { RecordingPlace } from "./protocol.ts";

const MINUTE_US = 60e6;
/** Lengths of spans, longest first: see `plan-spans.ts`. */
const LENGTHS_MIN = [60, 30, 20, 15, 10, 6, 5, 3, 2, 1] as const;

/**
 * Reads a recording span by span and passes on the samples of each. Resolves with the number of samples of known
 * tags.
 */
export async function placeRecording(
  { dir, start, from, to, flags, tags }: RecordingPlace,
  place: (stretch: TimeRange, batches: readonly SampleBatch[]) => Promise<void>,
): Promise<number> {
  await using recording = await ParquetRecording.open({ dir, tags, start, end: to, flags });
  const stretches = stretchesOf(from, to);
  let samples = 0;
  let next = 0;
  let ofStretch: SampleBatch[] = [];
  for await (const { at, batch } of recording.seconds()) {
    const stretch = stretches[next];
    if (stretch === undefined) break;
    if (batch.length > 0) ofStretch.push(batch);
    // Samples measured before the end of a stretch arrive a little later.
    if (at < stretch.to + recording.latenessUs) continue;
    const late = ofStretch.filter(({ times }) => times.some((time) => time >= stretch.to));
    samples += await placed(stretch, ofStretch, place);
    ofStretch = late;
    next++;
  }
  const last = stretches[next];
  return last === undefined ? samples : samples + (await placed(last, ofStretch, place));
}

async function placed(
  stretch: TimeRange,
  batches: readonly SampleBatch[],
  place: (stretch: TimeRange, batches: readonly SampleBatch[]) => Promise<void>,
): Promise<number> {
  const own = within(stretch, batches);
  if (own.length > 0) await place(stretch, [own]);
  return own.length;
}

/** The samples of a stretch as one batch. */
function within({ from, to }: TimeRange, batches: readonly SampleBatch[]): SampleBatch {
  const builder = new BatchBuilder();
  for (const { length, tags, times, values, statuses, flags, texts } of batches) {
    for (let at = 0; at < length; at++) {
      const time = times[at] as number;
      if (time < from || time >= to) continue;
      const text = texts.get(at);
      if (text === undefined)
        builder.add(tags[at] as never, time, values[at] as number, statuses[at] as number, flags[at] as number);
      else builder.addText(tags[at] as never, time, text, statuses[at] as number, flags[at] as number);
    }
  }
  return builder.finish(to);
}

/** Whole hours where they fit, and at both ends the largest parts of an hour. */
export function stretchesOf(from: Micros, to: Micros): readonly TimeRange[] {
  const stretches: TimeRange[] = [];
  const end = Math.floor(to / MINUTE_US);
  let minute = Math.ceil(from / MINUTE_US);
  while (minute < end) {
    const at = minute;
    const length = LENGTHS_MIN.find((minutes) => at % minutes === 0 && at + minutes <= end) as number;
    stretches.push({ from: minute * MINUTE_US, to: (minute + length) * MINUTE_US });
    minute += length;
  }
  return stretches;
}
