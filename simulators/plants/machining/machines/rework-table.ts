import type { PlaceRef } from "../../../kernel/events.ts";
import type { Random } from "../../../kernel/random.ts";
import type { Surroundings } from "../machine.ts";
import type { Buffer, Intake } from "../material/flow.ts";
import type { Piece } from "../material/piece.ts";
import { unjudged } from "./work-cycle.ts";

/** Pieces that fit on it. */
const PLACES = 8;

/**
 * A table at which a person reworks pieces by hand, one after another, and brings them back to the station's input. It
 * pauses in breaks and has no signals. The station that fills the table must be able to empty its input, or each would
 * wait for the other for good: so a piece that is done and waits is in the person's hands, and has the input's next
 * place.
 */
export class ReworkTable implements Intake {
  readonly #place: PlaceRef;
  readonly #options: {
    readonly operation: string;
    readonly workS: number;
    readonly output: Buffer;
    readonly around: Surroundings;
    readonly random: Random;
  };
  readonly #pieces: Piece[] = [];
  #leftS = 0;
  #isWorking = false;

  constructor(
    id: string,
    options: {
      readonly operation: string;
      readonly workS: number;
      readonly output: Buffer;
      readonly around: Surroundings;
      readonly random: Random;
    },
  ) {
    this.#place = { kind: "rework", id };
    this.#options = options;
  }

  get hasRoom(): boolean {
    return this.#pieces.length - (this.#options.output.keepsPlace ? 1 : 0) < PLACES;
  }

  get count(): number {
    return this.#pieces.length;
  }

  put(piece: Piece): void {
    this.#pieces.push(piece);
    this.#options.around.book.move(piece, this.#place);
  }

  step(dtS: number): void {
    const piece = this.#pieces[0];
    const { around, random, operation, workS, output } = this.#options;
    if (piece === undefined || around.workTime !== "working") return;
    if (!this.#isWorking) {
      this.#isWorking = true;
      piece.reworked++;
      this.#leftS = workS * Math.exp(0.3 * random.at(`${piece.id} ${piece.reworked}`).normal());
      around.operations.start(this.#place.id, operation, piece);
    }
    this.#leftS -= dtS;
    if (this.#leftS > 0) return;
    output.keepsPlace = output.ready >= output.capacity;
    if (output.keepsPlace) return;
    this.#isWorking = false;
    this.#pieces.shift();
    piece.truth.blemishes = 0;
    around.operations.complete(this.#place.id, operation, piece, unjudged());
    output.put(piece);
  }
}
