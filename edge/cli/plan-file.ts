import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { ConfigError } from "../config/problems.ts";
import { readConfigFile } from "../config/read-file.ts";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { ConfigProblem } from "../contracts/plant/config-text.ts";
import { type WorkPlan, workPlanSchema } from "../contracts/schedule/work-plan.ts";
import type { OrderProblem } from "../schedule/orders/given-orders.ts";
import { withOrders } from "../schedule/orders/with-orders.ts";
import { NO_ORDERS, workPlanProblems } from "../schedule/plant/problems.ts";

/** Five thousand orders of an operations schedule with all that it may say of each. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * The work plan of a file, with the orders of another file behind its own. Throws ConfigError with everything that is
 * wrong with the first of the two that has mistakes, EdgeError `bad-request` for a file of orders that cannot be read.
 */
export function readPlanFile(file: string, orderFile: string | undefined): WorkPlan {
  if (orderFile === undefined) return readConfigFile(file, workPlanSchema, workPlanProblems);
  const plan = readConfigFile(file, workPlanSchema, (read) =>
    workPlanProblems(read).filter(({ code }) => code !== NO_ORDERS),
  );
  const shown = basename(orderFile);
  const problem = ({ line, path, ...text }: OrderProblem): ConfigProblem => ({
    file: shown,
    line,
    column: 1,
    path,
    ...text,
  });
  const given = withOrders(plan, textOf(orderFile));
  if (given.problems.length > 0) throw new ConfigError(given.problems.map(problem));
  if (given.finished > 0)
    process.stderr.write(`gemba: ${given.finished} orders of ${shown} are finished or cancelled and are left out\n`);
  return given.plan;
}

function textOf(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES) throw new Error(`it has ${size} bytes, ${MOST_BYTES} at most are read`);
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    throw new EdgeError(
      "bad-request",
      `${path} cannot be read: ${reasonOf(error)}; give orders as CSV or B2MML, in UTF-8`,
    );
  }
}
