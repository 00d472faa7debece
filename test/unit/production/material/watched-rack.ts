/** A rack whose sensors count its pallets, for tests of record against observation. */
import type { MaterialEvent } from "../../../../edge/contracts/production/material-event.ts";
import { MaterialStore } from "../../../../edge/production/material/material-store.ts";
import { MaterialTwin } from "../../../../edge/production/material/material-twin.ts";
import { Reconciliation, type ReconciliationState } from "../../../../edge/production/material/reconciliation.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { BenchPlant, batchOf, log } from "../../detect/bench-plant.ts";
import { at, NO_PLACES } from "./life.ts";

export const put = (carrier: string, second: number, pieces: readonly string[], slot = 1): MaterialEvent => ({
  kind: "pallet.arrived",
  carrier,
  place: "RCK-01",
  slot,
  pieces,
  time: at(second),
  receivedAt: at(second),
  clock: "rack",
});

/** `state`: of a rack before a restart. `isCounted`: whether the config still compares the rack's level. */
export function watched({ state, isCounted = true }: { state?: ReconciliationState; isCounted?: boolean } = {}) {
  const bench = new BenchPlant([{ label: "RCK-01", kind: "rack", tags: [{ component: "stock", signal: "pallets" }] }]);
  const node = { load: [], unload: [], empties: [] };
  const config = {
    ...NO_PLACES,
    nodes: [
      { ...node, node: "N7", stores: ["RCK-01"] },
      { ...node, node: "N8", stores: ["RCK-02"] },
    ],
    observations: isCounted ? [{ places: ["RCK-*"], signal: "stock/pallets", counts: "carriers" as const }] : [],
  };
  const twin = new MaterialTwin(config, new MaterialStore(recordPath("material"), log));
  const reconciliation = new Reconciliation({
    config,
    twin,
    tags: bench.tags.all().map((tag) => ({ tag, label: "RCK-01" })),
    edgeUid: bench.uid("RCK-01"),
    assetOf: () => bench.uid("RCK-01"),
    linkOf: (place) => (place.startsWith("RCK") ? "rack" : undefined),
    isLive: () => true,
    state,
  });
  twin.listen(reconciliation);
  return {
    twin,
    reconciliation,
    see: (pallets: number, second: number) =>
      reconciliation.observe(batchOf([{ ref: bench.ref("RCK-01", "pallets"), value: pallets, at: at(second) }])),
  };
}
