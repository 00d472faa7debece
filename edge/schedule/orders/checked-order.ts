import { wallClockOf, writtenTime } from "../../contracts/path/written-time.ts";
import { isDay } from "../../contracts/plant/time-zone.ts";
import { MOST_ORDERS } from "../../contracts/schedule/work-plan.ts";
import { problem } from "../problem-table.ts";
import type { GivenOrder, OrderContext, OrderProblem, WrittenOrder } from "./written-order.ts";

const MOST_PIECES = 1_000_000;
const LONGEST_NAME = 100;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** Looks at orders one after another. Those with problems are left out of its answers. */
export class OrderCheck {
  readonly problems: OrderProblem[] = [];
  /** Orders that the plan has room for besides its own. */
  readonly room: number;
  readonly #variants: ReadonlySet<string>;
  readonly #wall: ReturnType<typeof wallClockOf>;
  readonly #seen = new Map<string, number>();

  constructor({ variants, timeZone, orders }: OrderContext) {
    this.room = MOST_ORDERS - orders.length;
    this.#variants = new Set(variants.map(({ id }) => id));
    this.#wall = wallClockOf(timeZone);
  }

  order(written: WrittenOrder): GivenOrder | undefined {
    const before = this.problems.length;
    const { line, id, variant } = written;
    const report = (field: string, text: Pick<OrderProblem, "code" | "params" | "message" | "remedy">): void =>
      void this.problems.push({ line, path: id === "" ? field : `${id}, ${field}`, ...text });
    if (id === "" || id.length > LONGEST_NAME) report("order", problem("order-name", { most: LONGEST_NAME }));
    const first = this.#seen.get(id);
    if (first !== undefined) report("order", problem("order-twice", { id, line: first }));
    this.#seen.set(id, line);
    if (!this.#variants.has(variant)) report("variant", problem("order-variant", { variant }));
    const quantity = written.quantity === undefined ? 1 : numberOf(written.quantity);
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > MOST_PIECES)
      report("quantity", problem("order-quantity", { text: written.quantity ?? "", most: MOST_PIECES }));
    const priority = weightOf(written);
    if (!(priority > 0)) report("priority", problem("order-priority", { text: written.rank || written.priority }));
    const release = written.release === "" ? undefined : this.moment(written.release);
    if (release === null) report("release", problem("order-moment", { text: written.release }));
    const due = this.moment(written.due);
    if (due === null) report("due", problem("order-moment", { text: written.due }));
    if (this.problems.length > before || due === null) return undefined;
    const begin = typeof release === "number" ? { release: momentText(release) } : {};
    return { line, order: { id, variant, quantity, ...begin, due: momentText(due), priority, material: [] } };
  }

  /** Of these, the variants of the plan. */
  variantsIn(names: readonly string[]): readonly string[] {
    return names.filter((name) => this.#variants.has(name));
  }

  /** ms since 1970, by the plant's clocks where there is no offset; null: no moment. */
  moment(text: string): number | null {
    const us = writtenTime(text, this.#wall);
    return Number.isNaN(us) || !isDay(text.slice(0, 10)) ? null : Math.floor(us / 1000);
  }
}

/** The first rank is the most urgent, and has all of the weight. NaN: neither is a priority. */
function weightOf({ priority, rank }: Pick<WrittenOrder, "priority" | "rank">): number {
  if (rank === "") return priority === "" ? 1 : numberOf(priority);
  return numberOf(rank) >= 1 ? 1 / numberOf(rank) : Number.NaN;
}

function numberOf(text: string): number {
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}

/** As work plans have moments: to the second. */
function momentText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
