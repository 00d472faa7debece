import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { OrderEvent } from "../../contracts/production/material-event.ts";
import type { MaterialStore } from "./material-store.ts";
import { newOrder, type Operation, type OrderChange, type OrderRecord, type Piece } from "./records.ts";

/** Maximum number of ended orders in memory; older ones are on disk. */
const ENDED_KEPT = 200;
/** Number of newest flow times for a forecast. */
const FLOW_TIMES = 64;
/** Answers about the past leave out orders that did not change for this long. */
const PAST_US = 30 * 86_400e6;

/** Times between pieces, to continue from after a restart. */
interface FlowState {
  /** Time from first to last operation of the newest pieces, µs. */
  readonly flowTimes: readonly number[];
  /** When pieces entered their first operation, newest last. */
  readonly starts: readonly Micros[];
  /** Last operation of pieces, as observed. */
  readonly last: string;
}

/** Forecast of an order's end, and its basis. */
export interface Forecast {
  readonly finish: Micros | null;
  readonly reason?: string;
}

/** Orders as reported by the planning system, beside the counts of the pieces. */
export class Orders {
  readonly #store: MaterialStore;
  readonly #orders: Map<string, OrderRecord>;
  readonly #changed = new Set<OrderRecord>();
  #flowTimes: number[];
  #starts: Micros[];
  #last: string;
  readonly #first: string | undefined;
  #changes: OrderChange[] = [];

  /** `operations`: from the config; pieces begin with the earliest and are done after the latest. */
  constructor(store: MaterialStore, operations: readonly { readonly id: string }[] = []) {
    this.#store = store;
    const named = operations.map(({ id }) => id).sort((one, other) => (isLater(one, other) ? 1 : -1));
    this.#first = named[0];
    this.#orders = new Map(store.orders(ENDED_KEPT).map((order) => [order.order, order]));
    const state = store.state("flow") as FlowState | undefined;
    this.#flowTimes = [...(state?.flowTimes ?? [])];
    this.#starts = [...(state?.starts ?? [])];
    this.#last = named.at(-1) ?? state?.last ?? "";
  }

  get state(): FlowState {
    return { flowTimes: this.#flowTimes, starts: this.#starts, last: this.#last };
  }

  get changed(): Iterable<OrderRecord> {
    return this.#changed;
  }

  get changes(): Iterable<OrderChange> {
    return this.#changes;
  }

  written(): void {
    this.#changed.clear();
    this.#changes = [];
    const kept = new Set(this.all());
    for (const record of this.#orders.values()) if (!kept.has(record)) this.#orders.delete(record.order);
  }

  /** Orders that have not ended, and the newest that have, by name: whenever the book was opened or written. */
  all(): readonly OrderRecord[] {
    const named = [...this.#orders.values()].sort((a, b) => (a.order < b.order ? -1 : 1));
    const [open, ended] = [true, false].map((isOpen) =>
      named.filter(({ endedAt }) => Number.isNaN(endedAt) === isOpen),
    );
    return [...(open as OrderRecord[]), ...(ended as OrderRecord[]).slice(-ENDED_KEPT)];
  }

  find(order: string): OrderRecord | undefined {
    return this.#orders.get(order) ?? this.#store.order(order);
  }

  /** Progress of each order at a time, for the orders known then. */
  at(time: Micros): readonly OrderRecord[] {
    const newest = new Map(this.#store.orderChanges(time, time - PAST_US).map((change) => [change.order, change]));
    for (const change of this.#changes)
      if (change.time <= time && !((newest.get(change.order)?.time ?? 0) > change.time))
        newest.set(change.order, change);
    return [...newest.values()].flatMap((change): OrderRecord[] => {
      const now = this.find(change.order);
      if (now === undefined) return [];
      const until = (at: Micros): Micros => (at <= time ? at : Number.NaN);
      const { state, started, good, scrapped, counted } = change;
      return [
        {
          ...now,
          state,
          started,
          good,
          scrapped,
          runningAt: until(now.runningAt),
          endedAt: until(now.endedAt),
          counted: { ...now.counted, ...counted },
        },
      ];
    });
  }

  take(event: OrderEvent, time: Micros): void {
    const record = this.#know(event.order, time);
    const { variant, quantity, priority, due, state, customer, started, good, scrapped } = event;
    Object.assign(
      record,
      Object.fromEntries(
        Object.entries({ variant, quantity, priority, due, state, customer, started, good, scrapped }).filter(
          ([, value]) => value !== undefined,
        ),
      ),
    );
    if (state === "Running" && Number.isNaN(record.runningAt)) record.runningAt = time;
    if ((state === "Ended" || state === "Aborted") && Number.isNaN(record.endedAt)) record.endedAt = time;
    this.#note(record, time);
  }

  /** Whether pieces begin with the operation; always true without operations in the config. */
  isStart(operation: string): boolean {
    return this.#first === undefined || operation === this.#first;
  }

  /**
   * Takes the first reported operation of a piece. If it is not the first of the route, the piece had begun before, at
   * an unknown time.
   */
  began({ order }: Piece, operation: Operation): void {
    const time = Number.isNaN(operation.start) ? operation.end : operation.start;
    const isStart = this.isStart(operation.operation);
    if (isStart) {
      this.#starts.push(time);
      if (this.#starts.length > FLOW_TIMES) this.#starts.shift();
    }
    if (order === "") return;
    const record = this.#know(order, time);
    const { counted } = record;
    counted.started++;
    if (isStart) {
      counted.firstStart = Number.isNaN(counted.firstStart) ? time : Math.min(counted.firstStart, time);
      counted.lastStart = Number.isNaN(counted.lastStart) ? time : Math.max(counted.lastStart, time);
    }
    this.#note(record, time);
  }

  /** The last operation is the latest in the config, or else the latest observed. */
  completed(piece: Piece, operation: Operation): void {
    const [begin] = piece.operations;
    const first = begin !== undefined && this.isStart(begin.operation) ? begin.start : Number.NaN;
    if (operation.operation !== "" && isLater(operation.operation, this.#last)) this.#last = operation.operation;
    if (operation.operation !== this.#last || operation.verdict !== "good") return;
    if (!Number.isNaN(first)) {
      this.#flowTimes.push(operation.end - first);
      if (this.#flowTimes.length > FLOW_TIMES) this.#flowTimes.shift();
    }
    if (piece.order === "") return;
    const record = this.#know(piece.order, operation.end);
    record.counted.good++;
    record.counted.lastGood = operation.end;
    this.#note(record, operation.end);
  }

  scrapped(order: string, time: Micros): void {
    const record = order === "" ? undefined : this.find(order);
    if (record === undefined) return;
    this.#orders.set(order, record);
    record.counted.scrapped++;
    this.#changed.add(record);
    this.#note(record, time);
  }

  /** The start of the last piece by the newest rate of starts, plus the median flow time. */
  forecast(record: OrderRecord, now: Micros): Forecast {
    if (!Number.isNaN(record.endedAt)) return { finish: record.endedAt };
    const { quantity, counted } = record;
    if (!(quantity > 0)) return { finish: null, reason: "the order's quantity was not reported" };
    if (this.#flowTimes.length < 3) return { finish: null, reason: "fewer than three pieces are finished" };
    if (counted.started === 0) return { finish: null, reason: "no piece of the order has started" };
    const flow = this.#flowTimes.toSorted((a, b) => a - b)[this.#flowTimes.length >> 1] as number;
    const open = Math.max(0, quantity - counted.started);
    const pace = ((this.#starts.at(-1) ?? now) - (this.#starts[0] ?? now)) / Math.max(1, this.#starts.length - 1);
    const newest = Number.isNaN(counted.lastStart) ? now : counted.lastStart;
    const lastStart = open === 0 ? newest : Math.max(now, newest) + open * pace;
    return { finish: Math.max(now, lastStart + flow) };
  }

  #note({ order, state, started, good, scrapped, counted }: OrderRecord, time: Micros): void {
    this.#changes.push({
      order,
      time,
      state,
      started,
      good,
      scrapped,
      counted: { started: counted.started, good: counted.good, scrapped: counted.scrapped },
    });
  }

  #know(order: string, time: Micros): OrderRecord {
    const record = this.find(order) ?? newOrder(order, time);
    this.#orders.set(order, record);
    this.#changed.add(record);
    return record;
  }
}

/** OP130 comes after OP20: by the number, or else by the text. */
function isLater(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => Number(/\d+/.exec(text)?.[0] ?? Number.NaN)) as [number, number];
  return Number.isNaN(x) || Number.isNaN(y) ? a > b : x > y;
}
