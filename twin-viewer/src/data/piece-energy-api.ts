/** Energy of pieces and process steps, as the API answers (docs/methods/piece-energy.md). */
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type {
  PieceEnergyAnswer,
  StationEnergy,
  StepEnergy,
  StepFigures,
} from "../../../edge/contracts/production/piece-energy.ts";
import { ask, type Span } from "./api.ts";

export interface StepsEnergyAnswer {
  readonly steps: readonly StepFigures[];
  /** There are more than the listed ones. */
  readonly isCut: boolean;
  readonly stations: readonly StationEnergy[];
}

export interface OfPieceAnswer extends Pick<PieceEnergyAnswer, "kWh" | "kgce"> {
  readonly steps: readonly Omit<StepEnergy, "from" | "to">[];
}

/** All media of a step and variant together. */
export interface StepRow {
  readonly operation: string;
  readonly operationName: LocalizedText | undefined;
  readonly variant: string;
  readonly n: number;
  readonly kWh: number;
}

export function fetchStepsEnergy({ fromMs, toMs }: Span): Promise<StepsEnergyAnswer> {
  const range = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  return ask(`/api/v1/energy/steps?${new URLSearchParams(range)}`);
}

export function fetchEnergyOfPiece(piece: string): Promise<OfPieceAnswer> {
  return ask(`/api/v1/energy/pieces?${new URLSearchParams({ piece })}`);
}

/** The sum of the media of each step and variant, most energy first. */
export function stepRows(steps: readonly StepFigures[]): readonly StepRow[] {
  const rows = new Map<string, StepRow>();
  for (const { operation, operationName, variant, n, kWh } of steps) {
    const key = `${operation}\n${variant}`;
    const before = rows.get(key);
    rows.set(key, { operation, operationName, variant, n: Math.max(n, before?.n ?? 0), kWh: kWh + (before?.kWh ?? 0) });
  }
  return [...rows.values()].sort((a, b) => b.kWh - a.kWh);
}
