import { uuidv7 } from "../../../batch/uuidv7.ts";
import type { EdgeEvent, GapRecord } from "../../../contracts/path/event-batch.ts";

/** Declares a loss of samples in the commit log. */
export function gapEvent(record: GapRecord): EdgeEvent {
  return {
    eventUid: uuidv7(),
    type: "gap.declared",
    time: record.from,
    receivedAt: Date.now() * 1000,
    schema: "gap/1",
    payload: { ...record },
  };
}
