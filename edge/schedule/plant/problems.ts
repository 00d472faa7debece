import type { SectionProblem } from "../../contracts/plant/edge-config.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import { isDay, isTimeZone } from "../../contracts/plant/time-zone.ts";
import { keyOf } from "../../contracts/schedule/schedule.ts";
import type { RouteStep, WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { problem } from "../problem-table.ts";
import { capacitiesOf } from "./batches.ts";
import { calendarProblems, type Report } from "./calendar-problems.ts";
import { keptProblems } from "./kept-problems.ts";
import { lockProblems } from "./lock-problems.ts";
import { inTurn } from "./route.ts";
import { sizeProblems } from "./size-problems.ts";

type Steps = SectionProblem["steps"];

const KIND = {
  calendar: { en: "calendar", zh: "日历" },
  setUps: { en: "table of set-ups", zh: "换型表" },
  fixture: { en: "fixture", zh: "夹具" },
  machine: { en: "machine", zh: "设备" },
  variant: { en: "variant", zh: "产品" },
  step: { en: "step", zh: "工序" },
  order: { en: "order", zh: "订单" },
  operation: { en: "placed operation", zh: "固定的工序" },
  pair: { en: "pair", zh: "组合" },
} as const satisfies Record<string, LocalizedText>;

/** Code of the problem of a plan without orders. */
export const NO_ORDERS = "work-plan-no-orders";

/** Everything that is wrong with a plan that fits its schema, each with its place and what to do. */
export function workPlanProblems(plan: WorkPlan): readonly SectionProblem[] {
  const found: SectionProblem[] = [];
  const report: Report = (steps, text) => void found.push({ steps, ...text });
  momentProblems(plan, report);
  if (!isTimeZone(plan.timeZone)) report(["timeZone"], problem("work-plan-zone", { zone: plan.timeZone }));
  twice(plan.calendars, ["calendars"], { kind: "calendar", report });
  twice(plan.setUps, ["setUps"], { kind: "setUps", report });
  twice(plan.fixtures, ["fixtures"], { kind: "fixture", report });
  twice(plan.machines, ["machines"], { kind: "machine", report });
  twice(plan.variants, ["variants"], { kind: "variant", report });
  twice(plan.orders, ["orders"], { kind: "order", report });
  for (const [at, { between }] of plan.setUps.entries()) pairsTwice(between, ["setUps", at, "between"], report);
  pairsTwice(plan.transport.between, ["transport", "between"], report);
  machineNames(plan, report);
  for (const [at, { id, route }] of plan.variants.entries()) routeProblems(plan, { at, id, route }, report);
  orderNames(plan, report);
  if (plan.orders.length === 0) report(["orders"], problem(NO_ORDERS, {}));
  // What follows computes with names and moments.
  if (found.length > 0) return found;
  sizeProblems(plan, report);
  // What follows takes long with calendars that are too large.
  if (found.length > 0) return found;
  batchProblems(plan, report);
  keptProblems(plan, report);
  lockProblems(plan, report);
  calendarProblems(plan, report);
  return found;
}

function twice(
  items: readonly { readonly id: string }[],
  steps: Steps,
  { kind, report }: { readonly kind: keyof typeof KIND; readonly report: Report },
): void {
  const seen = new Set<string>();
  for (const [at, { id }] of items.entries()) {
    if (seen.has(id)) report([...steps, at, "id"], problem("work-plan-twice", { kind: KIND[kind], id }));
    seen.add(id);
  }
}

function pairsTwice(pairs: WorkPlan["transport"]["between"], steps: Steps, report: Report): void {
  const seen = new Set<string>();
  for (const [at, { from, to }] of pairs.entries()) {
    const key = JSON.stringify([from, to]);
    if (seen.has(key)) report([...steps, at], problem("work-plan-twice", { kind: KIND.pair, id: `${from}, ${to}` }));
    seen.add(key);
  }
}

function momentProblems(plan: WorkPlan, report: Report): void {
  const check = (steps: Steps, moment: string | undefined): void => {
    if (moment !== undefined && (Number.isNaN(Date.parse(moment)) || !isDay(moment.slice(0, 10))))
      report(steps, problem("work-plan-moment", { text: moment }));
  };
  const span = (steps: Steps, { from, to }: { from: string; to: string }): void => {
    check([...steps, "from"], from);
    check([...steps, "to"], to);
    if (Date.parse(to) <= Date.parse(from)) report(steps, problem("work-plan-span", {}));
  };
  for (const [at, { closed }] of plan.calendars.entries())
    for (const [one, day] of closed.entries())
      if (!isDay(day)) report(["calendars", at, "closed", one], problem("work-plan-day", { text: day }));
  check(["start"], plan.start);
  check(["freezeUntil"], plan.freezeUntil);
  if (plan.freezeUntil !== undefined && Date.parse(plan.freezeUntil) < Date.parse(plan.start))
    report(["freezeUntil"], problem("work-plan-freeze", {}));
  for (const [at, machine] of plan.machines.entries()) {
    check(["machines", at, "freeFrom"], machine.freeFrom);
    for (const [gap, one] of machine.unavailable.entries()) span(["machines", at, "unavailable", gap], one);
  }
  for (const [at, { release, due, material }] of plan.orders.entries()) {
    check(["orders", at, "release"], release);
    check(["orders", at, "due"], due);
    for (const [one, { from }] of material.entries()) check(["orders", at, "material", one, "from"], from);
  }
  for (const [at, { start }] of plan.locks.entries()) check(["locks", at, "start"], start);
  for (const [at, { setUpStart, start, end }] of plan.kept.entries()) {
    check(["kept", at, "setUpStart"], setUpStart);
    span(["kept", at], { from: start, to: end });
    if (Date.parse(start) < Date.parse(setUpStart)) report(["kept", at, "setUpStart"], problem("work-plan-span", {}));
  }
}

/** Reports a name that nothing has. */
function known(
  names: ReadonlySet<string>,
  name: string | undefined,
  { kind, steps, report }: { readonly kind: keyof typeof KIND; readonly steps: Steps; readonly report: Report },
): void {
  if (name !== undefined && !names.has(name))
    report(steps, problem("work-plan-unknown", { kind: KIND[kind], id: name }));
}

const idsOf = (items: readonly { readonly id: string }[]): ReadonlySet<string> => new Set(items.map(({ id }) => id));

function machineNames(plan: WorkPlan, report: Report): void {
  const calendars = idsOf(plan.calendars);
  const tables = idsOf(plan.setUps);
  for (const [at, { calendar, setUps }] of plan.machines.entries()) {
    known(calendars, calendar, { kind: "calendar", steps: ["machines", at, "calendar"], report });
    known(tables, setUps, { kind: "setUps", steps: ["machines", at, "setUps"], report });
  }
}

function routeProblems(
  plan: WorkPlan,
  { at, id, route }: { readonly at: number; readonly id: string; readonly route: readonly RouteStep[] },
  report: Report,
): void {
  const place: Steps = ["variants", at, "route"];
  const steps = idsOf(route);
  const machines = idsOf(plan.machines);
  const fixtures = idsOf(plan.fixtures);
  const batch = new Set(plan.machines.filter(({ capacity }) => capacity !== undefined).map((machine) => machine.id));
  twice(route, place, { kind: "step", report });
  for (const [one, step] of route.entries()) {
    const own: Steps = [...place, one];
    for (const [before, name] of (step.after ?? []).entries())
      known(steps, name, { kind: "step", steps: [...own, "after", before], report });
    for (const [fixture, name] of step.fixtures.entries()) {
      known(fixtures, name, { kind: "fixture", steps: [...own, "fixtures", fixture], report });
      if (step.fixtures.indexOf(name) !== fixture)
        report([...own, "fixtures", fixture], problem("work-plan-twice", { kind: KIND.fixture, id: name }));
    }
    for (const [option, { machine }] of step.machines.entries()) {
      const there: Steps = [...own, "machines", option, "machine"];
      known(machines, machine, { kind: "machine", steps: there, report });
      if (step.machines.findIndex((other) => other.machine === machine) !== option)
        report(there, problem("work-plan-twice", { kind: KIND.machine, id: machine }));
      if (batch.has(machine) && step.fixtures.length > 0)
        report([...own, "fixtures"], problem("work-plan-batch-fixture", { machine }));
    }
  }
  const turn = new Set(inTurn(route));
  const circular = route.filter((_, one) => !turn.has(one)).map((step) => step.id);
  if (circular.length > 0)
    report(place, problem("work-plan-circular", { variant: id, steps: circular.slice(0, 10).join(", ") }));
}

function orderNames(plan: WorkPlan, report: Report): void {
  const routes = new Map(plan.variants.map(({ id, route }) => [id, idsOf(route)]));
  const orders = new Map(plan.orders.map(({ id, variant }) => [id, variant]));
  const variants = new Set(routes.keys());
  const none: ReadonlySet<string> = new Set();
  for (const [at, { variant, material }] of plan.orders.entries()) {
    known(variants, variant, { kind: "variant", steps: ["orders", at, "variant"], report });
    if (!variants.has(variant)) continue;
    for (const [one, { operation }] of material.entries())
      known(routes.get(variant) ?? none, operation, {
        kind: "step",
        steps: ["orders", at, "material", one, "operation"],
        report,
      });
  }
  const placed = { orders, routes, machines: idsOf(plan.machines), report };
  placedNames(plan.kept, "kept", placed);
  placedNames(plan.locks, "locks", placed);
}

/** Names of operations that are kept or locked, each of them once. */
function placedNames(
  operations: readonly { readonly order: string; readonly operation: string; readonly machine: string }[],
  section: "kept" | "locks",
  of: {
    readonly orders: ReadonlyMap<string, string>;
    readonly routes: ReadonlyMap<string, ReadonlySet<string>>;
    readonly machines: ReadonlySet<string>;
    readonly report: Report;
  },
): void {
  const { orders, routes, machines, report } = of;
  const none: ReadonlySet<string> = new Set();
  const seen = new Set<string>();
  for (const [at, { order, operation, machine }] of operations.entries()) {
    const variant = orders.get(order);
    known(machines, machine, { kind: "machine", steps: [section, at, "machine"], report });
    if (variant === undefined) known(none, order, { kind: "order", steps: [section, at, "order"], report });
    else known(routes.get(variant) ?? none, operation, { kind: "step", steps: [section, at, "operation"], report });
    const key = keyOf({ order, step: operation });
    if (seen.has(key))
      report([section, at], problem("work-plan-twice", { kind: KIND.operation, id: `${order} ${operation}` }));
    seen.add(key);
  }
}

/** On a batch machine the pieces of a family share a time, and each has room in a batch. */
function batchProblems(plan: WorkPlan, report: Report): void {
  const capacities = capacitiesOf(plan);
  const times = new Map<string, number>();
  for (const [at, { id, route }] of plan.variants.entries())
    for (const [one, { family = id, machines }] of route.entries())
      for (const [option, { machine, minutes }] of machines.entries()) {
        if (capacities.get(machine) === undefined) continue;
        const key = JSON.stringify([family, machine]);
        const other = times.get(key) ?? minutes;
        times.set(key, other);
        const place: Steps = ["variants", at, "route", one, "machines", option, "minutes"];
        if (other !== minutes)
          report(place, problem("work-plan-recipe", { family, machine, one: other, other: minutes }));
      }
  pieceProblems(plan, capacities, report);
}

function pieceProblems(plan: WorkPlan, capacities: ReadonlyMap<string, number>, report: Report): void {
  const routes = new Map(plan.variants.map(({ id, route }) => [id, route]));
  for (const [at, { id, variant }] of plan.orders.entries())
    for (const { id: step, size, machines } of routes.get(variant) ?? [])
      for (const { machine } of machines) {
        const capacity = capacities.get(machine);
        if (capacity !== undefined && size > capacity)
          report(["orders", at, "variant"], problem("work-plan-load", { order: id, step, size, machine, capacity }));
      }
}
