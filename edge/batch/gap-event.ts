import type { EdgeEvent, GapRecord } from "../contracts/path/event-batch.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { uuidv7 } from "./uuidv7.ts";

/** A loss as the event that viewer and export know. It is declared at `now` and counts from its beginning. */
export function gapEvent(gap: GapRecord, now: Micros): EdgeEvent {
  return {
    eventUid: uuidv7(now / 1000),
    type: "gap.declared",
    time: gap.from,
    receivedAt: now,
    schema: "gap/1",
    payload: { ...gap },
  };
}
