/** Spare parts and their stock (rules in docs/rules/upkeep.md). */
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";

/** A change of stock, on record. */
export interface StockChange {
  readonly changeUid: string;
  readonly part: string;
  readonly at: Micros;
  /** The user who changed it or finished the work; `config` for the stock that the config begins with. */
  readonly by: string;
  readonly delta: number;
  readonly reason: string;
  /** The work item that used the parts. */
  readonly itemUid: string | null;
  /** On hand afterwards; below zero where more was used than was counted. */
  readonly onHand: number;
}

export interface SpareView {
  readonly part: string;
  readonly name: LocalizedText;
  readonly onHand: number;
  readonly minimum: number;
  readonly leadDays: number | null;
  /** Below its minimum. */
  readonly isLow: boolean;
  readonly lastChange: StockChange;
}

export type AskedChange = Pick<StockChange, "changeUid" | "part" | "delta" | "reason">;

export interface SpareStock {
  list(): readonly SpareView[];
  has(part: string): boolean;
  /** Newest first; of one part where it is given. */
  changes(limit: number, part?: string): readonly StockChange[];
  /**
   * Resolves when the change is on disk; with the present one where its uid is there already. Rejects with EdgeError
   * `not-found`, `conflict`, `unavailable`.
   */
  change(asked: AskedChange, who: { readonly by: string; readonly at: Micros }): Promise<StockChange>;
}
