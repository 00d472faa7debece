import type { EdgeEvent } from "../../../contracts/path/event-batch.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { messageEvent } from "../events.ts";
import type { StateMessage } from "./messages.ts";
import type { Vehicle } from "./vehicle.ts";

/** Loads of one vehicle that are followed. */
const MAX_LOADS = 16;

/**
 * What the vehicle picked up and put down since its last state, as pallets that came to it and left it: VDA 5050 has
 * no message for it, only `loads`. A vehicle that leaves `loads` out does not know what it carries, and nothing
 * follows. Loads without an id cannot be followed.
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
