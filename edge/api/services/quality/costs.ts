import { EdgeError } from "../../../contracts/errors.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { CostQuestion, CostReader, CostView } from "../../../contracts/quality/costs.ts";
import { type Caller, demand } from "../caller.ts";

export interface CostDeps {
  /** Absent where the edge follows no production. */
  readonly costs?: CostReader;
  readonly plant: Pick<Plant, "site">;
}

/** Throws EdgeError `unavailable`. */
export async function qualityCosts(
  { costs }: CostDeps,
  caller: Caller,
  question: CostQuestion,
): Promise<{ readonly view: CostView; readonly isCurrent: boolean }> {
  demand(caller, "GET /api/v1/quality/costs");
  if (costs === undefined) throw new EdgeError("unavailable", "This edge follows no costs of pieces.");
  return { view: await costs.costs(question), isCurrent: costs.isCurrent };
}
