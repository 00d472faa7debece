/** What the section `uns` needs of the edge. */
import type { AlertBook } from "../contracts/alerts/alert.ts";
import type { Finding } from "../contracts/alerts/detector.ts";
import type { PredictionBook } from "../contracts/health/prediction.ts";
import type { SectionContext } from "../contracts/plant/section.ts";
import type { KpiReader } from "../contracts/production/kpi.ts";
import type { AdviceBook } from "../contracts/records/advice-book.ts";
import type { EventFeed } from "./event-topics.ts";

export interface UnsContext extends SectionContext {
  readonly predictions: Pick<PredictionBook, "current" | "subscribe">;
  readonly advice: Pick<AdviceBook, "newestFirst" | "subscribe">;
  readonly book: Pick<AlertBook, "standing" | "subscribe"> & { apply(findings: readonly Finding[]): void };
}

/** Parts of the edge that open after the section. */
export interface UnsInput {
  /** Gives the section's own cursor in the commit log; asked for once, and only where events are published. */
  readonly log: {
    feed(name: string, settleMs: number, options: { readonly catchUpFrom: number }): Promise<EventFeed>;
  };
  readonly kpis: Pick<KpiReader, "fresh">;
}

/** The section at work, for the parts that open after it. */
export interface OpenUns {
  /** From now on events and figures are published. `stop` ends it, before the log closes. */
  follow(input: UnsInput): Promise<{ stop(): Promise<void> }>;
}
