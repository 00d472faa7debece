/** The counter and the present rate of a meter, by its tags. */
import type { Tag } from "../contracts/plant/tag.ts";

const FLOWS: ReadonlySet<string> = new Set(["m3/h", "t/h", "kg/h"]);

/** The tag of an asset that gives the present rate. */
export function rateTagOf(tags: readonly Tag[]): Tag | undefined {
  return tags.find(({ role }) => role === "active-power") ?? tags.find(({ unit }) => FLOWS.has(unit ?? ""));
}

/** The tag of an asset that counts, in kWh or in one of these units of other media. */
export function counterTagOf(tags: readonly Tag[], units: ReadonlySet<string>): Tag | undefined {
  return (
    tags.find(({ role }) => role === "energy-import") ??
    tags.find(({ unit, signal }) => units.has(unit ?? "") && /volume|total|mass/.test(signal))
  );
}

/** Factor to kWh and kW, of masses to t; volumes stay in m3. */
export function scaleOf(tag: Tag | undefined): number {
  const scales: Readonly<Record<string, number>> = {
    "W.h": 1e-3,
    "kW.h": 1,
    "MW.h": 1e3,
    W: 1e-3,
    kW: 1,
    MW: 1e3,
    J: 1 / 3.6e6,
    kg: 1e-3,
    "kg/h": 1e-3,
  };
  return scales[tag?.unit ?? ""] ?? 1;
}
