import type { Intake, Outlet, Piece } from "../piece.ts";

/** A moving belt or chain: pieces go in at the start, keep their distance, and wait at the end until somebody takes them. */
export class Belt implements Intake, Outlet {
  readonly lengthM: number;
  readonly spacingM: number;
  /** False while the drive stands. */
  runs = true;
  readonly #speedMS: number;
  readonly #pieces: { readonly piece: Piece; atM: number }[] = [];

  constructor(options: { readonly lengthM: number; readonly speedMS: number; readonly spacingM: number }) {
    this.lengthM = options.lengthM;
    this.spacingM = options.spacingM;
    this.#speedMS = options.speedMS;
  }

  get hasRoom(): boolean {
    const last = this.#pieces.at(-1);
    return last === undefined || last.atM >= this.spacingM;
  }

  get ready(): number {
    return (this.#pieces[0]?.atM ?? 0) >= this.lengthM ? 1 : 0;
  }

  get count(): number {
    return this.#pieces.length;
  }

  get speedMS(): number {
    return this.runs ? this.#speedMS : 0;
  }

  get first(): Piece | null {
    return this.#pieces[0]?.piece ?? null;
  }

  /** How many pieces are between two distances from the start. */
  countBetween(fromM: number, toM: number): number {
    let count = 0;
    for (const { atM } of this.#pieces) {
      count += atM >= fromM && atM < toM ? 1 : 0;
    }
    return count;
  }

  put(piece: Piece): void {
    this.#pieces.push({ piece, atM: 0 });
  }

  take(): Piece {
    const first = this.#pieces.shift();
    if (first === undefined) {
      throw new Error("piece taken from an empty belt");
    }
    return first.piece;
  }

  step(dtS: number): void {
    let limit = this.lengthM;
    for (const entry of this.#pieces) {
      entry.atM = Math.min(limit, entry.atM + this.speedMS * dtS);
      limit = entry.atM - this.spacingM;
    }
  }
}
