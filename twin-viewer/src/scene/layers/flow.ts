import { can } from "../../../../edge/contracts/plant/kinds.ts";
import { formatNumber } from "../../data/format.ts";
import { type Buffer, buffers } from "../../data/pieces.ts";
import { t } from "../../i18n/language.ts";
import { ageOf, type Figure, paintFigures } from "./figures.ts";
import { SCALE, scaleEnd } from "./fills.ts";
import type { Layer, LegendEntry } from "./layer.ts";

/** Where pieces wait, and the ways of the vehicles. Pieces in grippers and on vehicles are drawn as they are. */
export const flowLayer: Layer = {
  name: "layer.flow",
  marks: ["vehicles"],
  isThere: (index) =>
    index.plant.assets.some((asset) => can(asset, "carries") || can(asset, "conveys") || can(asset, "stores")),
  paint: (assets, facts, before) => {
    const all = buffers(facts.index, facts.mirror);
    const counts = all.filter(({ isShare, isLive, amount }) => !isShare && isLive && !Number.isNaN(amount));
    const scale = scaleEnd(Math.max(0, ...counts.map(({ amount }) => amount)), before?.scale);
    const figures = all.map(
      (buffer): Figure => ({
        asset: buffer.asset,
        share: buffer.amount / (buffer.isShare ? 100 : scale),
        text: textOf(buffer),
        isCurrent: buffer.isLive && !Number.isNaN(buffer.amount),
        ageMs: ageOf(buffer.tag.ref, facts),
        tag: buffer.tag.tagUid,
      }),
    );
    const hasShares = all.some(({ isShare }) => isShare);
    const legend: LegendEntry[] = [
      hasShares
        ? { swatches: SCALE, text: "legend.pieces-share", values: { end: formatNumber(scale, 0) } }
        : { swatches: SCALE, text: "legend.pieces", values: { end: formatNumber(scale, 0) } },
      { swatches: ["blank"], text: "legend.no-buffer" },
    ];
    return { ...paintFigures(assets, figures), scale, legend };
  },
};

function textOf({ amount, isShare }: Buffer): string {
  if (Number.isNaN(amount)) return "";
  return isShare ? `${formatNumber(amount, 0)} %` : t("layer.pieces", { n: formatNumber(amount, 0) });
}
