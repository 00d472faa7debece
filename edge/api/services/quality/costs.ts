import { EdgeError } from "../../../contracts/errors.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { CostQuestion, CostReader, CostView } from "../../../contracts/quality/costs.ts";
import {
  type EnergyCostReader,
  type EnergyCostView,
  MOST_ENERGY_US,
  type PieceCostQuestion,
  type PieceCostRow,
} from "../../../contracts/quality/energy-cost.ts";
import { type Caller, demand } from "../caller.ts";

export interface CostDeps {
  /** Absent where the edge follows no production. */
  readonly costs?: CostReader;
  /** Absent where the edge reads no meters. */
  readonly energyCosts?: EnergyCostReader;
  readonly plant: Pick<Plant, "site">;
}

/** Why costs have no energy beside them. */
export const ENERGY_MISSING = ["no-meters", "too-long", "unavailable"] as const;

/** Costs count by whole hours, and so does the energy beside them. */
const HOUR_US = 3600e6;

export interface CostAnswer {
  readonly view: CostView;
  readonly energy: EnergyCostView | (typeof ENERGY_MISSING)[number];
  readonly isCurrent: boolean;
}

/** A book of energy that does not answer costs the energy alone. Throws EdgeError `unavailable`. */
export async function qualityCosts(deps: CostDeps, caller: Caller, question: CostQuestion): Promise<CostAnswer> {
  demand(caller, "GET /api/v1/quality/costs");
  const { costs } = deps;
  if (costs === undefined) throw new EdgeError("unavailable", "This edge follows no costs of pieces.");
  const [view, energy] = await Promise.all([costs.costs(question), energyBeside(deps, question)]);
  return { view, energy, isCurrent: costs.isCurrent };
}

/** Pieces of a row by the cost of their energy, the dearest first. Throws EdgeError `bad-request`, `unavailable`. */
export async function piecesOfCosts(
  { energyCosts }: CostDeps,
  caller: Caller,
  question: PieceCostQuestion,
): Promise<readonly PieceCostRow[]> {
  demand(caller, "GET /api/v1/quality/costs/pieces");
  if (energyCosts === undefined) throw new EdgeError("unavailable", "This edge reads no meters.");
  if (question.to - question.from > MOST_ENERGY_US)
    throw new EdgeError("bad-request", "The range is longer than 93 days: ask for parts of it.");
  return await energyCosts.pieces({ ...question, ...wholeHours(question) });
}

async function energyBeside({ energyCosts }: CostDeps, { from, to, by }: CostQuestion): Promise<CostAnswer["energy"]> {
  if (energyCosts === undefined) return "no-meters";
  if (to - from > MOST_ENERGY_US) return "too-long";
  try {
    return await energyCosts.costs({ ...wholeHours({ from, to }), by });
  } catch (error) {
    if (error instanceof EdgeError) return "unavailable";
    throw error;
  }
}

function wholeHours({ from, to }: Pick<CostQuestion, "from" | "to">): Pick<CostQuestion, "from" | "to"> {
  return { from: Math.floor(from / HOUR_US) * HOUR_US, to: Math.ceil(to / HOUR_US) * HOUR_US };
}
