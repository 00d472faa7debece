/** True time elements and output of each machine, from the model's own events and calendar. */
import type { PlantEvent } from "../../simulators/kernel/events.ts";
import { Calendar } from "../../simulators/plants/machining/planning/calendar.ts";
import type { CalendarPlan } from "../../simulators/scenario/scenario.ts";

export interface TrueMachine {
  /** Seconds. */
  APT: number;
  AUST: number;
  ADET: number;
  ADOT: number;
  PQ: number;
  GQ: number;
  /** Variant of each piece. */
  readonly variants: string[];
}

type Element = "APT" | "AUST" | "ADET" | "ADOT" | "maintenance" | "unknown";

export class TrueStates {
  readonly machines = new Map<string, TrueMachine>();
  readonly #since = new Map<string, { ms: number; element: Element }>();
  readonly #calendar: Calendar;
  readonly #fromMs: number;
  readonly #toMs: number;

  /** Counts the window [fromMs, toMs) alone. */
  constructor(plan: CalendarPlan, { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) {
    this.#calendar = new Calendar(plan);
    this.#fromMs = fromMs;
    this.#toMs = toMs;
  }

  take(event: PlantEvent): void {
    if (event.type === "machine-state") {
      this.#until(event.station, event.timeMs);
      this.#since.set(event.station, {
        ms: Math.max(event.timeMs, this.#fromMs),
        element: elementOf(event.state, event.mode),
      });
    } else if (event.type === "operation-completed" && event.timeMs >= this.#fromMs && event.timeMs < this.#toMs) {
      const machine = this.#machine(event.station);
      machine.PQ++;
      machine.variants.push(event.variant);
      if (event.verdict === "good") machine.GQ++;
    }
  }

  /** Call it when all events up to the end of the window have been passed in. */
  end(): void {
    for (const station of this.#since.keys()) this.#until(station, this.#toMs);
  }

  /** OPC 40501-1, annex C.2, of planned time. Breaks and shifts begin on whole seconds. */
  #until(station: string, endMs: number): void {
    const since = this.#since.get(station);
    if (since === undefined) return;
    const { element } = since;
    const toMs = Math.min(endMs, this.#toMs);
    for (let at = since.ms; at < toMs; ) {
      const next = Math.min(toMs, (Math.floor(at / 1000) + 1) * 1000);
      if (element !== "maintenance" && element !== "unknown" && this.#calendar.at(at) === "working")
        this.#machine(station)[element] += (next - at) / 1000;
      at = next;
    }
    since.ms = Math.max(since.ms, toMs);
  }

  #machine(station: string): TrueMachine {
    let machine = this.machines.get(station);
    if (machine === undefined) {
      machine = { APT: 0, AUST: 0, ADET: 0, ADOT: 0, PQ: 0, GQ: 0, variants: [] };
      this.machines.set(station, machine);
    }
    return machine;
  }
}

function elementOf(state: number, mode: number): Element {
  if (mode === 1) return "maintenance";
  if (state === 3) return mode === 2 ? "AUST" : "APT";
  return state === 1 ? "ADET" : state === 2 ? "ADOT" : "unknown";
}
