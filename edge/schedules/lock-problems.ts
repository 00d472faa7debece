import type { ConfigProblem } from "../contracts/plant/config-text.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import { Moves } from "../schedule/moves.ts";

/**
 * What stands against the locks of a plan without problems, each at its lock: `path` with its number. `numbers`: those
 * that the locks have in what was asked, where it had others too.
 */
export function lockProblemsOf(plan: WorkPlan, path: string, numbers?: readonly number[]): readonly ConfigProblem[] {
  if (plan.locks.length === 0) return [];
  return Moves.lockFaults(plan).map(({ operation, text, kind }) => {
    const at = plan.locks.findIndex((one) => one.order === operation.order && one.operation === operation.step);
    return {
      file: path.split(".")[0] as string,
      line: 1,
      column: 1,
      path: `${path}[${numbers?.[at] ?? at}]`,
      ...text,
      code: `schedule-conflict-${kind}`,
    };
  });
}
