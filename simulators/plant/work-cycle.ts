import type { ItemState } from "./contract.ts";
import type { Intake, Ledger, Outlet, Piece } from "./piece.ts";

export type CyclePhase = "starved" | "loading" | "working" | "blocked";

export interface WorkCycleOptions {
  readonly input: Outlet;
  readonly output: Intake;
  /** Pieces worked on together. */
  readonly batch: number;
  readonly loadS: number;
  /** How long the work on these pieces takes. */
  workS(pieces: readonly Piece[]): number;
  /** Whether a finished piece is good; absent where the station does not judge. */
  judge?(piece: Piece): boolean;
  readonly ledger: Ledger;
}

//   starved ──▶ loading ──▶ working ──▶ blocked ──▶ starved
//    input empty                         until the output has taken every piece

/** A station that takes pieces, works on them for a time and hands them on; bad ones leave as scrap. */
export class WorkCycle {
  phase: CyclePhase = "starved";
  /** Nothing moves while true: an emergency stop, a service. */
  held = false;
  produced = 0;
  good = 0;
  scrapped = 0;
  /** Time in the present phase. */
  elapsedS = 0;
  /** Length of the present work. */
  durationS = 1;
  lastCycleS = 0;
  readonly pieces: Piece[] = [];
  #cycleS = 0;
  readonly #options: WorkCycleOptions;

  constructor(options: WorkCycleOptions) {
    this.#options = options;
  }

  get working(): boolean {
    return this.phase === "working" && !this.held;
  }

  /** Share of the work done, 0 outside of it. */
  get progress(): number {
    return this.phase === "working" ? Math.min(1, this.elapsedS / this.durationS) : 0;
  }

  get itemState(): ItemState {
    if (this.held) {
      return 1;
    }
    return this.phase === "working" || this.phase === "loading" ? 3 : 2;
  }

  step(dtS: number): void {
    if (this.held) {
      return;
    }
    this.elapsedS += dtS;
    this.#cycleS += dtS;
    if (this.phase === "starved") {
      this.#load();
    } else if (this.phase === "loading" && this.elapsedS >= this.#options.loadS) {
      this.durationS = this.#options.workS(this.pieces);
      this.#enter("working");
    } else if (this.phase === "working" && this.elapsedS >= this.durationS) {
      this.#finish();
    }
    if (this.phase === "blocked") {
      this.#handOn();
    }
  }

  #enter(phase: CyclePhase): void {
    this.phase = phase;
    this.elapsedS = 0;
  }

  #load(): void {
    const { input, batch } = this.#options;
    while (this.pieces.length < batch && input.ready > 0) {
      this.pieces.push(input.take());
    }
    if (this.pieces.length === batch) {
      this.#cycleS = 0;
      this.#enter("loading");
    }
  }

  #finish(): void {
    const { judge, ledger } = this.#options;
    this.lastCycleS = this.#cycleS;
    for (let at = this.pieces.length - 1; at >= 0; at--) {
      this.produced++;
      if (judge === undefined || judge(this.pieces[at] as Piece)) {
        this.good++;
      } else {
        this.pieces.splice(at, 1);
        this.scrapped++;
        ledger.scrapped++;
      }
    }
    this.#enter("blocked");
  }

  #handOn(): void {
    const { output } = this.#options;
    while (this.pieces.length > 0 && output.hasRoom) {
      output.put(this.pieces.shift() as Piece);
    }
    if (this.pieces.length === 0) {
      this.#enter("starved");
    }
  }
}
