import type {
  OrderStep,
  PastMachine,
  PastOperation,
  PastPiece,
  PastStay,
  PlantHistory,
} from "../../contracts/forecast/history.ts";
import type { Verdict } from "../../contracts/production/material-event.ts";
import type { RunReport } from "../input/plant-run.ts";

type Event = RunReport["event"];
type Open<T> = { -readonly [Key in keyof T]: T[Key] };

interface Piece {
  readonly variant: string;
  readonly order: string;
  readonly stays: Open<PastStay>[];
  readonly operations: Open<PastOperation>[];
}

interface Order {
  readonly variant: string;
  readonly quantity: number;
  readonly priority: number;
  readonly due: number;
  readonly steps: OrderStep[];
}

/** Item state out of service, and operation mode maintenance: a machine is out by OPC 40501-1, annex C.2. */
const OUT_OF_SERVICE = 1;
const MAINTENANCE = 1;

/** What the controllers and the planning system of a simulated plant reported, as the history that forecasts read. */
export class RunHistory {
  readonly #pieces = new Map<string, Piece>();
  readonly #orders = new Map<string, Order>();
  readonly #out = new Map<string, Open<PastMachine["out"][number]>[]>();
  #from = Number.NaN;
  #to = Number.NaN;

  /** Events in order of time; those of other subjects are left out. */
  take(event: Event): void {
    const time = Math.round(event.timeMs * 1000);
    if (Number.isNaN(this.#from)) this.#from = time;
    this.#to = time;
    switch (event.type) {
      case "piece-arrived":
        this.#piece(event).stays.push({ place: placeIn(event), from: time, to: Number.NaN });
        return;
      case "piece-departed":
        this.#departed(this.#piece(event), placeIn(event), time);
        return;
      case "operation-started":
        this.#piece(event).operations.push({
          station: text(event["station"]),
          start: time,
          end: Number.NaN,
          verdict: "",
        });
        return;
      case "operation-completed":
        this.#completed(this.#piece(event), event, time);
        return;
      case "machine-state":
        this.#state(text(event["station"]), event["state"] === OUT_OF_SERVICE || event["mode"] === MAINTENANCE, time);
        return;
      case "order-changed":
        this.#order(event).steps.push({
          time,
          state: text(event["state"]),
          started: Number(event["started"]),
          good: Number(event["good"]),
          scrapped: Number(event["scrapped"]),
        });
    }
  }

  /** Everything up to now. */
  get history(): PlantHistory {
    return {
      from: this.#from,
      to: this.#to,
      pieces: [...this.#pieces].map(([piece, known]): PastPiece => ({ piece, ...known })),
      orders: [...this.#orders].map(([order, known]) => ({ order, ...known })),
      ...(this.#out.size === 0
        ? {}
        : { machines: [...this.#out].map(([machine, out]) => ({ machine, out, unknown: [] })) }),
    };
  }

  #piece(event: Event): Piece {
    const name = text(event["piece"]);
    const known = this.#pieces.get(name);
    if (known !== undefined) return known;
    const made: Piece = { variant: text(event["variant"]), order: text(event["order"]), stays: [], operations: [] };
    this.#pieces.set(name, made);
    return made;
  }

  #departed({ stays }: Piece, place: string, time: number): void {
    const stay = stays.findLast((one) => one.place === place && Number.isNaN(one.to));
    if (stay === undefined) stays.push({ place, from: Number.NaN, to: time });
    else stay.to = time;
  }

  #completed({ operations }: Piece, event: Event, time: number): void {
    const station = text(event["station"]);
    const known = operations.findLast((one) => one.station === station && Number.isNaN(one.end));
    const verdict = text(event["verdict"]) as Verdict;
    if (known !== undefined) Object.assign(known, { end: time, verdict });
    else operations.push({ station, start: Math.round(Number(event["startMs"]) * 1000), end: time, verdict });
  }

  #state(machine: string, isOut: boolean, time: number): void {
    const known = this.#out.get(machine) ?? [];
    this.#out.set(machine, known);
    const last = known.at(-1);
    const wasOut = last !== undefined && Number.isNaN(last.to);
    if (isOut && !wasOut) known.push({ from: time, to: Number.NaN });
    else if (!isOut && wasOut) last.to = time;
  }

  #order(event: Event): Order {
    const name = text(event["order"]);
    const known = this.#orders.get(name);
    if (known !== undefined) return known;
    const made: Order = {
      variant: text(event["variant"]),
      quantity: Number(event["quantity"]),
      priority: Number(event["priority"]),
      due: Math.round(Number(event["dueMs"]) * 1000),
      steps: [],
    };
    this.#orders.set(name, made);
    return made;
  }
}

function placeIn(event: Event): string {
  return text((event["place"] as { readonly id?: unknown } | undefined)?.id);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
