import type { Lane } from "../fleet/dispatcher.ts";
import type { Stores } from "../material/stores.ts";

/** The previous shift left two pallets at every place. */
export function fillPlaces(lanes: readonly Lane[], stores: Stores): void {
  const before = { kind: "outside", id: "shift-before" } as const;
  for (const [at, { to }] of lanes.entries()) {
    if (to === stores.finished || (at > 0 && to === lanes[at - 1]?.to)) continue;
    for (let count = 0; count < 2; count++) {
      const pallet = stores.take(before);
      for (const piece of at === 0 ? [] : pallet.pieces) piece.order.started++;
      to.put(pallet, before);
    }
  }
}
