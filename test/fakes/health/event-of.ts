import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";

/** An event of the log as it comes to the health of a plant. */
export function eventOf(event: Pick<EdgeEvent, "type" | "time"> & Partial<EdgeEvent>): EdgeEvent {
  const { type, time } = event;
  return { eventUid: `${type} ${time}`, receivedAt: time, schema: `${type}/1`, payload: {}, ...event };
}
