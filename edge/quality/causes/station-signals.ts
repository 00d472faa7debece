/** Which signals of a station are circumstances of the pieces that it works on. */
import { can } from "../../contracts/plant/kinds.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import { signalName, type Tag, type TagRole, type TagTable } from "../../contracts/plant/tag.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import { isCurve } from "../../contracts/quality/curves.ts";
import type { CauseBookConfig } from "./book-config.ts";
import type { StationSignals } from "./circumstances.ts";

/** Most signals of all stations together. */
const MOST_SIGNALS = 2000;
/** Most curves of all stations together; each has four figures. */
const MOST_CURVES = 64;
/** Counters, positions and states say nothing about the quality of a piece. */
const NO_CIRCUMSTANCE: ReadonlySet<TagRole> = new Set([
  "energy-import",
  "parts-produced",
  "parts-good",
  "parts-scrapped",
  "item-state",
  "operation-mode",
  "program",
  "axis-x",
  "axis-y",
  "axis-z",
  "door-open",
  "pieces-on-board",
  "wear-factor",
]);

/** Whether a tag can be a circumstance, whatever its station. */
export function isCircumstance({ type, role, isStatic, unit, class: personal, ...tag }: Tag): boolean {
  if (type !== "number" || isStatic === true || personal !== undefined || unit === undefined) return false;
  return tag.isDerived !== true && (role === undefined || !NO_CIRCUMSTANCE.has(role));
}

/** Stations that only measure have none: what they read of a bad piece is its defect, not the cause. */
export function signalsByStation(
  { signals, results }: CauseBookConfig,
  assets: readonly Asset[],
  tags: TagTable,
): ReadonlyMap<string, StationSignals> {
  const found = new Map<string, StationSignals>();
  let [count, curveCount] = [0, 0];
  for (const asset of assets) {
    if (!can(asset, "machines") || can(asset, "inspects")) continue;
    const { label } = asset;
    const ends = results.filter(({ stations }) => stations.some((word) => matchesWord(word, label)));
    const named = tags
      .ofAsset(asset.assetUid)
      .filter((tag) => signals.some((word) => matchesWord(word, signalName(tag))));
    const curves = named.filter(isCurve).slice(0, Math.max(0, MOST_CURVES - curveCount));
    curveCount += curves.length;
    const own = named.filter(isCircumstance).slice(0, Math.max(0, MOST_SIGNALS - count));
    count += own.length;
    const isResult = (tag: Tag): boolean => ends.some((one) => one.signals.includes(signalName(tag)));
    found.set(label, { during: own.filter((tag) => !isResult(tag)), results: own.filter(isResult), curves });
  }
  return found;
}
