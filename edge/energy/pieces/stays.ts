/** Which pieces are at a station, and in work there: from events of their arrival, start, completion, departure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { PieceEvent } from "../../contracts/production/material-event.ts";
import type { SourceClock } from "./source-clocks.ts";

/** Two reports of the same event lie closer than this. */
const SAME_US = 1e6;
/** A station that nobody reports departures of keeps so many pieces; the oldest are forgotten and counted. */
const MOST_STAYS = 2000;

/** One stay of a piece at a station. Times are by the station's clock, NaN where nobody reported them. */
export interface Stay {
  /** Of the station, from 0. */
  readonly number: number;
  readonly piece: string;
  variant: string;
  order: string;
  operation: string;
  arrived: Micros;
  started: Micros;
  completed: Micros;
  departed: Micros;
}

export interface StationState {
  /** Name of the clock of its times. */
  readonly clock: string;
  readonly count: number;
  readonly reportsStarts: boolean;
  readonly forgotten: number;
}

export class Station {
  readonly label: string;
  /** The clock of its times: that of its first event. */
  clock: SourceClock;
  reportsStarts: boolean;
  forgotten: number;
  stays: Stay[];
  /** Stays that changed since the last write, and numbers of those that are gone. */
  readonly changed = new Set<Stay>();
  readonly gone = new Set<number>();
  #count: number;

  constructor({ label, clock }: Pick<Station, "label" | "clock">, state?: StationState, stays: readonly Stay[] = []) {
    this.label = label;
    this.clock = clock;
    this.#count = state?.count ?? 0;
    this.reportsStarts = state?.reportsStarts ?? false;
    this.forgotten = state?.forgotten ?? 0;
    this.stays = [...stays];
  }

  snapshot(): StationState {
    const { clock, reportsStarts, forgotten } = this;
    return { clock: clock.name, count: this.#count, reportsStarts, forgotten };
  }

  /** Whether it has ever had a piece. */
  get isUsed(): boolean {
    return this.#count > 0;
  }

  /** Takes an event of a piece here. `time` and `startTime` are by the station's clock. */
  take(event: PieceEvent, time: Micros, startTime: Micros): void {
    const stay = this.#stayOf(event, time);
    this.changed.add(stay);
    stay.variant = event.variant ?? stay.variant;
    stay.order = event.order ?? stay.order;
    stay.operation = event.operation ?? stay.operation;
    switch (event.kind) {
      case "piece.arrived":
        if (Number.isNaN(stay.arrived)) stay.arrived = time;
        break;
      case "piece.started":
        this.reportsStarts = true;
        if (Number.isNaN(stay.started)) stay.started = time;
        break;
      case "piece.completed":
        if (Number.isNaN(stay.completed)) stay.completed = time;
        if (Number.isNaN(stay.started)) stay.started = startTime;
        break;
      case "piece.departed":
        if (!isOver(stay)) stay.departed = time;
        break;
    }
  }

  /** The piece is elsewhere since then, and nobody reported that it left: its stay that has no end ends. */
  left(piece: string, time: Micros): void {
    const stay = this.stays.findLast((one) => one.piece === piece && !isOver(one) && !(beginOf(one) > time));
    if (stay === undefined) return;
    stay.departed = time;
    this.changed.add(stay);
  }

  has(piece: string): boolean {
    return this.stays.some((one) => one.piece === piece && !isOver(one));
  }

  /** Forgets stays that are over before `time`. */
  forget(time: Micros): void {
    if (!this.stays.some((stay) => endOf(stay) <= time)) return;
    for (const stay of this.stays) if (endOf(stay) <= time) this.#drop(stay);
    this.stays = this.stays.filter((stay) => !(endOf(stay) <= time));
  }

  written(): void {
    this.changed.clear();
    this.gone.clear();
  }

  #drop(stay: Stay): void {
    this.changed.delete(stay);
    this.gone.add(stay.number);
  }

  #stayOf(event: PieceEvent, time: Micros): Stay {
    const here = this.stays.filter(({ piece }) => piece === event.piece);
    return here.findLast((stay) => isFor(stay, event.kind, time)) ?? this.#add(event);
  }

  #add({ piece }: PieceEvent): Stay {
    const none = { arrived: Number.NaN, started: Number.NaN, completed: Number.NaN, departed: Number.NaN };
    const stay: Stay = { number: this.#count++, piece, variant: "", order: "", operation: "", ...none };
    this.stays.push(stay);
    if (this.stays.length > MOST_STAYS) {
      this.#drop(this.stays.shift() as Stay);
      this.forgotten++;
    }
    return stay;
  }
}

/** Whether a report at `time` belongs to this stay rather than to a further one of the same piece. */
function isFor(stay: Stay, kind: PieceEvent["kind"], time: Micros): boolean {
  const known = stay[MOMENT[kind]];
  if (!Number.isNaN(known) && Math.abs(known - time) < SAME_US) return true;
  const isAfterEnd = isOver(stay) && time > endOf(stay) + SAME_US;
  switch (kind) {
    case "piece.arrived":
    case "piece.started":
      // Both may come late, after what follows them.
      return Number.isNaN(known) && !isAfterEnd && (kind === "piece.arrived" || !(stay.arrived > time + SAME_US));
    case "piece.completed":
      return Number.isNaN(known) && !(beginOf(stay) > time + SAME_US) && !(stay.departed < time - SAME_US);
    case "piece.departed":
      return Number.isNaN(stay.departed) && !(beginOf(stay) > time + SAME_US);
  }
}

const MOMENT = {
  "piece.arrived": "arrived",
  "piece.started": "started",
  "piece.completed": "completed",
  "piece.departed": "departed",
} as const satisfies Record<PieceEvent["kind"], keyof Stay>;

/** Whether its work, or at least its stay, has ended. */
function isOver({ completed, departed }: Stay): boolean {
  return !Number.isNaN(completed) || !Number.isNaN(departed);
}

/** Completion ends work, and departure ends it where nobody reports completions; infinite before. */
export function endOf({ completed, departed }: Stay): Micros {
  if (!Number.isNaN(completed)) return completed;
  return Number.isNaN(departed) ? Number.POSITIVE_INFINITY : departed;
}

function beginOf({ arrived, started }: Stay): Micros {
  return Number.isNaN(started) ? arrived : started;
}

/**
 * Begin of the work (rule PE4): its start; its arrival where the station reports no starts, or where the start of a
 * completed piece got lost. NaN: the piece is not in work, or nobody knows since when.
 */
export function workFrom(stay: Stay, reportsStarts: boolean): Micros {
  if (!Number.isNaN(stay.started)) return stay.started;
  return reportsStarts && Number.isNaN(stay.completed) ? Number.NaN : stay.arrived;
}
