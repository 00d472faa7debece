import type { Buffer, Intake } from "./flow.ts";
import type { Piece } from "./piece.ts";

/** After the transfer every n-th piece of a variant is measured; all pass the camera. */
export class MeasuringRouter implements Intake {
  readonly #counts = new Map<string, number>();
  readonly #sample: Buffer;
  readonly #all: Buffer;

  constructor(sample: Buffer, all: Buffer) {
    this.#sample = sample;
    this.#all = all;
  }

  get hasRoom(): boolean {
    return this.#all.hasRoom;
  }

  put(piece: Piece): void {
    const { name, measureEvery } = piece.variant;
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    const isSample = count % measureEvery === 0 && this.#sample.hasRoom;
    (isSample ? this.#sample : this.#all).put(piece);
  }
}

/** After the leak test the route splits: some pieces are coated, others go straight to assembly. */
export class CoatingRouter implements Intake {
  readonly #coated: Buffer;
  readonly #plain: Buffer;

  constructor(coated: Buffer, plain: Buffer) {
    this.#coated = coated;
    this.#plain = plain;
  }

  /** Any next piece must fit. */
  get hasRoom(): boolean {
    return this.#coated.hasRoom && this.#plain.hasRoom;
  }

  put(piece: Piece): void {
    (piece.variant.coated ? this.#coated : this.#plain).put(piece);
  }
}
