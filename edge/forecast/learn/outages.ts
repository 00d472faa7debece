import type { PlantHistory } from "../../contracts/forecast/history.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { merged, overlap } from "../model/elapsing.ts";
import type { Openings } from "../model/openings.ts";

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
  of(machine: string): Openings | undefined {
    return this.#machines.get(machine)?.out;
  }

  /** Time that is not planned, in order. */
  unplannedOf(machine: string): Openings {
    return this.#machines.get(machine)?.unplanned ?? [];
  }

  /** For how long the machine was out within a time, seconds. */
  within(machine: string, from: number, to: number): number {
    return overlap(this.#machines.get(machine)?.out ?? [], from, to);
  }

  /** For how long it is not known within a time whether it was out, seconds. */
  unknownWithin(machine: string, from: number, to: number): number {
    return overlap(this.#machines.get(machine)?.unknown ?? [], from, to);
  }

  /** Planned time within a time in which it is known that the machine was not out, seconds. */
  runningWithin(machine: string, from: number, to: number): number {
    const { out = [], unknown = [], unplanned = [] } = this.#machines.get(machine) ?? {};
    return to - from - overlap(merged([...out, ...unknown, ...unplanned]), from, to);
  }

  /** How much of a time is planned, so that the machine is repaired in it; seconds. */
  plannedWithin(machine: string, from: number, to: number): number {
    return to - from - overlap(this.#machines.get(machine)?.unplanned ?? [], from, to);
  }

  #seconds({ from, to }: { readonly from: Micros; readonly to: Micros }): Openings[number] {
    return [(from - this.#from) / 1e6, Number.isNaN(to) ? Number.POSITIVE_INFINITY : (to - this.#from) / 1e6];
  }
}

interface Columns {
  readonly out: Openings;
  readonly unknown: Openings;
  readonly unplanned: Openings;
}
