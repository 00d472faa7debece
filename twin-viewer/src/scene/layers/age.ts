import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import { formatAge } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { BLANK, level, UNKNOWN } from "./fills.ts";
import type { Layer, LayerFacts, LayerLabel } from "./layer.ts";

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];

/** The oldest link of an asset. */
interface Heard {
  readonly asset: Asset;
  readonly isLive: boolean;
  /** Undefined if it was never heard. */
  readonly ageMs: number | undefined;
}

/** How long ago the sources of each asset were heard. A value that does not change is not old (rule F1). */
export const ageLayer: Layer = {
  name: "layer.age",
  marks: [],
  isThere: () => true,
  paint: (assets, facts) => {
    const heard = facts.isPast ? [] : assets.flatMap((asset) => heardOf(asset, facts) ?? []);
    const byUid = new Map(heard.map((one) => [one.asset.assetUid, one]));
    const silent = heard.filter(({ isLive }) => !isLive);
    return {
      fills: Uint8Array.from(assets, ({ assetUid }) => fillOf(byUid.get(assetUid))),
      labels: silent.sort((a, b) => oldest(b) - oldest(a)).map(labelOf),
      legend: [
        { swatches: ["level-0"], text: "legend.live" },
        { swatches: ["level-1", "level-2", "level-3", "level-4"], text: "legend.silent-for" },
        { swatches: ["blank"], text: "legend.no-tags" },
      ],
      note: facts.isPast
        ? t("layer.now-only")
        : t("layer.heard", { live: heard.length - silent.length, total: heard.length }),
    };
  },
};

/** Undefined for an asset without a tag that a source reads. */
function heardOf(asset: Asset, { index, mirror, nowMs }: LayerFacts): Heard | undefined {
  const links = new Set<number>();
  let [isLive, ageMs] = [true, 0 as number | undefined];
  for (const { ref, link, isDerived } of index.tagsOf(asset.assetUid)) {
    if (isDerived === true || links.has(link)) continue;
    links.add(link);
    if (!mirror.reachable || mirror.linkOf(ref)?.live !== true) isLive = false;
    const age = mirror.linkAgeMs(ref, nowMs);
    ageMs = age === undefined || ageMs === undefined ? undefined : Math.max(age, ageMs);
  }
  return links.size === 0 ? undefined : { asset, isLive, ageMs };
}

function oldest({ ageMs }: Heard): number {
  return ageMs ?? Number.MAX_VALUE;
}

function fillOf(heard: Heard | undefined): number {
  if (heard === undefined) return BLANK;
  if (heard.isLive) return level(0);
  const { ageMs } = heard;
  if (ageMs === undefined) return UNKNOWN;
  return level(ageMs < MINUTE_MS ? 1 : ageMs < 10 * MINUTE_MS ? 2 : ageMs < HOUR_MS ? 3 : 4);
}

function labelOf({ asset, ageMs }: Heard): LayerLabel {
  const value = ageMs === undefined ? t("layer.never-heard") : t("layer.silent", { age: formatAge(ageMs) });
  return { key: asset.assetUid, place: asset.assetUid, title: asset.label, value, age: "" };
}
