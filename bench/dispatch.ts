/**
 * `npm run bench -- dispatch`: 60 OPC UA stations with job control in processes of their own make a plan of 8 variants
 * that a person gives them through the edge, job by job read back, while an island moves; then 113 variants as data.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Changeovers } from "../edge/contracts/production/changeovers.ts";
import type { Dispatch } from "../edge/contracts/production/dispatch.ts";
import type { WholeSchedule } from "../edge/contracts/schedule/schedules.ts";
import { Conveyor, stepKey } from "./dispatch/conveyor.ts";
import { islandsOf, LINE, MOVED, ordersOf, planOf } from "./dispatch/line.ts";
import { type Given, Operator } from "./dispatch/operator.ts";
import { writePlant } from "./dispatch/plant-folder.ts";
import { running, startGemba, stopProcess } from "./gemba-process.ts";
import { type Figures, figure, quantile } from "./report.ts";

const ORDERS = { variants: 8, orders: 40, quantity: 6 } as const;
const AS_DATA = { variants: 113, orders: 113, quantity: 1 } as const;
const SEARCH_S = 10;
const AHEAD = 5;
const MADE_WITHIN_MS = 900_000;

export async function benchDispatch(): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "gemba-bench-dispatch-"));
  const [config, dataDir] = [join(folder, "plant"), join(folder, "data")];
  mkdirSync(config);
  const line = await Conveyor.start(folder);
  writePlant(config, line.servers);
  const edge = startGemba({ command: "edge", config, dataDir });
  try {
    const { address } = await running(dataDir, edge);
    const operator = await Operator.signIn(address, dataDir, config);
    const { given, viewMs, underWay, moved } = await make(operator, line);
    const found = await operator.ask<Changeovers>("/changeovers?from=-2h");
    printMachines(found, line);
    const many = await asData(operator);
    const isRunning = edge.exitCode === null;
    return [
      ...jobFigures(given),
      count("piecesLost", "pieces released and not finished", line.released - line.finished.size),
      count("restarts", "ends of the edge or of a process of stations", line.ended + Number(!isRunning)),
      count("underWayAtMove", `pieces under way when ${MOVED.length} machines moved to the other island`, underWay),
      count("movedJobs", "jobs of that island's variants that these machines then got and read back", moved),
      ...changeoverFigures(found),
      ...many,
      figure("viewMs", "time for what 60 stations make next, each machine asked", "ms", viewMs),
    ];
  } finally {
    await stopProcess(edge);
    await line.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was given while the line worked, and how it was before and after the islands changed. */
class Shift {
  readonly given: Given[] = [];
  readonly viewMs: number[] = [];
  readonly #operator: Operator;
  readonly #until = performance.now() + MADE_WITHIN_MS;

  constructor(operator: Operator) {
    this.#operator = operator;
  }

  /** Looks at the line and gives jobs, until the line is as wanted. */
  async goOn(isDone: (dispatch: Dispatch) => boolean): Promise<void> {
    for (;;) {
      const from = performance.now();
      const dispatch = await this.#operator.dispatch();
      this.viewMs.push(performance.now() - from);
      if (isDone(dispatch)) return;
      if (performance.now() > this.#until) throw new Error(`not all was made: ${left(dispatch)}`);
      const now = await this.#operator.give(dispatch, AHEAD);
      this.given.push(...now);
      if (now.length === 0) await sleep(500);
    }
  }
}

/**
 * Makes the orders of eight variants, half of them by a first schedule. While these are under way an island moves, and
 * the other half is planned by the new islands.
 */
async function make(operator: Operator, line: Conveyor) {
  const orders = ordersOf(ORDERS.variants, ORDERS.orders, ORDERS.quantity);
  const half = orders.length / 2;
  await connected(operator);
  const shift = new Shift(operator);
  const putInForce = async (part: typeof orders, isMoved: boolean): Promise<void> => {
    const plan = planOf(part, Date.now(), islandsOf(isMoved));
    const schedule = await operator.schedule(`8 variants, ${isMoved ? "after" : "before"}`, plan, SEARCH_S);
    await operator.ask("/dispatch", { schedule: schedule.uid });
    line.release(part, machinesIn(schedule));
  };
  await putInForce(orders.slice(0, half), false);
  const areGiven = ({ stations }: Dispatch): boolean =>
    stations.every(({ next }) => next.every(({ state }) => state !== "open"));
  await shift.goOn((dispatch) => areGiven(dispatch) && line.finished.size > 0);
  const finishedAtMove = line.finished.size;
  const underWay = line.released - finishedAtMove;
  const { version } = await operator.ask<{ version: number }>("/islands");
  await operator.ask("/islands", { version, islands: islandsOf(true), reason: "more of the second island's variants" });
  const before = shift.given.length;
  await putInForce(orders.slice(half), true);
  await shift.goOn(
    ({ stations }) => stations.every(({ next }) => next.length === 0) && line.finished.size === line.released,
  );
  const second = new Set(islandsOf(true)[1]?.variants);
  const ofSecond = new Set(orders.filter(({ variant }) => second.has(variant)).map(({ id }) => id));
  const moved = shift.given
    .slice(before)
    .filter(({ machine, order, outcome }) => MOVED.includes(machine) && ofSecond.has(order) && outcome === "given");
  return { given: shift.given, viewMs: shift.viewMs, underWay, moved: moved.length };
}

function machinesIn({ schedule }: WholeSchedule): ReadonlyMap<string, string> {
  return new Map((schedule?.operations ?? []).map(({ order, step, machine }) => [stepKey(order, step), machine]));
}

/** Until the jobs of every machine can be read. */
async function connected(operator: Operator): Promise<void> {
  const until = performance.now() + 120_000;
  for (;;) {
    const { stations } = await operator.dispatch();
    const read = stations.filter(({ control }) => control === "jobs").length;
    if (read === LINE.length) return;
    if (performance.now() > until)
      throw new Error(`${read} of ${LINE.length} machines can be read: ${stations[0]?.why?.en}`);
    await sleep(500);
  }
}

function left({ stations }: Dispatch): string {
  const open = stations.filter(({ next }) => next.length > 0);
  const first = open.slice(0, 3).map(({ machine, next }) => `${machine} ${JSON.stringify(next[0])}`);
  return `${open.length} stations have jobs left, such as ${first.join("; ")}`;
}

/** A plan of 113 variants in force: the time for the view, and for giving a job to each machine that has one. */
async function asData(operator: Operator): Promise<Figures> {
  const orders = ordersOf(AS_DATA.variants, AS_DATA.orders, AS_DATA.quantity).map((order) => ({
    ...order,
    id: `DATA-${order.id}`,
  }));
  const { uid } = await operator.schedule("113 variants", planOf(orders, Date.now(), islandsOf(true)), SEARCH_S);
  await operator.ask("/dispatch", { schedule: uid });
  const viewMs: number[] = [];
  let dispatch = await operator.dispatch();
  for (let round = 0; round < 5; round++) {
    const from = performance.now();
    dispatch = await operator.dispatch();
    viewMs.push(performance.now() - from);
  }
  const given = await operator.give(dispatch, 1);
  const good = given.filter(({ outcome }) => outcome === "given").length;
  return [
    figure("viewMs113", "the same with 113 variants and 1,356 operations in the plan", "ms", viewMs),
    count("given113", "machines with a job of these, each read back as given", good),
    count("notGiven113", "machines of which that was not so", given.length - good),
  ];
}

function jobFigures(given: readonly Given[]): Figures {
  const of = (...outcomes: readonly string[]) => given.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const refused = given.filter(({ outcome }) => outcome === "refused");
  for (const { machine, order, why } of refused.slice(0, 5))
    process.stdout.write(`refused: ${machine} ${order}: ${why?.en}\n`);
  const took = given.filter(({ outcome }) => outcome === "given").map(({ tookMs }) => tookMs);
  return [
    count("given", "jobs given with consent and read back as given", of("given")),
    count("differing", "jobs that read back otherwise, or not at all", of("differs", "not-read-back")),
    count("refused", "jobs that were refused, not sent or unknown", of("refused", "not-sent", "unknown")),
    figure("consentP50", "from consent to read-back, median", "ms", [quantile(took, 0.5)]),
    figure("consentP95", "from consent to read-back, 95 % within", "ms", [quantile(took, 0.95)]),
  ];
}

function changeoverFigures({ changes, unknown, zeroShare, minutes, stations }: Changeovers): Figures {
  const free = stations.filter(({ machine }) => (LINE.find(({ id }) => id === machine)?.setUpMs ?? 0) === 0);
  const known = free.reduce((sum, one) => sum + one.changes - one.unknown, 0);
  const zero = free.reduce((sum, one) => sum + one.zero, 0);
  return [
    count("changeovers", "changes of variant at stations", changes),
    count("changeoversUnknown", "of these unknown", unknown),
    figure("zeroShare", "zero-changeover share of all stations", "%", [100 * (zeroShare ?? Number.NaN)]),
    figure("zeroShareFree", "the same of the 45 stations that switch the program alone", "%", [(100 * zero) / known]),
    figure("changeoverMin", "minutes of changeover of all stations", "min", [minutes ?? Number.NaN]),
    figure(
      "minutesPerMachine",
      "minutes of changeover of a machine",
      "min",
      stations.map((one) => one.minutes ?? 0),
    ),
  ];
}

/** Minutes of each machine beside the truth of the stations. */
function printMachines({ stations }: Changeovers, line: Conveyor): void {
  for (const { machine, changes, zero, unknown, minutes, usualGapS } of stations) {
    const truth = (line.setUpMs.get(machine) ?? 0) / 60_000;
    process.stdout.write(
      `${machine}: ${changes} changeovers, ${zero} zero, ${unknown} unknown, ${minutes?.toFixed(2) ?? "?"} min ` +
        `(set up for ${truth.toFixed(2)} min), usual gap ${usualGapS?.toFixed(2) ?? "?"} s\n`,
    );
  }
}

function count(key: string, what: string, value: number) {
  return figure(key, what, "", [value]);
}
