/** Which orders the room shows. */
import type { PlanView, ViewedOperation } from "./plan-view.ts";

export interface Filter {
  /** Empty: all. */
  readonly variant: string;
  readonly machine: string;
  readonly isLate: boolean;
  /** Part of an order's number or variant. */
  readonly text: string;
}

export const NO_FILTER: Filter = { variant: "", machine: "", isLate: false, text: "" };

/** Orders that pass a filter; undefined where it lets all pass. */
export function fittingOrders(
  plan: PlanView,
  placed: readonly ViewedOperation[],
  { variant, machine, isLate, text }: Filter,
): ReadonlySet<string> | undefined {
  const part = text.trim().toLowerCase();
  if (variant === "" && machine === "" && !isLate && part === "") return undefined;
  const onMachine = new Set(placed.flatMap((one) => (one.machine === machine ? [one.order] : [])));
  const passing = [...plan.orders.values()].filter(
    (order) =>
      (variant === "" || order.variant === variant) &&
      (machine === "" || onMachine.has(order.order)) &&
      (!isLate || order.isLate) &&
      (part === "" || order.order.toLowerCase().includes(part) || order.variant.toLowerCase().includes(part)),
  );
  return new Set(passing.map(({ order }) => order));
}
