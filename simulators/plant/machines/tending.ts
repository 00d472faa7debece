import type { Intake, Outlet, Piece } from "../piece.ts";

/** A machine that something else loads and unloads. */
export interface Tended {
  /** It can be given a piece, or has a finished one. */
  readonly wantsTending: boolean;
  /** It holds a finished piece. */
  readonly isDone: boolean;
  /** Its door is open and nothing moves inside. */
  readonly isAccessible: boolean;
  /** Takes the finished piece out, if any, and puts the next one in, if any. Nothing starts yet. */
  exchange(next: Piece | null): Piece | null;
  /** Starts work on the piece inside, if any; when nobody reaches in any more. */
  start(): void;
}

/** The gantry built into a lathe: no signals of its own, a fixed time for an exchange. */
export class GantryLoader {
  readonly #machine: Tended;
  readonly #input: Outlet;
  readonly #output: Intake;
  readonly #exchangeS: number;
  #elapsedS = 0;

  constructor(machine: Tended, options: { readonly input: Outlet; readonly output: Intake; readonly exchangeS: number }) {
    this.#machine = machine;
    this.#input = options.input;
    this.#output = options.output;
    this.#exchangeS = options.exchangeS;
  }

  step(dtS: number): void {
    const machine = this.#machine;
    const canHelp = machine.wantsTending && machine.isAccessible && (machine.isDone ? this.#output.hasRoom : this.#input.ready > 0);
    this.#elapsedS = canHelp ? this.#elapsedS + dtS : 0;
    if (this.#elapsedS < this.#exchangeS) {
      return;
    }
    this.#elapsedS = 0;
    const finished = machine.exchange(this.#input.ready > 0 ? this.#input.take() : null);
    if (finished !== null) {
      this.#output.put(finished);
    }
    machine.start();
  }
}
