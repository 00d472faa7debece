import type { EdgeEvent } from "../../../contracts/path/event-batch.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { messageEvent } from "../events.ts";
import type { StateMessage } from "./messages.ts";
import type { Vehicle } from "./vehicle.ts";

/** Loads of one vehicle that are tracked. */
const MAX_LOADS = 16;

/**
 * Events of pallets that a vehicle picked up or put down since its last state, from `loads`: VDA 5050 has no message
 * for this. A vehicle without `loads` does not know its load, so there are no events. Loads without an id cannot be
 * tracked.
 */
export function loadEvents(
  vehicle: Vehicle,
  { loads, lastNodeId }: StateMessage,
  { source, label, time }: { readonly source: string; readonly label: string; readonly time: Micros },
): EdgeEvent[] {
  if (loads === undefined) return [];
  const before = vehicle.loads ?? new Set<string>();
  const now = new Set(
    loads.slice(0, MAX_LOADS).flatMap(({ loadId }) => (loadId === undefined || loadId === "" ? [] : [loadId])),
  );
  vehicle.loads = now;
  const event = (type: string, carrier: string): EdgeEvent =>
    messageEvent(type, {
      schema: `${type}/1`,
      time,
      assetUid: vehicle.assetUid,
      payload: { source, place: label, carrier, node: lastNodeId },
    });
  return [
    ...[...before].filter((id) => !now.has(id)).map((id) => event("pallet.departed", id)),
    ...[...now].filter((id) => !before.has(id)).map((id) => event("pallet.arrived", id)),
  ];
}
