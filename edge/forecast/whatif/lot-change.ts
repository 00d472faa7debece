import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { ModelPlan, StartState } from "../model/plan.ts";

/** Orders that have not begun, and those that follow the known ones, in lots of so many pieces. */
export interface LotSize {
  readonly kind: "lot";
  readonly pieces: number;
  /** Pattern. */
  readonly variants: string;
}

/** The start with that lot size; or why it cannot be, with the remedy. */
export function inLots(plan: ModelPlan, start: StartState, { pieces, variants }: LotSize): StartState | string {
  if (!Number.isInteger(pieces) || pieces < 1) return `${pieces} pieces; give a whole number of at least 1`;
  const meant = new Set(plan.variants.flatMap((name, at) => (matchesWord(variants, name) ? [at] : [])));
  if (meant.size === 0)
    return `the variant ${variants} is unknown; this plant has made ${plan.variants.join(", ") || "none yet"}`;
  // A load that begins with a lot and ends with the next one would go where its first piece goes.
  const large = plan.lanes.find(({ load }) => load > pieces);
  if (large !== undefined)
    return (
      `vehicles take ${large.load} pieces at a time from ${plan.places[large.from]?.label}; give lots of at least as ` +
      "many, or a smaller load (load)"
    );
  const orders = start.orders.map((order) =>
    order.isBegun === true || !meant.has(order.variant) ? order : { ...order, lot: pieces },
  );
  const { refill } = start;
  if (refill === undefined) return { ...start, orders };
  const lots = new Map([...(refill.lots ?? []), ...[...meant].map((variant) => [variant, pieces] as const)]);
  return { ...start, orders, refill: { ...refill, lots } };
}
