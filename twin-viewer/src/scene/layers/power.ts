import { can } from "../../../../edge/contracts/plant/kinds.ts";
import { energyPicture } from "../../data/energy.ts";
import { formatNumber, formatPower } from "../../data/format.ts";
import { ageOf, type Figure, paintFigures } from "./figures.ts";
import { SCALE, scaleEnd } from "./fills.ts";
import type { Layer } from "./layer.ts";

/** Electric power of each machine with a meter of its own. */
export const powerLayer: Layer = {
  name: "layer.energy",
  marks: [],
  isThere: (index) =>
    index.plant.assets.some((asset) => can(asset, "meters") && (asset.medium ?? "electricity") === "electricity"),
  paint: (assets, facts, before) => {
    const { machines } = energyPicture(facts.index, facts.mirror);
    const most = Math.max(0, ...machines.filter(({ live }) => live).map(({ watts }) => watts));
    const scale = scaleEnd(most / 1000, before?.scale);
    const figures = machines.flatMap(({ asset: meter, tag, watts, live }): Figure[] => {
      const asset = meter.meters === undefined ? undefined : facts.index.asset(meter.meters);
      if (asset === undefined) return [];
      const text = Number.isFinite(watts) ? formatPower(watts) : "";
      return [
        { asset, share: watts / 1000 / scale, text, isCurrent: live, ageMs: ageOf(tag.ref, facts), tag: tag.tagUid },
      ];
    });
    return {
      ...paintFigures(assets, figures),
      scale,
      legend: [
        { swatches: SCALE, text: "legend.power", values: { end: formatNumber(scale) } },
        { swatches: ["blank"], text: "legend.no-meter" },
      ],
    };
  },
};
