import { BLANK } from "./fills.ts";
import type { Layer } from "./layer.ts";

/** The way along which the alerts of a group spread (rule SL32), as its panel has made the picture. */
export const spreadLayer: Layer = {
  name: "layer.spread",
  marks: [],
  isThere: (index) => index.hasSpread,
  paint: (assets, { spread }) => ({
    fills: new Uint8Array(assets.length).fill(BLANK),
    floor: spread?.floor ?? [],
    labels: spread?.labels ?? [],
    legend: [...(spread?.legend ?? []), { swatches: ["blank"], text: "legend.machine" }],
    note: spread?.note ?? "",
  }),
};
