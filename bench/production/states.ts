/** Holds time elements and ratios of every machine against the true ones. */
import type { Plant } from "../../edge/contracts/plant.ts";
import { matchesAsset } from "../../edge/contracts/tag-pattern.ts";
import type { KpisConfig } from "../../edge/state/config.ts";
import type { Production } from "../../edge/state/production.ts";
import type { TrueMachine, TrueStates } from "./true-states.ts";

const ELEMENTS = ["APT", "AUST", "ADET", "ADOT"] as const;

export interface StateFigures {
  readonly machines: number;
  /** Largest error of any element of any machine, percent of PBT, and whose it is. */
  readonly elementPercent: number;
  readonly elementOf: string;
  /** Largest error of A, E or Q of any machine, percentage points, and whose it is. */
  readonly ratioPoints: number;
  readonly ratioOf: string;
}

export function compareStates(
  truth: TrueStates,
  production: Production,
  { from, to, kpis, plant }: { readonly from: number; readonly to: number; readonly kpis: KpisConfig; readonly plant: Plant },
): StateFigures {
  let machines = 0;
  let [elementPercent, elementOf, ratioPoints, ratioOf] = [0, "", 0, ""];
  for (const { assetUid, label } of production.machines) {
    const right = truth.machines.get(label);
    if (right === undefined) continue;
    machines++;
    const told = production.figures(assetUid, { from, to });
    const pbt = ELEMENTS.reduce((sum, element) => sum + right[element], 0);
    for (const element of ELEMENTS) {
      const percent = (100 * Math.abs(told.elements[element] - right[element])) / pbt;
      if (percent > elementPercent) [elementPercent, elementOf] = [percent, `${label} ${element}`];
    }
    const asset = plant.assets.find((one) => one.label === label);
    const ideal = kpis.idealCycles.find((entry) => asset !== undefined && matchesAsset(entry.of, asset))?.seconds;
    for (const [name, a, b] of ratiosOf(right, { pbt, ideal }, told)) {
      const points = a === null || b === null ? (a === b ? 0 : 100) : 100 * Math.abs(a - b);
      if (points > ratioPoints) [ratioPoints, ratioOf] = [points, `${label} ${name}`];
    }
  }
  return { machines, elementPercent, elementOf, ratioPoints, ratioOf };
}

function ratiosOf({ APT, PQ, GQ }: TrueMachine, { pbt, ideal }: { readonly pbt: number; readonly ideal: number | undefined }, told: ReturnType<Production["figures"]>) {
  const over = (above: number, below: number): number | null => (below === 0 ? null : above / below);
  const all = [["A", over(APT, pbt), told.availability] as const];
  return ideal === undefined ? all : [...all, ["E", over(ideal * PQ, APT), told.effectiveness] as const, ["Q", over(GQ, PQ), told.qualityRatio] as const];
}
