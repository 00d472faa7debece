import { uuidv7 } from "../../batch/uuidv7.ts";
import type { EdgeEvent, GapRecord } from "../../contracts/path/event-batch.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import { nowUs } from "./outlet.ts";

/** An event of type `gap.declared`: messages did not arrive; unless said otherwise, of QoS 0. */
export function gapEvent(
  record: Omit<GapRecord, "reason"> & Partial<Pick<GapRecord, "reason">>,
  assetUid?: AssetUid,
): EdgeEvent {
  return {
    eventUid: uuidv7(),
    type: "gap.declared",
    ...(assetUid === undefined ? {} : { assetUid }),
    time: record.to,
    receivedAt: nowUs(),
    schema: "gap/1",
    payload: { reason: "source_qos0", ...record } satisfies GapRecord,
  };
}

/** An event of the edge about the content of a message. */
export function messageEvent(
  type: string,
  options: { schema: string; time: Micros; assetUid?: AssetUid; payload: Readonly<Record<string, unknown>> },
): EdgeEvent {
  return { eventUid: uuidv7(), type, receivedAt: nowUs(), ...options };
}
