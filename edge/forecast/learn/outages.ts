import type { PlantHistory } from "../../contracts/forecast/history.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** When the machines of a history were out: what has to be left out of the times of their work (rule FK32). */
export class Outages {
  readonly #from: Micros;
  readonly #machines: ReadonlyMap<string, Columns>;

  constructor({ from, machines = [] }: Pick<PlantHistory, "from" | "machines">) {
    this.#from = from;
    this.#machines = new Map(
      machines.map(({ machine, out, unknown, unplanned = [] }) => [
        machine,
        {
          out: out.map((one) => this.#seconds(one)),
          unknown: unknown.map((one) => this.#seconds(one)),
          unplanned: unplanned.map((one) => this.#seconds(one)),
        },
      ]),
    );
  }

  /** In seconds from the history's begin, in order; Infinity: still. Undefined: its states are not recorded. */
  of(machine: string): readonly Stretch[] | undefined {
    return this.#machines.get(machine)?.out;
  }

  /** For how long the machine was out within a time, seconds. */
  within(machine: string, from: number, to: number): number {
    return overlap(this.#machines.get(machine)?.out ?? [], from, to);
  }

  /** For how long it is not known within a time whether it was out, seconds. */
  unknownWithin(machine: string, from: number, to: number): number {
    return overlap(this.#machines.get(machine)?.unknown ?? [], from, to);
  }

  /** How much of a time is planned, so that the machine is repaired in it; seconds. */
  plannedWithin(machine: string, from: number, to: number): number {
    return to - from - overlap(this.#machines.get(machine)?.unplanned ?? [], from, to);
  }

  #seconds({ from, to }: { readonly from: Micros; readonly to: Micros }): Stretch {
    return [(from - this.#from) / 1e6, Number.isNaN(to) ? Number.POSITIVE_INFINITY : (to - this.#from) / 1e6];
  }
}

type Stretch = readonly [from: number, to: number];

interface Columns {
  readonly out: readonly Stretch[];
  readonly unknown: readonly Stretch[];
  readonly unplanned: readonly Stretch[];
}

function overlap(stretches: readonly Stretch[], from: number, to: number): number {
  let low = 0;
  for (let high = stretches.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((stretches[middle] as Stretch)[1] <= from) low = middle + 1;
    else high = middle;
  }
  let sum = 0;
  for (let at = low; at < stretches.length; at++) {
    const [begin, end] = stretches[at] as Stretch;
    if (begin >= to) break;
    sum += Math.min(end, to) - Math.max(begin, from);
  }
  return sum;
}
