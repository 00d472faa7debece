/** Cost of quality and energy, and the pieces of a row. */
import type { CostBy, CostRow, CostSums, CostView } from "../../../edge/contracts/quality/costs.ts";
import type { EnergyAmount, EnergyCostSums, EnergyCostView } from "../../../edge/contracts/quality/energy-cost.ts";
import { ask } from "./api.ts";

/** Days of costs that the card shows, as the edge's default. */
export const COST_DAYS = 7;
const DAY_MS = 86_400_000;

/** Sums of costs in the site's currency; null without a good piece, or without energy. */
export type CostSumsAnswer = CostSums & {
  readonly perGood: number | null;
  readonly qualityPerGood: number | null;
  readonly energy: EnergyCostSums | null;
  readonly energyPerGood: number | null;
  readonly co2KgPerGood: number | null;
  readonly kWhPerValue: number | null;
};
export type CostRowAnswer = CostSumsAnswer & Pick<CostRow, "name" | "title">;

export interface CostAnswer extends Pick<CostView, "untimed" | "unrated"> {
  readonly isCurrent: boolean;
  readonly currency: string;
  readonly rows: readonly CostRowAnswer[];
  readonly total: CostSumsAnswer;
  readonly energy:
    | (Pick<EnergyCostView, "standing" | "unpriced" | "withoutCo2"> & { readonly closedUntil: string | null })
    | null;
  readonly energyMissing: "no-meters" | "too-long" | "unavailable" | null;
}

export interface CostPieceAnswer extends EnergyAmount {
  readonly piece: string;
  readonly variant: string;
  readonly order: string;
  readonly finishedAt: string | null;
  readonly steps: number;
}

/** Of the last days before an instant, milliseconds; undefined: now. */
export function fetchCosts(by: CostBy, atMs: number | undefined): Promise<CostAnswer> {
  return ask(`/api/v1/quality/costs?${new URLSearchParams({ by, ...daysBefore(atMs) }).toString()}`);
}

/** Of the same time as the costs. */
export async function fetchCostPieces(
  by: CostBy,
  name: string,
  atMs: number | undefined,
): Promise<readonly CostPieceAnswer[]> {
  const words = new URLSearchParams({ by, name, ...daysBefore(atMs) }).toString();
  return (await ask<{ readonly pieces: readonly CostPieceAnswer[] }>(`/api/v1/quality/costs/pieces?${words}`)).pieces;
}

/** How a table is written. */
export interface TableAsked {
  readonly format: "csv" | "xlsx";
  readonly language: "zh" | "en";
}

/** Address of the costs as a file for spreadsheets. */
export function costFile(by: CostBy, atMs: number | undefined, written: TableAsked): string {
  return `/api/v1/quality/costs/table?${new URLSearchParams({ by, ...daysBefore(atMs), ...written }).toString()}`;
}

/** Address of the pieces of a row as such a file. */
export function costPiecesFile(by: CostBy, name: string, atMs: number | undefined, written: TableAsked): string {
  const words = new URLSearchParams({ by, name, ...daysBefore(atMs), ...written }).toString();
  return `/api/v1/quality/costs/pieces/table?${words}`;
}

function daysBefore(atMs: number | undefined): Readonly<Record<string, string>> {
  if (atMs === undefined) return {};
  return { from: new Date(atMs - COST_DAYS * DAY_MS).toISOString(), to: new Date(atMs).toISOString() };
}
