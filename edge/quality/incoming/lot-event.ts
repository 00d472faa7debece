/** A person's result of an incoming inspection, as an event of the log. Machines may write it too. */
import { uuidv7 } from "../../batch/uuidv7.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LotResult } from "../../contracts/quality/incoming.ts";

export const LOT_INSPECTED = "lot.inspected";
const MOST_UNITS = 1e9;

export function lotEvent({ at, ...result }: LotResult, now: Micros): EdgeEvent {
  return {
    eventUid: uuidv7(now / 1000),
    type: LOT_INSPECTED,
    time: at,
    receivedAt: now,
    schema: "lot-inspected/1",
    payload: result,
  };
}

/** Undefined for a payload without the numbers. Sources give neither a person nor a version. */
export function lotIn({ payload, time }: EdgeEvent): LotResult | undefined {
  const { lot, by, comment } = payload as Partial<Record<string, unknown>>;
  const [inspected, nonconforming] = [Number(payload["inspected"]), Number(payload["nonconforming"])];
  if (typeof lot !== "string" || lot === "" || lot.length > 200) return undefined;
  if (!Number.isInteger(inspected) || inspected < 1 || inspected > MOST_UNITS) return undefined;
  if (!Number.isInteger(nonconforming) || nonconforming < 0 || nonconforming > inspected) return undefined;
  const version = Number(payload["version"] ?? 1);
  return {
    ...{ lot, inspected, nonconforming, at: time },
    version: Number.isInteger(version) && version > 0 ? version : 1,
    isConditional: payload["isConditional"] === true,
    comment: typeof comment === "string" ? comment.slice(0, 1000) : null,
    by: typeof by === "string" ? by.slice(0, 200) : "",
  };
}
