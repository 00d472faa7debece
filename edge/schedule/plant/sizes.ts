import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";

/** Number of each set-up family that an order or a machine has; 0: none is set up. */
export function familiesOf({ orders, variants, machines }: WorkPlan): Map<string, number> {
  const made = new Set(orders.map(({ variant }) => variant));
  const names = new Set([""]);
  for (const { id, route } of variants) if (made.has(id)) for (const { family = id } of route) names.add(family);
  for (const { setUpNow } of machines) if (setUpNow !== undefined) names.add(setUpNow);
  return new Map([...names].map((name, at) => [name, at]));
}

/** Units of each fixture that can be in use: no more than operations that hold it, one at least. */
export function unitsOf({ orders, variants, fixtures }: WorkPlan): number[] {
  const ordered = new Map<string, number>();
  for (const { variant } of orders) ordered.set(variant, (ordered.get(variant) ?? 0) + 1);
  const users = new Map<string, number>();
  for (const { id, route } of variants)
    for (const name of route.flatMap((step) => step.fixtures))
      users.set(name, (users.get(name) ?? 0) + (ordered.get(id) ?? 0));
  return fixtures.map(({ id, count }) => Math.max(1, Math.min(count, users.get(id) ?? 0)));
}
