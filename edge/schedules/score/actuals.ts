import type { PastOperation, PastOrder, PlantHistory } from "../../contracts/forecast/history.ts";
import type { ActualOperation } from "../../contracts/schedule/actuals.ts";
import { orderOf } from "../../contracts/schedule/plant-names.ts";
import { keyOf } from "../../contracts/schedule/schedule.ts";
import type { MadePlan } from "../../contracts/schedule/schedules.ts";
import { type RouteStop, stopsOf, visitsOf } from "../../contracts/schedule/steps-made.ts";
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { momentOf } from "../stored.ts";

type Made = Pick<MadePlan, "plan" | "schedule">;

/** A piece at a step, ms since 1970; `end` NaN: not yet. */
interface Visit {
  readonly start: number;
  readonly end: number;
  readonly machine: string;
}

/** What the record has of one order, by step. */
interface OrderVisits {
  readonly visits: ReadonlyMap<string, readonly Visit[]>;
  /** Pieces that were scrapped at a step, which come to none behind it. */
  readonly scrapped: ReadonlyMap<string, number>;
  readonly isOver: boolean;
}

/** ms since 1970. */
export interface ActualSpan {
  /** Pieces that were begun earlier belong to an earlier schedule. */
  readonly since: number;
  readonly upTo: number;
}

/**
 * What became of each operation of a schedule by the record of pieces (rule SD63): its first start, its last end, and
 * where. Pieces of one order that is planned in parts count for the part with the fewest steps first, because they are
 * the furthest. Orders that the record does not have are left out.
 *
 * @param operationOf the operation of a station by the config; undefined: its step's name
 */
export function actualsOf(
  { plan, schedule }: Made,
  history: PlantHistory,
  { since, upTo }: ActualSpan,
  operationOf: (machine: string) => string | undefined,
): readonly ActualOperation[] {
  const known = new Map(history.orders.map((order) => [order.order, order]));
  const routes = new Map(plan.variants.map(({ id, route }) => [id, stopsOf(route, operationOf)]));
  const pieces = Map.groupBy(history.pieces, ({ order }) => order);
  const parts = Map.groupBy(plan.orders, ({ id }) => orderOf(id, known) ?? "");
  parts.delete("");
  const planned = new Set(schedule.operations.map(keyOf));
  return [...parts].flatMap(([order, own]) => {
    const routed = own
      .map((part) => ({ part, route: routes.get(part.variant) ?? [] }))
      .toSorted((a, b) => a.route.length - b.route.length);
    const whole = routed.at(-1)?.route ?? [];
    const seen = orderVisits(whole, pieces.get(order) ?? [], { since, upTo });
    const record = { ...seen, isOver: isOver(known.get(order) as PastOrder, upTo) };
    let lost = 0;
    return whole.flatMap(({ step }) => {
      const found = partsAt({ step, lost }, routed, record);
      lost += seen.scrapped.get(step) ?? 0;
      return found.filter((one) => planned.has(keyOf(one)));
    });
  });
}

function orderVisits(
  route: readonly RouteStop[],
  pieces: PlantHistory["pieces"],
  span: ActualSpan,
): Omit<OrderVisits, "isOver"> {
  const visits = new Map<string, Visit[]>();
  const scrapped = new Map<string, number>();
  for (const { operations } of pieces) {
    const own = new Map<string, Visit>();
    // Where it went on after all, it was no scrap, and it is scrap but once.
    let scrappedAt: string | undefined;
    for (const [step, operation] of visitsOf(route, operations)) {
      const visit = visitIn(operation, span);
      if (visit === undefined) continue;
      // What is made again has begun with the first time.
      own.set(step, { ...visit, start: own.get(step)?.start ?? visit.start });
      scrappedAt = operation.verdict === "scrap" && !Number.isNaN(visit.end) ? step : undefined;
    }
    if (scrappedAt !== undefined) scrapped.set(scrappedAt, (scrapped.get(scrappedAt) ?? 0) + 1);
    for (const [step, visit] of own) {
      const list = visits.get(step);
      if (list === undefined) visits.set(step, [visit]);
      else list.push(visit);
    }
  }
  for (const list of visits.values()) list.sort((a, b) => a.start - b.start);
  return { visits, scrapped };
}

/** Undefined: it belongs to an earlier schedule, or begins later. */
function visitIn({ station, start, end }: PastOperation, { since, upTo }: ActualSpan): Visit | undefined {
  const [from, to] = [(Number.isNaN(start) ? end : start) / 1_000, end / 1_000];
  if (from > upTo || (Number.isNaN(to) ? from : to) < since) return undefined;
  return { start: from, end: to <= upTo ? to : Number.NaN, machine: station };
}

/** By its state in the planning system. */
function isOver({ steps }: PastOrder, upTo: number): boolean {
  return steps.some(({ time, state }) => time / 1_000 <= upTo && (state === "Ended" || state === "Aborted"));
}

/** A step of each part of an order. `lost`: pieces that do not come to it. */
function partsAt(
  { step, lost }: { readonly step: string; readonly lost: number },
  routed: readonly { readonly part: WorkPlan["orders"][number]; readonly route: readonly RouteStop[] }[],
  { visits, isOver }: Pick<OrderVisits, "visits" | "isOver">,
): readonly ActualOperation[] {
  const own = routed.filter(({ route }) => route.some((one) => one.step === step));
  const list = visits.get(step) ?? [];
  let left = Math.max(0, own.reduce((sum, { part }) => sum + part.quantity, 0) - lost);
  let at = 0;
  return own.map(({ part }, index): ActualOperation => {
    const of = Math.min(part.quantity, left);
    left -= of;
    // More pieces than planned belong to the last part.
    const mine = index === own.length - 1 ? list.slice(at) : list.slice(at, at + of);
    at += mine.length;
    return { order: part.id, step, ...actualOf(mine, of, isOver) };
  });
}

function actualOf(visits: readonly Visit[], of: number, isOver: boolean): Omit<ActualOperation, "order" | "step"> {
  const ended = visits.filter(({ end }) => !Number.isNaN(end));
  const machines = [...new Set(visits.map(({ machine }) => machine))];
  const [first] = visits;
  const counts = { pieces: ended.length, of, machines };
  if (first === undefined) return { state: isOver || of === 0 ? "skipped" : "open", start: null, end: null, ...counts };
  const start = momentOf(first.start);
  const isDone = ended.length > 0 && ended.length === visits.length && (isOver || ended.length >= of);
  if (!isDone) return { state: "begun", start, end: null, ...counts };
  const end = ended.reduce((last, one) => Math.max(last, one.end), Number.NEGATIVE_INFINITY);
  return { state: "done", start, end: momentOf(end), ...counts };
}
