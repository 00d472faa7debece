/** Reports of pieces wait some seconds for the values and verdicts that belong to them. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { MeasuredEvent, PieceEvent } from "../../contracts/production/material-event.ts";

/** Values that are written at a time have arrived after this delay; measurements and verdicts of the work later. */
const AFTER_US = { work: 3e6, measurement: 4e6, verdict: 5e6 } as const;
/** Maximum number of waiting reports; beyond it the oldest are taken at once. */
const MOST = 10_000;

export type Report =
  | { readonly kind: "work"; readonly event: PieceEvent }
  | { readonly kind: "verdict"; readonly event: PieceEvent }
  | { readonly kind: "measurement"; readonly event: MeasuredEvent };

interface Waiting {
  readonly due: Micros;
  readonly report: Report;
}

export type WaitingState = readonly Waiting[];

export class WaitingReports {
  /** In order of `due`. */
  #waiting: Waiting[];

  constructor(state: WaitingState = []) {
    this.#waiting = [...state];
  }

  get state(): WaitingState {
    return this.#waiting;
  }

  add(report: Report): void {
    const due = report.event.receivedAt + AFTER_US[report.kind];
    let at = this.#waiting.length;
    while (at > 0 && (this.#waiting[at - 1] as Waiting).due > due) at--;
    this.#waiting.splice(at, 0, { due, report });
  }

  due(now: Micros): readonly Report[] {
    const over = this.#waiting.length - MOST;
    let count = 0;
    while (count < this.#waiting.length && ((this.#waiting[count] as Waiting).due <= now || count < over)) count++;
    return this.#waiting.splice(0, count).map(({ report }) => report);
  }
}
