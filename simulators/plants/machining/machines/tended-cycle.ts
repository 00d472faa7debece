import type { PlaceRef, StateCause } from "../../../kernel/events.ts";
import type { ItemState } from "../../../kernel/item-state.ts";
import type { Surroundings } from "../machine.ts";
import type { OperationResult } from "../material/operations.ts";
import type { Piece } from "../material/piece.ts";
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
  isTended = false;
  readonly durationS: number;
  readonly pieces: Piece[] = [];
  readonly accepts = (): boolean => true;
  readonly mayMake = this.accepts;
  #running = false;
  readonly #options: {
    readonly station: string;
    readonly operation: string;
    readonly durationS: number;
    readonly around: Surroundings;
    finish(piece: Piece): OperationResult;
  };
  readonly #place: PlaceRef;

  constructor(options: {
    readonly station: string;
    readonly operation: string;
    readonly durationS: number;
    readonly around: Surroundings;
    finish(piece: Piece): OperationResult;
  }) {
    this.#options = options;
    this.durationS = options.durationS;
    this.#place = { kind: "station", id: options.station };
  }

  get working(): boolean {
    return this.#running && !this.held;
  }

  get progress(): number {
    return this.#running ? Math.min(1, this.elapsedS / this.durationS) : 0;
  }

  get itemState(): ItemState {
    if (this.held) return 1;
    return this.#running ? 3 : 2;
  }

  get cause(): StateCause {
    if (this.#running) return "working";
    if (this.isTended) return "loading";
    if (this.isDone) return "blocked";
    const { workTime } = this.#options.around;
    return workTime === "working" ? "starved" : workTime;
  }

  get count(): number {
    return this.pieces.length;
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
      this.#options.around.book.move(next, this.#place);
    }
    return finished;
  }

  start(): void {
    const piece = this.pieces[0];
    if (piece === undefined || this.isDone || this.#running) return;
    this.#running = true;
    this.elapsedS = 0;
    const { station, operation, around } = this.#options;
    around.operations.start(station, operation, piece);
  }

  step(dtS: number): void {
    if (!this.working) return;
    this.elapsedS += dtS;
    if (this.elapsedS < this.durationS) return;
    const { station, operation, around, finish } = this.#options;
    const piece = this.pieces[0] as Piece;
    this.#running = false;
    this.lastCycleS = this.elapsedS;
    this.produced++;
    const result = finish(piece);
    around.operations.complete(station, operation, piece, result);
    if (result.verdict === "good") {
      this.good++;
      this.isDone = true;
    } else {
      this.pieces.length = 0;
      this.scrapped++;
      around.scrap(piece);
    }
  }
}
