import { BLANK } from "./fills.ts";
import type { Layer } from "./layer.ts";

/** Nothing but alarms, findings and predictions: each of them has its fill and its label in every layer. */
export const alarmsLayer: Layer = {
  name: "layer.alarms",
  marks: ["safety"],
  isThere: () => true,
  paint: (assets) => ({
    fills: new Uint8Array(assets.length).fill(BLANK),
    labels: [],
    legend: [
      { swatches: ["p1", "p2", "p3", "p4"], text: "legend.priorities" },
      { swatches: ["ring"], text: "legend.unacknowledged" },
      { swatches: ["hatch"], text: "legend.anomaly" },
      { swatches: ["p0"], text: "legend.prediction" },
      { swatches: ["blank"], text: "legend.no-alarm" },
    ],
    note: "",
  }),
};
