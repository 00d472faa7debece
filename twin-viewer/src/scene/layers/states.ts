import { OWN_STATE } from "./fills.ts";
import type { Layer } from "./layer.ts";

/** Which machine works, waits or stands. */
export const statesLayer: Layer = {
  name: "layer.states",
  marks: ["vehicles", "safety"],
  isThere: () => true,
  paint: (assets) => ({
    fills: new Uint8Array(assets.length).fill(OWN_STATE),
    labels: [],
    legend: [
      { swatches: ["run"], text: "legend.running" },
      { swatches: ["idle"], text: "legend.idle" },
      { swatches: ["off"], text: "legend.stopped" },
    ],
    note: "",
  }),
};
