import { OWN_STATE } from "./fills.ts";
import type { Layer } from "./layer.ts";

/** A future that is played (rule FK69): states of machines, and what its panel says of pieces and differences. */
export const futureLayer: Layer = {
  name: "layer.future",
  marks: [],
  // Offered by nothing: the page shows it as long as a future is played, and nothing else then.
  isThere: () => false,
  paint: (assets, { future }) => ({
    fills: new Uint8Array(assets.length).fill(OWN_STATE),
    floor: future?.floor ?? [],
    labels: future?.labels ?? [],
    legend: [
      { swatches: ["run"], text: "legend.running" },
      { swatches: ["idle"], text: "legend.future-idle" },
      { swatches: ["off"], text: "legend.future-off" },
      { swatches: ["stale"], text: "legend.future-unknown" },
      ...(future?.legend ?? []),
    ],
    note: future?.note ?? "",
  }),
};
