/**
 * Turns the reports of a machine into states. Pure, so that the same record gives the same figures to the last digit.
 */

import { partitionPoint } from "../../contracts/partition-point.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Cause, StateSpan, TimeElement } from "../../contracts/production/production.ts";
import { type Changes, type MachineRecord, STREAMS, Stock } from "./machine-record.ts";
import type { StateTable } from "./state-table.ts";

export interface SpanOptions {
  readonly from: Micros;
  readonly to: Micros;
  readonly table: StateTable;
  readonly planned: readonly { readonly from: Micros; readonly to: Micros }[];
  /** Time from which the machine is silent. */
  readonly lostAt: Micros | undefined;
  wordOf(code: number): string;
  variantOf(order: string): string;
}

/** Divides [from, to) into spans of one state each. */
export function spansOf(record: MachineRecord, options: SpanOptions): StateSpan[] {
  const { from, to, table } = options;
  if (!(from < to)) return [];
  const reads = reader(record, options);
  const spans: StateSpan[] = [];
  const edges = edgesOf(record, options);
  for (let at = 0; at < edges.length - 1; at++) {
    const start = edges[at] as Micros;
    const end = edges[at + 1] as Micros;
    const span = reads(start, end, table);
    const last = spans.at(-1);
    if (last !== undefined && isSame(last, span)) spans[spans.length - 1] = { ...last, to: end };
    else spans.push(span);
  }
  return spans;
}

/** Whether the machine was observed at a time. */
export function isSeenAt(spans: readonly StateSpan[], time: Micros): boolean {
  const span = spans[partitionPoint(spans.length, (at) => (spans[at] as StateSpan).to <= time)];
  return span !== undefined && span.from <= time && span.element !== "unknown";
}

/** All times of changes, ends included. */
function edgesOf(record: MachineRecord, { from, to, planned, lostAt }: SpanOptions): Micros[] {
  const edges = [from, to];
  const add = (time: Micros): void => {
    if (time > from && time < to) edges.push(time);
  };
  for (const [index, stream] of record.streams.entries()) {
    if (STREAMS[index] === "produced" || STREAMS[index] === "good" || STREAMS[index] === "scrapped") continue;
    for (let at = stream.indexAt(from) + 1; at < stream.times.length && (stream.times[at] as number) < to; at++)
      edges.push(stream.times[at] as number);
  }
  for (const gap of record.gaps) {
    add(gap.from);
    add(gap.to);
  }
  for (const stretch of planned) {
    add(stretch.from);
    add(stretch.to);
  }
  if (lostAt !== undefined) add(lostAt);
  return [...new Set(edges)].sort((a, b) => a - b);
}

function reader(
  record: MachineRecord,
  options: SpanOptions,
): (from: Micros, to: Micros, table: StateTable) => StateSpan {
  const { planned, lostAt, wordOf, variantOf } = options;
  const [itemState, mode, stock, order] = ["itemState", "mode", "stock", "order"].map((name) =>
    record.stream(name as "itemState"),
  ) as [Changes, Changes, Changes, Changes];
  return (from, to, table) => {
    const orderName = Number.isNaN(order.at(from)) ? "" : wordOf(order.at(from));
    const signal = (name: string): number =>
      (record.streams[STREAMS.length + table.signals.indexOf(name)] as Changes).at(from);
    const isKnown = !isUnseen(record, from, itemState) && !(lostAt !== undefined && from >= lostAt);
    const element = isKnown
      ? table.elementOf({ itemState: itemState.at(from), mode: mode.at(from), hasOrder: orderName !== "", signal })
      : "unknown";
    const isPlanned = planned.some((stretch) => stretch.from <= from && from < stretch.to);
    return {
      from,
      to,
      element,
      cause: causeOf(element, stock.at(from)),
      isPlanned,
      order: orderName,
      variant: orderName === "" ? "" : variantOf(orderName),
    };
  };
}

/** In a declared gap the state is known again from its first sample there. */
function isUnseen({ gaps }: MachineRecord, time: Micros, itemState: Changes): boolean {
  return gaps.some(
    (gap) =>
      gap.from <= time &&
      time < gap.to &&
      !((itemState.times[itemState.indexAt(time)] ?? Number.NEGATIVE_INFINITY) >= gap.from),
  );
}

function causeOf(element: TimeElement, stock: number): Cause {
  switch (element) {
    case "APT":
      return "working";
    case "AUST":
      return "setup";
    case "ADET":
      return "failure";
    case "maintenance":
    case "unknown":
      return element;
    case "ADOT":
      return stock === Stock.finished
        ? "blocked"
        : stock === Stock.none
          ? "starved"
          : stock === Stock.waiting
            ? "loading"
            : "idle";
  }
}

/** Whether two spans, one after the other, are one. */
export function isSame(a: StateSpan, b: StateSpan): boolean {
  return (
    a.element === b.element &&
    a.cause === b.cause &&
    a.isPlanned === b.isPlanned &&
    a.order === b.order &&
    a.variant === b.variant
  );
}
