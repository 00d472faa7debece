/** What a report is made of: the parts of the edge, the question, and the words of its language. */
import type { AlertListDeps } from "../api/services/alerts/lists.ts";
import type { Caller } from "../api/services/caller.ts";
import type { ComponentHealthDeps } from "../api/services/health/component-health.ts";
import type { GapDeps } from "../api/services/history/gaps.ts";
import type { EnergyDeps } from "../api/services/production/energy.ts";
import type { FigureDeps } from "../api/services/production/figures.ts";
import type { OrderDeps } from "../api/services/production/material.ts";
import type { PieceEnergyDeps } from "../api/services/production/piece-energy.ts";
import type { StateDeps } from "../api/services/production/states.ts";
import type { CostDeps } from "../api/services/quality/costs.ts";
import type { EntryDeps } from "../api/services/quality/entries.ts";
import type { QualityDeps } from "../api/services/quality/quality.ts";
import type { Range } from "../api/services/range.ts";
import type { DueDeps } from "../api/services/work/due-list.ts";
import type { MaintenanceDeps } from "../api/services/work/tables.ts";
import type { AlertBook } from "../contracts/alerts/alert.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Plant } from "../contracts/plant/plant.ts";
import type { LocalizedText, TagTable } from "../contracts/plant/tag.ts";
import type { AdviceBook } from "../contracts/records/advice-book.ts";
import type { ReportQuestion } from "../contracts/reports/question.ts";
import type { Words } from "./words.ts";

/** The parts that the services of the screens' routes need: a report asks nothing else. */
export type ReportParts = FigureDeps &
  StateDeps &
  EnergyDeps &
  OrderDeps &
  GapDeps &
  MaintenanceDeps &
  AlertListDeps &
  DueDeps &
  CostDeps &
  EntryDeps &
  QualityDeps &
  PieceEnergyDeps &
  Pick<ComponentHealthDeps, "componentHealth"> & {
    readonly plant: Plant;
    /** Whether the books have taken over the log; absent: yes. */
    readonly isCurrent?: () => boolean;
    readonly tags: Pick<TagTable, "ofAsset">;
    /** The book of recommendations; absent where the edge keeps none. */
    readonly advice?: Pick<AdviceBook, "note" | "inForce" | "newestFirst" | "ranking">;
    readonly alerts: Pick<AlertBook, "version" | "standing" | "history" | "figures" | "find">;
  };

/** A question with its span, its caller and its words. */
export interface Asked {
  readonly parts: ReportParts;
  readonly caller: Caller;
  readonly span: Range;
  readonly question: ReportQuestion;
  /** Whether it is about the present, or the newest period that is over; not about a time that the reader chose. */
  readonly isNewest: boolean;
  readonly words: Words;
  /** A text in both languages. */
  both(say: (words: Words) => string): LocalizedText;
  /** Remarks of sections for the head of the report. */
  remark(text: string): void;
}

/** An answer of a service; undefined where this edge has no such part, which the head of the report says. */
export async function ifThere<T>(asked: Asked, missing: string, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code !== "unavailable") throw error;
    asked.remark(missing);
    return undefined;
  }
}
