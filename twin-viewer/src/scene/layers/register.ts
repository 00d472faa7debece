import { BLANK } from "./fills.ts";
import type { Layer } from "./layer.ts";

/** Hazards by level and emergency resources (rule SL14), as the safety room has made their picture. */
export const registerLayer: Layer = {
  name: "layer.register",
  marks: [],
  isThere: (index) => index.hasRegister,
  paint: (assets, { register }) => ({
    fills: new Uint8Array(assets.length).fill(BLANK),
    floor: register?.floor ?? [],
    labels: register?.labels ?? [],
    legend: [...(register?.legend ?? []), { swatches: ["blank"], text: "legend.machine" }],
    note: register?.note ?? "",
  }),
};
