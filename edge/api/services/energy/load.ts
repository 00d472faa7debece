import { EdgeError } from "../../../contracts/errors.ts";
import type { BaselineQuestion, BaselineView } from "../../../contracts/production/baseline.ts";
import type { CostAnswer, CurvePoint, DemandView, IdleWaste, LoadReader } from "../../../contracts/production/load.ts";
import { type Caller, demand } from "../caller.ts";
import type { Range } from "../range.ts";

export interface LoadDeps {
  /** Absent where the edge follows no production. */
  readonly load?: LoadReader;
}

/** A question takes all quarters of an hour of its time from disk. */
const MOST_DAYS = 400;
const DAY_US = 86_400e6;

/** Cost and CO2 of every metered point. Throws EdgeError `bad-request`, `unavailable`. */
export async function energyCost({ load }: LoadDeps, caller: Caller, range: Range): Promise<CostAnswer> {
  demand(caller, "GET /api/v1/energy/cost");
  const { from, to } = bounded(range);
  return await following(load).cost(from, to);
}

/** Running demand windows of all contracts with a demand charge. Throws EdgeError `unavailable`. */
export async function runningDemand({ load }: LoadDeps, caller: Caller): Promise<readonly DemandView[]> {
  demand(caller, "GET /api/v1/energy/demand");
  return await following(load).demand();
}

/** Mean power of a contract by quarter of an hour. Throws EdgeError `bad-request`, `not-found`, `unavailable`. */
export async function loadCurve(
  { load }: LoadDeps,
  caller: Caller,
  { contract, ...range }: Range & { readonly contract: string },
): Promise<readonly CurvePoint[]> {
  demand(caller, "GET /api/v1/energy/curve");
  const { from, to } = bounded(range);
  const curve = await following(load).curve(contract, from, to);
  if (curve === undefined) throw new EdgeError("not-found", `The config has no contract ${contract} under tariffs.`);
  return curve;
}

/** Machines that drew power and did nothing, the dearest first. Throws EdgeError `bad-request`, `unavailable`. */
export async function idleWaste({ load }: LoadDeps, caller: Caller, range: Range): Promise<readonly IdleWaste[]> {
  demand(caller, "GET /api/v1/energy/idle");
  const { from, to } = bounded(range);
  return await following(load).idle(from, to);
}

/** Throws EdgeError `bad-request`, `not-found`, `unavailable`. */
export async function energyBaseline(
  { load }: LoadDeps,
  caller: Caller,
  question: BaselineQuestion,
): Promise<BaselineView> {
  demand(caller, "GET /api/v1/energy/baseline");
  const { baseFrom, baseTo, from, to } = question;
  bounded({ from: Math.min(baseFrom, from), to: Math.max(baseTo, to) });
  const view = await following(load).baseline(question);
  if (view === undefined) throw new EdgeError("not-found", "This asset is not metered. GET /api/v1/energy lists them.");
  return view;
}

function bounded({ from, to }: Range): Range {
  if (to - from > MOST_DAYS * DAY_US)
    throw new EdgeError("bad-request", `The time is longer than ${MOST_DAYS} days. Ask for a shorter one.`);
  return { from, to };
}

function following(load: LoadReader | undefined): LoadReader {
  if (load === undefined) throw new EdgeError("unavailable", "This edge follows no loads.");
  return load;
}
