/** Compares time elements and ratios of every machine with the true ones. */
import type { Plant } from "../../edge/contracts/plant/plant.ts";
import { matchesAsset } from "../../edge/contracts/plant/tag-pattern.ts";
import type { KpisConfig } from "../../edge/production/state/config.ts";
import type { Production } from "../../edge/production/state/production.ts";
import type { TrueMachine, TrueStates } from "./true-states.ts";

const ELEMENTS = ["APT", "AUST", "ADET", "ADOT"] as const;

/** One figure of one machine: true, and by the edge. */
interface ComparedFigure {
  readonly machine: string;
  readonly figure: string;
  /** Seconds of an element, a ratio, or pieces. */
  readonly right: number | null;
  readonly reported: number | null;
  /** Percent of PBT for an element, percentage points for a ratio. */
  readonly error: number;
}

export interface StateFigures {
  readonly machines: number;
  /** Largest error of any element of any machine, percent of PBT, and where. */
  readonly elementPercent: number;
  readonly elementOf: string;
  /** Largest error of A, E or Q of any machine, percentage points, and where. */
  readonly ratioPoints: number;
  readonly ratioOf: string;
  /** All of them, worst first. */
  readonly elements: readonly ComparedFigure[];
  readonly ratios: readonly ComparedFigure[];
}

export function compareStates(
  truth: TrueStates,
  production: Production,
  {
    from,
    to,
    kpis,
    plant,
  }: { readonly from: number; readonly to: number; readonly kpis: KpisConfig; readonly plant: Plant },
): StateFigures {
  let machines = 0;
  const elements: ComparedFigure[] = [];
  const ratios: ComparedFigure[] = [];
  for (const { assetUid, label: machine } of production.machines) {
    const right = truth.machines.get(machine);
    if (right === undefined) continue;
    machines++;
    const reported = production.figures(assetUid, { from, to });
    const pbt = ELEMENTS.reduce((sum, element) => sum + right[element], 0);
    for (const figure of ELEMENTS)
      elements.push({
        machine,
        figure,
        right: right[figure],
        reported: reported.elements[figure],
        error: (100 * Math.abs(reported.elements[figure] - right[figure])) / pbt,
      });
    const asset = plant.assets.find((one) => one.label === machine);
    const ideal = kpis.idealCycles.find((entry) => asset !== undefined && matchesAsset(entry.of, asset))?.seconds;
    for (const [figure, a, b] of ratiosOf(right, { pbt, ideal }, reported))
      ratios.push({
        machine,
        figure,
        right: a,
        reported: b,
        error: a === null || b === null ? (a === b ? 0 : 100) : 100 * Math.abs(a - b),
      });
  }
  const worst = (figures: ComparedFigure[]): ComparedFigure | undefined => figures.sort((a, b) => b.error - a.error)[0];
  const [element, ratio] = [worst(elements), worst(ratios)];
  return {
    machines,
    elementPercent: element?.error ?? 0,
    elementOf: nameOf(element),
    ratioPoints: ratio?.error ?? 0,
    ratioOf: nameOf(ratio),
    elements,
    ratios,
  };
}

function nameOf(figure: ComparedFigure | undefined): string {
  return figure === undefined ? "" : `${figure.machine} ${figure.figure}`;
}

function ratiosOf(
  { APT, PQ, GQ }: TrueMachine,
  { pbt, ideal }: { readonly pbt: number; readonly ideal: number | undefined },
  reported: ReturnType<Production["figures"]>,
) {
  const over = (above: number, below: number): number | null => (below === 0 ? null : above / below);
  const all = [["A", over(APT, pbt), reported.availability] as const];
  return ideal === undefined
    ? all
    : [
        ...all,
        ["E", over(ideal * PQ, APT), reported.effectiveness] as const,
        ["Q", over(GQ, PQ), reported.qualityRatio] as const,
      ];
}
