import type { OrderEvent } from "../contracts/material-event.ts";
import type { Micros } from "../contracts/sample-batch.ts";
import type { MaterialStore } from "./material-store.ts";
import { newOrder, type Operation, type OrderRecord, type Piece } from "./records.ts";

/** Orders that ended are kept in memory up to this; older ones are on disk. */
const ENDED_KEPT = 200;
/** Newest flow times that a forecast goes by. */
const FLOW_TIMES = 64;

/** Times between pieces, to go on from after a restart. */
interface FlowState {
  /** First operation to last, of the newest pieces, µs. */
  readonly flowTimes: readonly number[];
  /** When pieces entered their first operation, newest last. */
  readonly starts: readonly Micros[];
  /** Operation behind which pieces were done, as seen. */
  readonly last: string;
}

/** When an order will be done, and what that rests on. */
export interface Forecast {
  readonly finish: Micros | null;
  readonly reason?: string;
}

/** Orders as the planning system tells them, beside what the pieces say. */
export class Orders {
  readonly #store: MaterialStore;
  readonly #orders: Map<string, OrderRecord>;
  readonly #changed = new Set<OrderRecord>();
  #flowTimes: number[];
  #starts: Micros[];
  #last: string;

  constructor(store: MaterialStore) {
    this.#store = store;
    this.#orders = new Map(store.orders(ENDED_KEPT).map((order) => [order.order, order]));
    const state = store.state("flow") as FlowState | undefined;
    this.#flowTimes = [...(state?.flowTimes ?? [])];
    this.#starts = [...(state?.starts ?? [])];
    this.#last = state?.last ?? "";
  }

  get state(): FlowState {
    return { flowTimes: this.#flowTimes, starts: this.#starts, last: this.#last };
  }

  get changed(): Iterable<OrderRecord> {
    return this.#changed;
  }

  written(): void {
    this.#changed.clear();
    const ended = [...this.#orders.values()].filter(({ endedAt }) => !Number.isNaN(endedAt));
    for (const { order } of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) this.#orders.delete(order);
  }

  all(): readonly OrderRecord[] {
    return [...this.#orders.values()];
  }

  find(order: string): OrderRecord | undefined {
    return this.#orders.get(order) ?? this.#store.order(order);
  }

  take(told: OrderEvent, time: Micros): void {
    const record = this.#know(told.order, time);
    const { variant, quantity, priority, due, state, started, good, scrapped } = told;
    Object.assign(record, Object.fromEntries(Object.entries({ variant, quantity, priority, due, state, started, good, scrapped }).filter(([, value]) => value !== undefined)));
    if (state === "Running" && Number.isNaN(record.runningAt)) record.runningAt = time;
    if ((state === "Ended" || state === "Aborted") && Number.isNaN(record.endedAt)) record.endedAt = time;
  }

  /** A piece of it entered its first operation. */
  started(order: string, time: Micros): void {
    this.#starts.push(time);
    if (this.#starts.length > FLOW_TIMES) this.#starts.shift();
    if (order === "") return;
    const { counted } = this.#know(order, time);
    counted.started++;
    counted.firstStart = Number.isNaN(counted.firstStart) ? time : Math.min(counted.firstStart, time);
    counted.lastStart = Number.isNaN(counted.lastStart) ? time : Math.max(counted.lastStart, time);
  }

  /** The last operation is the one with the longest way behind it that pieces were seen to end with. */
  completed(piece: Piece, operation: Operation): void {
    const first = piece.operations[0]?.start ?? Number.NaN;
    if (operation.operation !== "" && isLater(operation.operation, this.#last)) this.#last = operation.operation;
    if (operation.operation !== this.#last || operation.verdict !== "good") return;
    if (!Number.isNaN(first)) {
      this.#flowTimes.push(operation.end - first);
      if (this.#flowTimes.length > FLOW_TIMES) this.#flowTimes.shift();
    }
    if (piece.order === "") return;
    const { counted } = this.#know(piece.order, operation.end);
    counted.good++;
    counted.lastGood = operation.end;
  }

  scrapped(order: string): void {
    const record = order === "" ? undefined : this.find(order);
    if (record === undefined) return;
    this.#orders.set(order, record);
    record.counted.scrapped++;
    this.#changed.add(record);
  }

  /** The last piece's start by the newest pace of starts, and the median flow time behind it. */
  forecast(record: OrderRecord, now: Micros): Forecast {
    if (!Number.isNaN(record.endedAt)) return { finish: record.endedAt };
    const { quantity, counted } = record;
    if (!(quantity > 0)) return { finish: null, reason: "the order's quantity was not told" };
    if (this.#flowTimes.length < 3) return { finish: null, reason: "fewer than three pieces went all the way through yet" };
    if (counted.started === 0) return { finish: null, reason: "no piece of it has started" };
    const flow = this.#flowTimes.toSorted((a, b) => a - b)[this.#flowTimes.length >> 1] as number;
    const open = Math.max(0, quantity - counted.started);
    const pace = ((this.#starts.at(-1) ?? now) - (this.#starts[0] ?? now)) / Math.max(1, this.#starts.length - 1);
    const lastStart = open === 0 ? counted.lastStart : Math.max(now, counted.lastStart) + open * pace;
    return { finish: Math.max(now, lastStart + flow) };
  }

  #know(order: string, time: Micros): OrderRecord {
    const record = this.find(order) ?? newOrder(order, time);
    this.#orders.set(order, record);
    this.#changed.add(record);
    return record;
  }
}

/** OP130 is behind OP20: by the number in it, else by the text. */
function isLater(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => Number(/\d+/.exec(text)?.[0] ?? Number.NaN)) as [number, number];
  return Number.isNaN(x) || Number.isNaN(y) ? a > b : x > y;
}
