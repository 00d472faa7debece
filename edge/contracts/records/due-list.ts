/** The list of what is due: upkeep by plans, predictions and open work together (rules in docs/rules/upkeep.md). */
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid, LocalizedText } from "../plant/tag.ts";
import type { WorkProgress } from "./work-item.ts";

export const DUE_SOURCES = ["plan", "prediction", "work-item", "expected-life"] as const;
/** `later`: before the tolerance begins. `due`: within it. `overdue`: past it. `unknown`: no time is known. */
export const DUE_STATES = ["later", "due", "overdue", "unknown"] as const;
export type DueState = (typeof DUE_STATES)[number];

/**
 * When something is due: the expected time, and its interval: 80 % of a plan by a meter and of a remaining life; that
 * of its model where a limit is foreseen to be crossed; no width by the calendar.
 */
export interface DueTime {
  readonly at: Micros | null;
  readonly earliest: Micros | null;
  readonly latest: Micros | null;
}

/** One interval of a plan, or the expected life of a component, and what was used of it. */
export interface DueCriterion {
  readonly by: "hours" | "cycles" | "calendar";
  /** Hours, cycles, or days. */
  readonly every: number;
  /** Since it was last done, in the same unit; null where the meter was not read yet, or cannot be. */
  readonly used: number | null;
  readonly due: DueTime;
  /** Growth a day and the number of days that it comes from; null without a meter or a rate. */
  readonly rate: { readonly perDay: number; readonly days: number } | null;
  /** Time since it was last done in which the machine may have run unseen, seconds; 0 for the calendar. */
  readonly unseenS: number;
  /** Why `used` is null. */
  readonly unknown: "not-counted-yet" | "no-meter" | null;
}

/** From when the interval counts. */
export interface LastDone {
  readonly at: Micros;
  /** `first-seen`: nobody said when it was done, so it counts from when the edge first saw the plan. */
  readonly how: "work-item" | "skipped" | "replaced" | "config" | "first-seen";
  readonly itemUid: string | null;
}

export interface PartNeed {
  readonly part: string;
  readonly name: LocalizedText;
  readonly quantity: number;
  readonly onHand: number;
  /** The part of `quantity` that is missing once earlier entries have taken theirs. */
  readonly short: number;
  /** When the missing parts would arrive if ordered now; null where none is missing or the lead time is not known. */
  readonly arrives: Micros | null;
  /** It would arrive after the work is due. */
  readonly isLate: boolean;
}

/** A time at which production stands anyway. Advisory. */
export interface ProposedWindow {
  readonly from: Micros;
  readonly to: Micros;
  readonly basis: "planned-stop" | "outside-shifts" | "order-end";
  readonly title: LocalizedText | null;
}

/** Why no window is proposed. */
export type NoWindow = "no-plan-known" | "no-gap" | "no-duration" | "no-time" | "far-ahead";

/** How much production a machine's stop takes from its line, by the last day. */
export interface StopRate {
  readonly line: string;
  /** Share of the time in which the machine was the bottleneck of the line, alone or while it shifted. */
  readonly share: number;
  /** Good pieces of the line an hour. */
  readonly piecesPerHour: number;
}

/** The same with what is lost while the work lasts; null where nobody says how long that is. */
export interface StopCost extends StopRate {
  readonly lostPieces: number | null;
}

export interface DueEntry {
  /** Identifies the plan with its asset, the alert, or the work item. */
  readonly key: string;
  readonly source: (typeof DUE_SOURCES)[number];
  readonly assetUid: AssetUid;
  readonly assetLabel: string;
  readonly component: string | null;
  readonly title: LocalizedText;
  readonly state: DueState;
  readonly due: DueTime;
  /** The criteria of a plan, or the expected life of a component; empty for the other sources. */
  readonly criteria: readonly DueCriterion[];
  readonly lastDone: LastDone | null;
  /** Open work on it. */
  readonly work: WorkProgress | null;
  readonly alertUid: string | null;
  readonly lastsMin: number | null;
  readonly responsible: string | null;
  readonly parts: readonly PartNeed[];
  /** Null where the machine was no bottleneck, or nobody counts. */
  readonly stop: StopCost | null;
  readonly window: ProposedWindow | null;
  readonly noWindow: NoWindow | null;
}

export interface DueReader {
  /** Overdue first, then by the expected time and what a stop costs; what has no time comes last. */
  due(now: Micros): Promise<readonly DueEntry[]>;
}
