import type { CrewFigures } from "../../contracts/forecast/answer.ts";
import type { ModelPlan } from "../model/plan.ts";
import type { CrewRun, RunResult } from "../model/tally.ts";

/** What runs of a future gave of its crews; absent where nobody is counted. */
export function crewFigures(
  runs: readonly RunResult[],
  { crews = [] }: Pick<ModelPlan, "crews">,
): { readonly crews?: readonly CrewFigures[] } {
  if (crews.length === 0) return {};
  const mean = (crew: number, of: (run: CrewRun) => number): number =>
    runs.reduce((sum, run) => sum + of(run.crews[crew] as CrewRun), 0) / runs.length;
  return {
    crews: crews.map(({ id }, crew) => ({
      crew: id,
      busy: mean(crew, ({ busyS, dutyS }) => (dutyS === 0 ? 0 : busyS / dutyS)),
      waitedH: mean(crew, ({ waitedS }) => waitedS) / 3600,
    })),
  };
}

/** Shares of each run in which a crew was busy: of all its people and all the time, so that it compares to machines. */
export function crewLoads(
  runs: readonly RunResult[],
  { crews = [] }: Pick<ModelPlan, "crews">,
  horizonS: number,
): readonly { readonly stations: string; readonly isCrew: true; readonly busy: readonly number[] }[] {
  return crews.map(({ id }, crew) => ({
    stations: id,
    isCrew: true,
    busy: runs.map((run) => {
      const { busyS, most } = run.crews[crew] as CrewRun;
      return most === 0 ? 0 : busyS / most / horizonS;
    }),
  }));
}
