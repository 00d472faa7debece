import type { Micros, SampleBatch } from "../contracts/sample-batch.ts";
import { qualityOf } from "../contracts/sample-batch.ts";
import type { Tag, TagRef } from "../contracts/tag.ts";

/** Where a machine's time went. The first five are ISO 22400 elements; what nobody could see is not downtime. */
const TIME_ELEMENTS = ["production", "setup", "delay", "down", "maintenance", "unknown"] as const;
export type TimeElement = (typeof TIME_ELEMENTS)[number];

/** MachineryItemState and MachineryOperationMode of OPC 40001-1. */
const OUT_OF_SERVICE = 1;
const NOT_EXECUTING = 2;
const EXECUTING = 3;
const MAINTENANCE = 1;
const SETUP = 2;

/** Time no tick came for this long was not watched: the process was asleep or its clock was set. */
const UNWATCHED_AFTER_US = 30_000_000;

/**
 * The element a state counts for (OPC 40501-1 annex C): executing is production,
 * in setup mode setup; out of service is delay; not executing is down time. Not
 * available is unknown, because the machine does not tell. Maintenance mode is
 * not planned busy time.
 */
export function elementOf(itemState: number, operationMode: number): TimeElement {
  if (operationMode === MAINTENANCE) return "maintenance";
  if (itemState === EXECUTING) return operationMode === SETUP ? "setup" : "production";
  if (itemState === OUT_OF_SERVICE) return "delay";
  return itemState === NOT_EXECUTING ? "down" : "unknown";
}

/** One machine's states to account for. */
export interface StateTags {
  readonly itemState: Tag;
  readonly operationMode?: Tag;
}

/** Sums each machine's time by element, by the state that held before a change. */
export class TimeAccount {
  readonly refs: readonly TagRef[];
  readonly #machines: readonly StateTags[];
  /** Machine index of a state or mode tag: mode tags carry the machine's index plus `#machines.length`. */
  readonly #indexOf = new Map<number, number>();
  readonly #states: Float64Array;
  readonly #modes: Float64Array;
  readonly #isLive: Uint8Array;
  readonly #until: Float64Array;
  readonly #seconds: Float64Array;

  constructor(machines: readonly StateTags[]) {
    const n = machines.length;
    this.#machines = machines;
    machines.forEach(({ itemState, operationMode }, index) => {
      this.#indexOf.set(itemState.ref, index);
      if (operationMode !== undefined) this.#indexOf.set(operationMode.ref, index + n);
    });
    this.refs = machines.flatMap(({ itemState, operationMode }) => (operationMode === undefined ? [itemState.ref] : [itemState.ref, operationMode.ref]));
    this.#states = new Float64Array(n).fill(Number.NaN);
    this.#modes = new Float64Array(n).fill(Number.NaN);
    this.#isLive = new Uint8Array(n);
    this.#until = new Float64Array(n).fill(Number.NaN);
    this.#seconds = new Float64Array(n * TIME_ELEMENTS.length);
  }

  observe(samples: SampleBatch): void {
    const n = this.#machines.length;
    if (n === 0) return;
    for (let at = 0; at < samples.length; at++) {
      const index = this.#indexOf.get(samples.tags[at] as number);
      if (index === undefined) continue;
      const machine = index % n;
      this.#advance(machine, Math.min(samples.times[at] as number, samples.receivedAt));
      const isBad = qualityOf(samples.statuses[at] as number) === "bad";
      (index < n ? this.#states : this.#modes)[machine] = isBad ? Number.NaN : (samples.values[at] as number);
    }
  }

  /** Accounts for the time up to now. `isLive` tells whether a machine's state can be trusted from here on. */
  tick(now: Micros, isLive: (ref: TagRef) => boolean): void {
    this.#machines.forEach(({ itemState }, machine) => {
      const until = this.#until[machine] as number;
      if (!(now >= until) || now - until > UNWATCHED_AFTER_US) {
        if (now > until) this.#add(machine, "unknown", now - until);
        this.#until[machine] = now;
      }
      this.#advance(machine, now);
      this.#isLive[machine] = isLive(itemState.ref) ? 1 : 0;
    });
  }

  /** Seconds of one machine by element. */
  of(machine: number): Record<TimeElement, number> {
    const start = machine * TIME_ELEMENTS.length;
    const at = (element: TimeElement) => this.#seconds[start + TIME_ELEMENTS.indexOf(element)] as number;
    return { production: at("production"), setup: at("setup"), delay: at("delay"), down: at("down"), maintenance: at("maintenance"), unknown: at("unknown") };
  }

  restart(): void {
    this.#seconds.fill(0);
  }

  #advance(machine: number, to: Micros): void {
    const from = this.#until[machine] as number;
    if (!(to > from)) return;
    const element = this.#isLive[machine] === 1 ? elementOf(this.#states[machine] as number, this.#modes[machine] as number) : "unknown";
    this.#add(machine, element, to - from);
    this.#until[machine] = to;
  }

  #add(machine: number, element: TimeElement, us: number): void {
    const slot = machine * TIME_ELEMENTS.length + TIME_ELEMENTS.indexOf(element);
    this.#seconds[slot] = (this.#seconds[slot] as number) + us / 1e6;
  }
}
