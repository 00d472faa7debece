import { gapEvent as declared } from "../../batch/gap-event.ts";
import { uuidv7 } from "../../batch/uuidv7.ts";
import type { EdgeEvent, GapRecord } from "../../contracts/path/event-batch.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import { nowUs } from "./outlet.ts";

/** Messages that did not arrive, of QoS 0 unless `reason` says otherwise. The event has the time of the loss's end. */
export function gapEvent(
  record: Omit<GapRecord, "reason"> & Partial<Pick<GapRecord, "reason">>,
  assetUid?: AssetUid,
): EdgeEvent {
  const gap: GapRecord = { reason: "source_qos0", ...record };
  return { ...declared(gap, nowUs()), time: gap.to, ...(assetUid === undefined ? {} : { assetUid }) };
}

/** An event of the edge about the content of a message. */
export function messageEvent(
  type: string,
  options: { schema: string; time: Micros; assetUid?: AssetUid; payload: Readonly<Record<string, unknown>> },
): EdgeEvent {
  return { eventUid: uuidv7(), type, receivedAt: nowUs(), ...options };
}
