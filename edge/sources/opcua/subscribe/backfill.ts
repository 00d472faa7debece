/** Fills a span of missing samples from the server's history. Runs in the worker. */
import type { DataValue } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { historyTimeOf } from "../decode/source-times.ts";
import type { HistoryPage, HistoryReader } from "./history-read.ts";
import { ItemHistory } from "./item-history.ts";
import type { ResolvedItem } from "./resolve-paths.ts";
import type { Span } from "./span.ts";

/** Values of one response: a page stays far below the usual 16 MB message. */
const VALUES_PER_RESPONSE = 10_000;
const NODES_PER_CALL = 100;
/** Values of one span at most: reading a server that never ends stops there. */
const MOST_VALUES = 5_000_000;
/** A tag without history within this time before the span has no history. */
const LOOKS_BACK_US = 366 * 86_400e6;

export interface BackfillOptions {
  readonly reader: HistoryReader;
  /** Nodes per HistoryRead; from the server's OperationLimits. */
  readonly limit: number;
  /** Some values of one item, none of them twice. */
  onValues(item: ResolvedItem, values: readonly DataValue[]): void;
  /** True once the result is no longer needed. */
  isOver(): boolean;
}

export interface Backfilled {
  readonly values: number;
  /** Items without history for the whole span, with the server's reason. */
  readonly left: readonly { readonly item: ResolvedItem; readonly reason: string }[];
  /** Items with history, but without values in this span. */
  readonly empty: readonly ResolvedItem[];
}

type Range = Pick<Span, "from" | "to">;

/**
 * Reads raw values over [from, to], page by page. Answers are checked: values outside the span and repeated values are
 * left out, pages without new values end the reading, and the newest value of the span is read at the end, because
 * some servers return a part as if it were complete. A node without history does not affect the others. Rejects when
 * the server refuses the service as a whole or the link is gone.
 */
export async function backfill(
  items: readonly ResolvedItem[],
  span: Range,
  options: BackfillOptions,
): Promise<Backfilled> {
  const perCall = Math.min(NODES_PER_CALL, options.limit);
  const result = { values: 0, left: [] as { item: ResolvedItem; reason: string }[], empty: [] as ResolvedItem[] };
  for (let at = 0; at < items.length && !options.isOver(); at += perCall) {
    const histories = items.slice(at, at + perCall).map((item) => new ItemHistory(item, span));
    await readAll(histories, { span, options, tally: result });
    for (const { item, refused, taken } of histories) {
      if (refused !== undefined) result.left.push({ item, reason: refused });
      else if (taken === 0) result.empty.push(item);
    }
    // A server without the service refuses every node alike, so one call is enough.
    if (at === 0 && histories.length === perCall && histories.every(({ wasRefused }) => wasRefused)) {
      const [first] = result.left;
      return { values: 0, left: items.map((item) => ({ item, reason: first?.reason ?? "" })), empty: [] };
    }
  }
  return result;
}

interface Reading {
  readonly span: Range;
  readonly options: BackfillOptions;
  readonly tally: { values: number };
}

async function readAll(histories: readonly ItemHistory[], reading: Reading): Promise<void> {
  const { options, span } = reading;
  const openOnes = () => histories.filter(({ isDone }) => !isDone);
  for (let open = histories; open.length > 0 && !options.isOver(); open = openOnes()) {
    // Reads that continue after a page share a call; reads that begin again within the span each need their own.
    const [together, alone] = [
      open.filter(({ hasOwnStart }) => !hasOwnStart),
      open.filter(({ hasOwnStart }) => hasOwnStart),
    ];
    if (together.length > 0) await readPages(together, span, reading);
    for (const one of alone) if (!options.isOver()) await readPages([one], { ...span, from: one.start }, reading);
    if (openOnes().length === 0) await checkEnds(histories, reading);
  }
}

async function readPages(histories: readonly ItemHistory[], range: Range, reading: Reading): Promise<void> {
  const { reader, onValues } = reading.options;
  const most = Math.max(1, Math.floor(VALUES_PER_RESPONSE / histories.length));
  const pages = await reader.read(
    histories.map(({ item, continuationPoint }) => ({ nodeId: item.nodeId, continuationPoint })),
    { ...range, most },
  );
  const abandoned = [];
  for (const [i, history] of histories.entries()) {
    const page = pages[i] as HistoryPage;
    const fresh = history.take(page);
    reading.tally.values += fresh.length;
    if (fresh.length > 0) onValues(history.item, fresh);
    if (reading.tally.values >= MOST_VALUES) history.leave(`more than ${MOST_VALUES} values`);
    if (history.isDone && page.continuationPoint !== undefined)
      abandoned.push({ nodeId: history.item.nodeId, continuationPoint: page.continuationPoint });
  }
  await reader.release(abandoned);
}

/**
 * Checks the newest value of the span; for items without any, whether history has one before the span. An item is
 * checked again after further reading.
 */
async function checkEnds(histories: readonly ItemHistory[], reading: Reading): Promise<void> {
  const { span } = reading;
  const unchecked = histories.filter(({ isDone, isChecked, refused }) => isDone && !isChecked && refused === undefined);
  // Backwards, so that the newest value comes first.
  const newest = await readFirst(unchecked, { from: span.to, to: span.from }, reading);
  for (const [i, history] of unchecked.entries()) history.check(newest[i]);
  const silent = unchecked.filter(({ isDone, taken, saw }) => isDone && taken === 0 && !saw);
  const before = await readFirst(silent, { from: span.from - LOOKS_BACK_US, to: span.from }, reading);
  for (const [i, history] of silent.entries()) if (typeof before[i] !== "number") history.leave("its history is empty");
}

/** The time of the first value; `unknown` where the server does not support this read. */
async function readFirst(
  histories: readonly ItemHistory[],
  range: Range,
  { options }: Reading,
): Promise<(Micros | "unknown" | undefined)[]> {
  if (histories.length === 0 || options.isOver()) return [];
  const nodes = histories.map(({ item }) => ({ nodeId: item.nodeId }));
  const pages = await options.reader.read(nodes, { ...range, most: 1 });
  await options.reader.release(nodes.map((node, i) => ({ ...node, continuationPoint: pages[i]?.continuationPoint })));
  return pages.map(({ values, refused }) => {
    if (refused !== undefined) return "unknown";
    const [value] = values;
    return value === undefined ? undefined : historyTimeOf(value);
  });
}
