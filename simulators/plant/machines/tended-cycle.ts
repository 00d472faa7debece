import type { ItemState } from "../contract.ts";
import type { Ledger, Piece } from "../piece.ts";
import type { Work } from "./process-station.ts";
import type { Tended } from "./tending.ts";

/** The work of a station that a cobot loads and unloads, one piece at a time. */
export class TendedCycle implements Work, Tended {
  held = false;
  produced = 0;
  good = 0;
  scrapped = 0;
  elapsedS = 0;
  lastCycleS = 0;
  isDone = false;
  readonly durationS: number;
  readonly pieces: Piece[] = [];
  #running = false;
  readonly #judge: (piece: Piece) => boolean;
  readonly #ledger: Ledger;

  constructor(options: { readonly durationS: number; readonly ledger: Ledger; judge(piece: Piece): boolean }) {
    this.durationS = options.durationS;
    this.#judge = options.judge;
    this.#ledger = options.ledger;
  }

  get working(): boolean {
    return this.#running && !this.held;
  }

  get progress(): number {
    return this.#running ? Math.min(1, this.elapsedS / this.durationS) : 0;
  }

  get itemState(): ItemState {
    if (this.held) {
      return 1;
    }
    return this.#running ? 3 : 2;
  }

  get wantsTending(): boolean {
    return !this.#running && !this.held && (this.pieces.length === 0 || this.isDone);
  }

  get isAccessible(): boolean {
    return !this.#running && !this.held;
  }

  exchange(next: Piece | null): Piece | null {
    const finished = this.isDone ? (this.pieces.pop() ?? null) : null;
    this.isDone = false;
    if (next !== null) {
      this.pieces.push(next);
    }
    return finished;
  }

  start(): void {
    if (this.pieces.length > 0 && !this.isDone) {
      this.#running = true;
      this.elapsedS = 0;
    }
  }

  step(dtS: number): void {
    if (!this.working) {
      return;
    }
    this.elapsedS += dtS;
    if (this.elapsedS < this.durationS) {
      return;
    }
    this.#running = false;
    this.lastCycleS = this.elapsedS;
    this.produced++;
    if (this.#judge(this.pieces[0] as Piece)) {
      this.good++;
      this.isDone = true;
    } else {
      this.pieces.length = 0;
      this.scrapped++;
      this.#ledger.scrapped++;
    }
  }
}
