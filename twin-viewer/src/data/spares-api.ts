/** The stock of spare parts, as the API answers. Times RFC 3339. */
import { signal } from "@preact/signals";
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { ask } from "./api.ts";

/** A delivery, a use, a loss or a count. */
export interface StockChangeAnswer {
  readonly changeUid: string;
  readonly part: string;
  readonly at: string | null;
  /** `config`: the stock that the config began with. */
  readonly by: string;
  readonly delta: number;
  readonly reason: string;
  /** The work item that used the parts. */
  readonly itemUid: string | null;
  /** Stock after the change. */
  readonly onHand: number;
}

export interface SpareAnswer {
  readonly part: string;
  readonly name: LocalizedText;
  readonly onHand: number;
  readonly minimum: number;
  readonly leadDays: number | null;
  readonly isLow: boolean;
  readonly lastChange: StockChangeAnswer;
}

export async function fetchSpares(): Promise<readonly SpareAnswer[]> {
  return (await ask<{ spares: readonly SpareAnswer[] }>("/api/v1/spares")).spares;
}

/** The newest changes of a part, newest first. */
export async function fetchStockChanges(part: string): Promise<readonly StockChangeAnswer[]> {
  const query = new URLSearchParams({ part }).toString();
  return (await ask<{ changes: readonly StockChangeAnswer[] }>(`/api/v1/spares/changes?${query}`)).changes;
}

export interface StockChangeAsked {
  /** Given by the page, so that a repeated request changes the stock once. */
  readonly changeUid: string;
  readonly delta: number;
  readonly reason: string;
}

export function changeStock(part: string, asked: StockChangeAsked): Promise<StockChangeAnswer> {
  return ask(`/api/v1/spares/${encodeURIComponent(part)}/changes`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asked),
  });
}

interface Kept {
  readonly change: StockChangeAnswer;
  readonly atMs: number;
}

/** Changes that this page made, until the list has been read again; the newest of each part. */
const keptChanges = signal<ReadonlyMap<string, Kept>>(new Map());

/** Keeps the answer to a change. */
export function keepStockChange(change: StockChangeAnswer, atMs: number): void {
  keptChanges.value = new Map(keptChanges.value).set(change.part, { change, atMs });
}

/** The list as it was read, with what this page has changed since the list was asked for; low stock first. */
export function withStockChanges(spares: readonly SpareAnswer[], askedMs: number): readonly SpareAnswer[] {
  return spares
    .map((spare) => {
      const kept = keptChanges.value.get(spare.part);
      if (kept === undefined || kept.atMs < askedMs) return spare;
      const { onHand } = kept.change;
      return { ...spare, onHand, isLow: onHand < spare.minimum, lastChange: kept.change };
    })
    .sort((a, b) => Number(b.isLow) - Number(a.isLow));
}

export const STOCK_ACTS = ["delivery", "loss", "count"] as const;
export type StockAct = (typeof STOCK_ACTS)[number];

/** Pieces by which the stock changes: a count says how many are there, whatever the edge believes. */
export function deltaOf(act: StockAct, quantity: number, onHand: number): number {
  if (act === "count") return quantity - onHand;
  return act === "delivery" ? quantity : -quantity;
}
