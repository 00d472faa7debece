import type { StoreLevel } from "../../../kernel/contract.ts";
import { type Signal, SignalList } from "../../../kernel/signal.ts";

/** Signals of a rack at the stores' controller, named as in the demo config. */
export function rackSignals(id: string, level: () => StoreLevel): readonly Signal[] {
  const list = new SignalList(id);
  list.count("stock/pallets", () => level().pallets);
  list.fixed("stock/capacity", level().capacity);
  list.count("stock/pieces", () => level().pieces);
  list.analog("stock/fill", "%", { resolution: 0.1, read: () => (100 * level().pallets) / level().capacity });
  return list.all;
}
