import { calculatedUidIn } from "../../../../edge/contracts/explore/calculated-tag.ts";
import { assetName } from "../../data/asset-name.ts";
import type { EntryOf } from "../../data/explore-api.ts";
import { formatMeasured, formatNumber } from "../../data/format.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { tagTitle } from "../../i18n/components.ts";
import { local, t } from "../../i18n/language.ts";
import { type BoardCurve, tagOf } from "./board.ts";
import type { LoadedCurve } from "./load.ts";

/** Where names of curves come from. */
export interface Naming {
  readonly index: PlantIndex | null;
  readonly calculated: readonly EntryOf<"calculated-tags">[];
}

/** "CNC-206 Spindle · Speed": the name of a curve in lists, legends and files. */
export function nameOf(curve: BoardCurve, { index, calculated }: Naming): string {
  if (curve.name !== undefined) return curve.name;
  const uid = tagOf(curve);
  if (uid === undefined) return "expression" in curve.source ? curve.source.expression.text : "";
  const tag = index?.tag(uid);
  if (tag !== undefined) return `${assetName(index, tag.assetUid)} ${tagTitle(tag)}`;
  const saved = calculatedUidIn(uid);
  const entry = calculated.find((one) => one.uid === saved);
  return entry?.content.name ?? (saved === undefined ? uid : t("explore.gone"));
}

/** A value of a curve: the text of a state, else a number with its unit. A dash where none is known. */
export function sayValue(value: number, curve: Pick<LoadedCurve, "unit" | "labels"> | undefined): string {
  if (Number.isNaN(value)) return "—";
  const label = curve?.labels.find((one) => one.value === value);
  if (label !== undefined) return local(label);
  return curve === undefined || curve.unit === ""
    ? formatNumber(value)
    : formatMeasured(value, { unit: curve.unit, range: undefined });
}
