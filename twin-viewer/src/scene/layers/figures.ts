import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import type { AssetUid, TagRef, TagUid } from "../../../../edge/contracts/plant/tag.ts";
import { formatAge } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { BLANK, levelOf, UNKNOWN } from "./fills.ts";
import type { LayerFacts, LayerLabel } from "./layer.ts";

/** More labels would not find room; the picture counts the others. */
const MOST_LABELS = 60;

/** A figure of one asset. */
export interface Figure {
  readonly asset: Asset;
  /** Share of the scale, from 0 to 1. */
  readonly share: number;
  /** With its unit; the last known one if it is not current. Empty if there never was one. */
  readonly text: string;
  readonly isCurrent: boolean;
  /** Milliseconds since its source was heard; undefined if unknown. */
  readonly ageMs: number | undefined;
  readonly tag: TagUid;
}

/** Fills, columns, labels and the note of figures: what is not known is neither 0 nor without an age. */
export function paintFigures(
  assets: readonly Asset[],
  figures: readonly Figure[],
): { fills: Uint8Array; columns: Float32Array; labels: LayerLabel[]; note: string } {
  const byUid = new Map<AssetUid, Figure>(figures.map((figure) => [figure.asset.assetUid, figure]));
  const fills = new Uint8Array(assets.length);
  const columns = new Float32Array(assets.length);
  for (const [i, { assetUid }] of assets.entries()) {
    const figure = byUid.get(assetUid);
    fills[i] = figure === undefined ? BLANK : figure.isCurrent ? levelOf(figure.share) : UNKNOWN;
    columns[i] = figure?.isCurrent === true ? Math.min(1, Math.max(0, figure.share)) : Number.NaN;
  }
  return { fills, columns, labels: labelsOf(figures), note: noteOf(figures) };
}

/** Current figures first, largest first; those that are not current say how old they are. */
function labelsOf(figures: readonly Figure[]): LayerLabel[] {
  return figures
    .filter(({ text }) => text !== "")
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || b.share - a.share)
    .slice(0, MOST_LABELS)
    .map(({ asset, text, isCurrent, ageMs, tag }) => ({
      tag,
      key: asset.assetUid,
      place: asset.assetUid,
      title: asset.label,
      value: text,
      age: isCurrent ? "" : ageMs === undefined ? t("layer.age-unknown") : t("layer.old", { age: formatAge(ageMs) }),
    }));
}

function noteOf(figures: readonly Figure[]): string {
  if (figures.length === 0) return t("layer.no-figures");
  const old = figures.filter(({ isCurrent }) => !isCurrent);
  const counts = { current: figures.length - old.length, total: figures.length };
  const ages = old.flatMap(({ ageMs }) => ageMs ?? []);
  if (ages.length === 0) return t("layer.current", counts);
  return t("layer.current-oldest", { ...counts, age: formatAge(Math.max(...ages)) });
}

/** Age of a tag's data: since its source was heard, in the past since its sample. */
export function ageOf(ref: TagRef, { mirror, nowMs, isPast }: LayerFacts): number | undefined {
  const age = isPast ? nowMs - mirror.time(ref) / 1000 : mirror.linkAgeMs(ref, nowMs);
  return age === undefined || Number.isNaN(age) ? undefined : Math.max(0, age);
}
