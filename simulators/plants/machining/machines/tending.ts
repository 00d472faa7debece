import type { Surroundings } from "../machine.ts";
import type { Intake, Outlet } from "../material/flow.ts";
import type { Piece } from "../material/piece.ts";

/** A machine that a loader or robot loads and unloads. */
export interface Tended {
  /** It can be loaded, or has a finished piece. */
  readonly wantsTending: boolean;
  /** It holds a finished piece. */
  readonly isDone: boolean;
  /** Its door is open and nothing moves inside. */
  readonly isAccessible: boolean;
  /** It works on such pieces now: a machine with a job leaves others where they are. */
  readonly accepts: (piece: Piece) => boolean;
  /** It may make such pieces: its island does. */
  readonly mayMake: (piece: Piece) => boolean;
  /** The loader or robot is at the machine. */
  isTended: boolean;
  /** Takes the finished piece out, if any, and puts the next one in, if any. Nothing starts yet. */
  exchange(next: Piece | null): Piece | null;
  /** Starts work on the piece inside, if any, once the loader has withdrawn. */
  start(): void;
}

/** The piece to load. Where nothing suits any more, the machine works on what comes, within its island. */
export function suitable(input: Outlet, { accepts, mayMake }: Tended): Piece | null {
  return input.nextFor(accepts) ?? input.nextFor(mayMake);
}

/** The gantry built into a lathe: no signals of its own, a fixed time for an exchange. */
export class GantryLoader {
  readonly #machine: Tended;
  readonly #input: Outlet;
  readonly #output: Intake;
  readonly #exchangeS: number;
  readonly #around: Surroundings;
  #elapsedS = 0;

  constructor(
    machine: Tended,
    options: {
      readonly input: Outlet;
      readonly output: Intake;
      readonly exchangeS: number;
      readonly around: Surroundings;
    },
  ) {
    this.#machine = machine;
    this.#input = options.input;
    this.#output = options.output;
    this.#exchangeS = options.exchangeS;
    this.#around = options.around;
  }

  step(dtS: number): void {
    const machine = this.#machine;
    const next = this.#around.workTime === "off-shift" ? null : this.#input.nextFor(machine.accepts);
    const mayHelp = machine.isDone ? this.#output.hasRoom : next !== null;
    const canHelp = machine.wantsTending && machine.isAccessible && mayHelp;
    machine.isTended = canHelp;
    this.#elapsedS = canHelp ? this.#elapsedS + dtS : 0;
    if (this.#elapsedS < this.#exchangeS) return;
    this.#elapsedS = 0;
    machine.isTended = false;
    const finished = machine.exchange(next === null ? null : this.#input.take(next));
    if (finished !== null) this.#output.put(finished);
    machine.start();
  }
}
