/**
 * Play of an axis by least squares. The difference of motor side and scale is, with d the direction of the last move, x
 * the position and l the load of that move: zero + warmth x + play/2 d + compliance d l. So the expansion of the warm
 * screw, which grows with the position, and its wind-up under force are separated from play (ISO 230-2: reversal
 * value).
 */
import type { Learned } from "../../../contracts/path/follower.ts";

/** Number of rows for one value, and the least in each direction. */
const ROWS = 60;
const LEAST_ROWS = 15;
/** Typical position and load, which keep the equations well scaled. */
const POSITION_SCALE = 100;
const LOAD_SCALE = 10;
/** Load at which the play is stated, so that it does not depend on a compliance that cannot be observed. */
const LOAD_PERCENT = 15;
/** Keeps the equations solvable where position or load hardly change. */
const RIDGE = 1e-3;
const UNKNOWNS = 4;

const SQUARES = 0;
const PRODUCTS = UNKNOWNS * UNKNOWNS;
const OWN_SQUARE = PRODUCTS + UNKNOWNS;
const [COUNT, UPWARD, ZERO, ORIGIN] = [OWN_SQUARE + 1, OWN_SQUARE + 2, OWN_SQUARE + 3, OWN_SQUARE + 4];

export interface Play {
  /** Half of the play with the wind-up at a usual load, in the unit of the positions. */
  readonly half: number;
  /** RMS of the residuals. */
  readonly rest: number;
}

export class PlayFit implements Learned<Float64Array> {
  readonly #numbers = new Float64Array(ORIGIN + 1);
  readonly #row = new Float64Array(UNKNOWNS);

  /** Takes the lead of the motor side. Returns the play once there are enough rows in both directions. */
  add(
    lead: number,
    position: number,
    { direction, load }: { readonly direction: 1 | -1; readonly load: number },
  ): Play | undefined {
    const numbers = this.#numbers;
    if (numbers[COUNT] === 0) {
      numbers[ZERO] = lead;
      numbers[ORIGIN] = position;
    }
    const row = this.#row;
    row[0] = 1;
    row[1] = (position - (numbers[ORIGIN] as number)) / POSITION_SCALE;
    row[2] = direction;
    row[3] = (direction * (load - LOAD_PERCENT)) / LOAD_SCALE;
    const own = lead - (numbers[ZERO] as number);
    for (let at = 0; at < UNKNOWNS; at++) {
      for (let to = 0; to < UNKNOWNS; to++)
        numbers[SQUARES + at * UNKNOWNS + to] =
          (numbers[SQUARES + at * UNKNOWNS + to] as number) + (row[at] as number) * (row[to] as number);
      numbers[PRODUCTS + at] = (numbers[PRODUCTS + at] as number) + (row[at] as number) * own;
    }
    numbers[OWN_SQUARE] = (numbers[OWN_SQUARE] as number) + own * own;
    const count = (numbers[COUNT] as number) + 1;
    numbers[COUNT] = count;
    if (direction > 0) numbers[UPWARD] = (numbers[UPWARD] as number) + 1;
    const upward = numbers[UPWARD] as number;
    if (count < ROWS || upward < LEAST_ROWS || count - upward < LEAST_ROWS) return undefined;
    const play = this.#solve(count);
    this.clear();
    return play;
  }

  clear(): void {
    this.#numbers.fill(0);
  }

  snapshot(): Float64Array {
    return this.#numbers.slice();
  }

  restore(numbers: Float64Array): void {
    this.#numbers.set(numbers);
  }

  #solve(count: number): Play {
    const numbers = this.#numbers;
    const squares = numbers.slice(SQUARES, PRODUCTS);
    for (let at = 0; at < UNKNOWNS; at++)
      squares[at * (UNKNOWNS + 1)] = (squares[at * (UNKNOWNS + 1)] as number) + RIDGE * count;
    const solution = solved(squares, numbers.slice(PRODUCTS, OWN_SQUARE));
    let explained = 0;
    for (let at = 0; at < UNKNOWNS; at++) explained += (solution[at] as number) * (numbers[PRODUCTS + at] as number);
    const rest = Math.sqrt(Math.max(0, (numbers[OWN_SQUARE] as number) - explained) / count);
    return { half: solution[2] as number, rest };
  }
}

/** Gaussian elimination of a symmetric positive definite system, which needs no pivots. Overwrites its inputs. */
function solved(squares: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  for (let at = 0; at < size; at++)
    for (let below = at + 1; below < size; below++) {
      const factor = (squares[below * size + at] as number) / (squares[at * size + at] as number);
      for (let to = at; to < size; to++)
        squares[below * size + to] =
          (squares[below * size + to] as number) - factor * (squares[at * size + to] as number);
      right[below] = (right[below] as number) - factor * (right[at] as number);
    }
  for (let at = size - 1; at >= 0; at--) {
    for (let to = at + 1; to < size; to++)
      right[at] = (right[at] as number) - (squares[at * size + to] as number) * (right[to] as number);
    right[at] = (right[at] as number) / (squares[at * size + at] as number);
  }
  return right;
}
