/** What the parts of a run know of it and of each other. */
import type { Kernel } from "../kernel/kernel.ts";
import type { Streams } from "../kernel/streams.ts";
import type { EndsAhead } from "./ends-ahead.ts";
import type { Floor } from "./floor.ts";
import type { ModelPlan, StartPiece, StartState } from "./plan.ts";
import type { Routing } from "./routing.ts";
import type { RunWatch } from "./run-watch.ts";
import type { Tally } from "./tally.ts";

/** Kinds of events; the entity is a place, a tender, a ride, an arrival or a crew. */
export const EVENT = {
  worked: 0,
  unloaded: 1,
  travelled: 2,
  opened: 3,
  exchanged: 4,
  putDown: 5,
  picked: 6,
  dropped: 7,
  arrived: 8,
  manned: 9,
  shift: 10,
} as const;

/** How many events of a run are pending at most. A belt may be fuller at the start than its capacity. */
export function eventsAtOnce(
  { places, tenders, vehicles, arrivals, crews = [] }: ModelPlan,
  { pieces }: Pick<StartState, "pieces">,
): number {
  let most = 16 + tenders.length + vehicles + arrivals.length + crews.length;
  for (const { place } of pieces) if (places[place]?.kind === "belt") most++;
  for (const place of places) {
    most += 4;
    if (place.kind === "belt") most += place.capacity;
    if (place.kind === "station") most += (place.openings?.length ?? 0) + (place.outages?.length ?? 0);
  }
  return most;
}

export interface Running {
  readonly plan: ModelPlan;
  /** Absent where nobody asks what the run is like between start and end. */
  readonly watch: RunWatch | undefined;
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly floor: Floor;
  readonly tally: Tally;
  readonly routing: Routing;
  readonly ends: EndsAhead;
  readonly stations: {
    isFinished(place: number): boolean;
    takesTended(place: number): boolean;
    isOpen(place: number): boolean;
    outTo(place: number): number;
    emptied(place: number): void;
    entered(place: number, forS?: number): void;
    isSetUpFor(place: number, variant: number): void;
    begin(place: number, lastsS: number): void;
    finishedBefore(place: number): void;
    unloaded(place: number): void;
  };
  readonly belts: { travels(place: number, lastsS: number): void };
  readonly vehicles: { startRide(lane: number, pieces: readonly StartPiece[], leftS: number): boolean };
  /** The pieces of this place may be able to move. */
  touch(place: number): void;
  /** Room has become free: whoever waits for it may move. */
  touchFeeders(place: number): void;
  willHaveRoom(place: number): boolean;
  /** A place of the group that has room; -1 where none has. */
  roomIn(group: readonly number[], pieces?: number): number;
  enter(place: number, piece: number): void;
  /** A piece can go on from here: its next place is drawn. */
  becomeReady(place: number, piece: number): void;
  /** Takes the piece behind `before` out of its place; -1 for the first one. */
  leave(place: number, before: number): number;
  groupOf(place: number, piece: number): readonly number[] | undefined;
  /** A new piece. */
  add(place: number, variant: number, order: number): number;
}
