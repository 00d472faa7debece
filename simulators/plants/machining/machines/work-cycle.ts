import type { PlaceRef, StateCause } from "../../../kernel/events.ts";
import type { ItemState } from "../../../kernel/item-state.ts";
import type { Surroundings } from "../machine.ts";
import type { Intake, Outlet } from "../material/flow.ts";
import type { OperationResult } from "../material/operations.ts";
import type { Piece } from "../material/piece.ts";

type CyclePhase = "starved" | "loading" | "working" | "blocked";

export interface WorkCycleOptions {
  readonly station: string;
  readonly operation: string;
  readonly input: Outlet;
  readonly output: Intake;
  /** Destination of pieces to be reworked. */
  readonly rework?: Intake;
  /** Pieces processed together. */
  readonly batch: number;
  readonly loadS: number;
  /** Pauses in breaks. */
  readonly staffed: boolean;
  /** Duration of the work on these pieces. */
  workS(pieces: readonly Piece[]): number;
  /** The result of the operation. */
  finish(piece: Piece): OperationResult;
  readonly around: Surroundings;
}

const GOOD: OperationResult = { verdict: "good", features: [] };

/** For stations that neither measure nor judge. */
export const unjudged = (): OperationResult => GOOD;

//   starved ──▶ loading ──▶ working ──▶ blocked ──▶ starved
//    input empty                         until every piece is handed on

/** A station that takes pieces, works on them for a time and hands them on; bad pieces leave as scrap or for rework. */
export class WorkCycle {
  phase: CyclePhase = "starved";
  /** Nothing moves while true: an emergency stop, a failure. */
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
  readonly #toRework: Piece[] = [];
  #cycleS = 0;
  readonly #place: PlaceRef;
  readonly #options: WorkCycleOptions;

  constructor(options: WorkCycleOptions) {
    this.#options = options;
    this.#place = { kind: "station", id: options.station };
  }

  get working(): boolean {
    return this.phase === "working" && !this.held;
  }

  /** Share of the work done, 0 outside of it. */
  get progress(): number {
    return this.phase === "working" ? Math.min(1, this.elapsedS / this.durationS) : 0;
  }

  get itemState(): ItemState {
    if (this.held) return 1;
    return this.phase === "working" || this.phase === "loading" ? 3 : 2;
  }

  get cause(): StateCause {
    if (this.phase !== "starved") return this.phase;
    return this.#rest ?? "starved";
  }

  /** Pieces here, judged ones included. */
  get count(): number {
    return this.pieces.length + this.#toRework.length;
  }

  get #rest(): "break" | "off-shift" | undefined {
    const { workTime } = this.#options.around;
    return workTime === "off-shift" || (workTime === "break" && this.#options.staffed) ? workTime : undefined;
  }

  step(dtS: number): void {
    if (this.held) return;
    this.elapsedS += dtS;
    this.#cycleS += dtS;
    if (this.phase === "starved") this.#load();
    else if (this.phase === "loading" && this.elapsedS >= this.#options.loadS) this.#begin();
    else if (this.phase === "working" && this.elapsedS >= this.durationS) this.#finish();
    if (this.phase === "blocked") this.#handOn();
  }

  #enter(phase: CyclePhase): void {
    this.phase = phase;
    this.elapsedS = 0;
  }

  #load(): void {
    const { input, batch, around } = this.#options;
    if (this.#rest !== undefined) return;
    while (this.pieces.length < batch && input.ready > 0) {
      const piece = input.take();
      this.pieces.push(piece);
      around.book.move(piece, this.#place);
    }
    if (this.pieces.length === batch) {
      this.#cycleS = 0;
      this.#enter("loading");
    }
  }

  #begin(): void {
    const { workS, around, station, operation } = this.#options;
    this.durationS = workS(this.pieces);
    for (const piece of this.pieces) around.operations.start(station, operation, piece);
    this.#enter("working");
  }

  #finish(): void {
    const { finish, around, station, operation, rework } = this.#options;
    this.lastCycleS = this.#cycleS;
    for (const piece of this.pieces.splice(0)) {
      this.produced++;
      const found = finish(piece);
      // Without a rework place, the piece is scrap.
      const result =
        found.verdict === "rework" && rework === undefined ? { ...found, verdict: "scrap" as const } : found;
      around.operations.complete(station, operation, piece, result);
      if (result.verdict === "scrap") {
        this.scrapped++;
        around.scrap(piece);
      } else {
        if (result.verdict === "good") this.good++;
        (result.verdict === "good" ? this.pieces : this.#toRework).push(piece);
      }
    }
    this.#enter("blocked");
  }

  #handOn(): void {
    const { output, rework } = this.#options;
    while (this.pieces.length > 0 && output.hasRoom) output.put(this.pieces.shift() as Piece);
    while (this.#toRework.length > 0 && rework?.hasRoom === true) rework.put(this.#toRework.shift() as Piece);
    if (this.count === 0) this.#enter("starved");
  }
}
