import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { ModelPlan, StartState } from "../model/plan.ts";

/** Orders that have not begun, and those that follow the known ones, in lots of so many pieces. */
export interface LotSize {
  readonly kind: "lot";
  readonly pieces: number;
  /** Pattern. */
  readonly variants: string;
}

/** Why vehicles of the future, when all of its changes are made, cannot carry such lots; undefined: they can. */
export function tooSmall({ lanes, places }: ModelPlan, { pieces }: LotSize): string | undefined {
  // A load that begins with a lot and ends with the next one would go where its first piece goes.
  const large = lanes.find(({ load }) => load > pieces);
  if (large === undefined) return undefined;
  return (
    `vehicles take ${large.load} pieces at a time from ${places[large.from]?.label}; give lots of at least as ` +
    "many, or a smaller load (load)"
  );
}

/** The start with that lot size; or why it cannot be, with the remedy. */
export function inLots(plan: ModelPlan, start: StartState, { pieces, variants }: LotSize): StartState | string {
  if (!Number.isInteger(pieces) || pieces < 1) return `${pieces} pieces; give a whole number of at least 1`;
  const meant = new Set(plan.variants.flatMap((name, at) => (matchesWord(variants, name) ? [at] : [])));
  if (meant.size === 0)
    return `the variant ${variants} is unknown; this plant has made ${plan.variants.join(", ") || "none yet"}`;
  const orders = start.orders.map((order) =>
    order.isBegun === true || !meant.has(order.variant) ? order : { ...order, lot: pieces },
  );
  const { refill } = start;
  if (refill === undefined) return { ...start, orders };
  const lots = new Map([...(refill.lots ?? []), ...[...meant].map((variant) => [variant, pieces] as const)]);
  return { ...start, orders, refill: { ...refill, lots } };
}
