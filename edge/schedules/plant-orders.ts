import type { Micros } from "../contracts/path/sample-batch.ts";
import { listed } from "../contracts/plant/config-text.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import { nameFrom } from "../contracts/schedule/plant-names.ts";
import { MOST_OPERATIONS, MOST_ORDERS, type WorkPlan } from "../contracts/schedule/work-plan.ts";
import type { ModelPlan, StartPiece, StartState } from "../forecast/model/plan.ts";
import type { Way } from "./plant-routes.ts";
import { sentence } from "./problem-table.ts";

/** An order without a due date is planned as due then. */
const DUE_IN_DAYS = 7;
const MOST_NAMED = 5;

interface OpenOrders {
  /** Those from a later step on are not `isWhole`: for pieces that have come so far. */
  readonly variants: readonly (WorkPlan["variants"][number] & { readonly isWhole: boolean })[];
  readonly orders: WorkPlan["orders"];
  readonly missing: readonly LocalizedText[];
}

/**
 * What is left of the open orders: the pieces that have not begun take the whole route, those in the plant the rest of
 * it, as an order of their own for each step that they come to next.
 */
export function ordersOf(
  of: {
    readonly model: ModelPlan;
    readonly state: StartState;
    readonly at: Micros;
    /** Ranks of the planning system by order, 1 the most urgent; NaN: not said. */
    readonly ranks: ReadonlyMap<string, number>;
  },
  ways: readonly Way[],
): OpenOrders {
  const { model, state, at, ranks } = of;
  const { left, unplaced } = leftOf(state, ways, model);
  const undated: string[] = [];
  const orders = state.orders.flatMap(({ name, variant, dueS }, number) => {
    const { steps } = ways[variant] as Way;
    const dated = Number.isFinite(dueS) ? dueS : DUE_IN_DAYS * 86_400;
    const rank = ranks.get(name) ?? Number.NaN;
    const due = `${new Date(at / 1_000 + dated * 1_000).toISOString().slice(0, 19)}Z`;
    const rows = [...(left[number] ?? [])].filter(([step, quantity]) => quantity > 0 && step < steps.length);
    if (rows.length > 0 && !Number.isFinite(dueS)) undated.push(name);
    return rows.map(([step, quantity]) => ({
      id: nameFrom(name, stepOf(steps, step)),
      variant: nameFrom(model.variants[variant] as string, stepOf(steps, step)),
      quantity,
      due,
      priority: rank >= 1 ? 1 / rank : 1,
      material: [],
    }));
  });
  const missing = [
    ...(orders.length === 0 ? [sentence("plant-plan-no-orders", {})] : []),
    ...(undated.length === 0
      ? []
      : [sentence("plant-plan-no-due", { days: DUE_IN_DAYS, orders: listed(undated, MOST_NAMED) })]),
    ...(unplaced === 0 ? [] : [sentence("plant-plan-places", { pieces: unplaced })]),
  ].map(({ message }) => message);
  const variants = model.variants.flatMap((name, variant) => {
    const way = ways[variant] as Way;
    return way.steps.map((_, from) => ({
      id: nameFrom(name, stepOf(way.steps, from)),
      route: way.steps.slice(from).map(({ step }) => step),
      isWhole: from === 0,
    }));
  });
  return { variants, orders, missing };
}

/** Pieces of each order by the step that they come to next, and how many are where their way does not pass. */
function leftOf(
  { orders, pieces, rides }: StartState,
  ways: readonly Way[],
  model: ModelPlan,
): { readonly left: readonly ReadonlyMap<number, number>[]; readonly unplaced: number } {
  const left = orders.map(({ toRelease }) => new Map([[0, toRelease]]));
  let unplaced = 0;
  const add = ({ order, variant, place, stage }: StartPiece): void => {
    const own = left[order];
    if (own === undefined) return;
    const before = ways[variant]?.stepsBefore.get(place);
    if (before === undefined) unplaced++;
    else {
      const isDone = stage === "done" && model.places[place]?.kind === "station";
      const next = before + Number(isDone);
      own.set(next, (own.get(next) ?? 0) + 1);
    }
  };
  for (const piece of pieces) add(piece);
  for (const ride of rides) for (const piece of ride.pieces) add(piece);
  return { left, unplaced };
}

/** The step at which a part comes in; undefined: the first. */
function stepOf(steps: Way["steps"], from: number): string | undefined {
  return from === 0 ? undefined : steps[from]?.step.id;
}

/** The orders that are due first, as many as a stored schedule has room for. */
export function firstDue({ orders, variants }: Pick<OpenOrders, "orders" | "variants">): WorkPlan["orders"] {
  const lengths = new Map(variants.map(({ id, route }) => [id, route.length]));
  const sorted = orders.toSorted((a, b) => Date.parse(a.due) - Date.parse(b.due));
  let operations = 0;
  const end = sorted.findIndex(({ variant }, at) => {
    operations += lengths.get(variant) ?? 0;
    return at >= MOST_ORDERS || operations > MOST_OPERATIONS;
  });
  return end === -1 ? sorted : sorted.slice(0, end);
}
