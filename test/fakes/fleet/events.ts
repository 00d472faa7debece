import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";

let serial = 0;

export function eventOf(type: string, time: number, payload: Record<string, unknown>): EdgeEvent {
  const eventUid = `0190a000-0000-7000-8000-${String(++serial).padStart(12, "0")}`;
  return { eventUid, type, time, receivedAt: time, schema: "test/1", payload };
}
