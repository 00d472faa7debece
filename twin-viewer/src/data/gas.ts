import type { GasReading } from "../../../edge/contracts/safety/gas.ts";
import { t } from "../i18n/language.ts";
import { formatAge, formatNumber } from "./format.ts";
import type { PlantIndex } from "./plant-index.ts";
import { edgeNowMs } from "./signals.ts";
import { unitSymbol } from "./units.ts";

/** A concentration with its unit; empty where it is unknown. */
export function gasValue({ value, unit }: Pick<GasReading, "value" | "unit">): string {
  return value === null ? "" : `${formatNumber(value, 1)} ${unitSymbol(unit)}`.trimEnd();
}

/** A detector in one text: label, value, unit and age; or that its gas is unknown, which is never said to be low. */
export function gasWords(reading: Pick<GasReading, "value" | "unit">, label: string, atMs: number | null): string {
  if (reading.value === null || atMs === null) return t("lr.gas-unknown", { label });
  return t("lr.gas-here", { label, value: gasValue(reading), age: formatAge(Math.max(0, edgeNowMs() - atMs)) });
}

/** The detectors of a zone, each in one text. */
export function zoneGasWords(gas: readonly GasReading[] | undefined, index: PlantIndex): readonly string[] {
  return (gas ?? []).map((one) =>
    gasWords(one, index.asset(one.assetUid)?.label ?? "", one.at === null ? null : one.at / 1000),
  );
}
