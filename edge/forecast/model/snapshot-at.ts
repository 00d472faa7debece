import type { PastLives, PastOrder, PastPiece, PlantHistory } from "../../contracts/forecast/history.ts";
import type { LivesNow, OrderNow, PlacedNow, Snapshot } from "../../contracts/forecast/snapshot.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { idleWithin, repairedWithin } from "../learn/crew-waits.ts";
import { Outages } from "../learn/outages.ts";
import { seenIn } from "../learn/seen.ts";
import { begunBy, byTime, filledStays } from "../learn/stays.ts";
import type { Flow } from "./flow.ts";

const OVER: ReadonlySet<string> = new Set(["Ended", "Aborted"]);

/** The plant at an instant of its history. Nothing is used that was not known then (rule FK24). */
export function snapshotAt(history: PlantHistory, flow: Flow, at: Micros): Snapshot {
  const ends = endsOf(flow);
  const setUpFor = new Map<string, string>();
  const workedAt = new Map<string, Micros>();
  const pieces: PlacedNow[] = [];
  const outages = new Outages(history);
  // Without people it is enough to know the outages.
  const seen = flow.people === undefined ? undefined : seenIn(history, flow);
  const within = (time: Micros): number => (time - history.from) / 1e6;
  const stoodS = (machine: string, from: number, to: number): number =>
    seen === undefined ? outages.within(machine, from, to) : idleWithin(seen, machine, from, to);
  const repairedS = (machine: string, from: number, to: number): number =>
    seen === undefined ? outages.plannedWithin(machine, from, to) : repairedWithin(seen, machine, from, to);
  for (const piece of history.pieces) {
    for (const { station, start } of piece.operations) {
      if (!(start <= at) || !(start > (workedAt.get(station) ?? Number.NEGATIVE_INFINITY))) continue;
      workedAt.set(station, start);
      setUpFor.set(station, piece.variant);
    }
    const placed = placedAt(piece, ends, at);
    if (placed === undefined) continue;
    const { place, since, stageSince } = placed;
    const from = Number.isNaN(stageSince) ? since : stageSince;
    const pausedS = Number.isNaN(from) ? 0 : stoodS(place, within(from), within(at));
    pieces.push({ ...placed, pausedS });
  }
  return {
    at,
    pieces: pieces.toSorted((a, b) => byTime(a.since, b.since)),
    orders: history.orders.flatMap((order) => orderAt(order, at) ?? []),
    setUpFor,
    out: new Map(
      (history.machines ?? []).flatMap(({ machine, out }) => {
        const now = out.findLast(({ from, to }) => from <= at && !(to <= at));
        if (now === undefined) return [];
        return [[machine, { since: now.from, plannedS: repairedS(machine, within(now.from), within(at)) }] as const];
      }),
    ),
    ...(history.lives === undefined ? {} : { lives: livesAt(history.lives, at) }),
  };
}

/** The clock may have been set back, so that what was said last need not have the latest time. */
function livesAt({ knownFrom, parts }: PastLives, at: Micros): LivesNow {
  return {
    knownFrom,
    parts: parts.flatMap(({ machine, component, said }) => {
      const life = said.findLast((one) => one.at <= at)?.life ?? null;
      return life === null ? [] : [{ machine, component, life }];
    }),
  };
}

/** Labels of the places from which pieces leave: sinks, and what leads to nothing but them without a carrier. */
function endsOf({ places, sinks, scrap }: Flow): ReadonlySet<string> {
  const isEnd = (place: number): boolean => sinks.includes(place);
  const last = places.filter(
    ({ steps }, place) => isEnd(place) || steps.every(({ via, group }) => via === "direct" && group.every(isEnd)),
  );
  return new Set([scrap, ...last.map(({ label }) => label)]);
}

function placedAt(past: PastPiece, ends: ReadonlySet<string>, at: Micros): Omit<PlacedNow, "pausedS"> | undefined {
  const { piece, variant, order, operations } = past;
  const stays = filledStays(past);
  const index = begunBy(past, at) - 1;
  const stay = stays[index];
  // Between two places it is where it was before; behind the last one it has left.
  if (stay === undefined || (stay.to <= at && ends.has(stay.place))) return undefined;
  const known = operations.filter(({ start, end }) => start <= at || end <= at);
  const done = known.findLast(({ end }) => end <= at);
  if (done?.verdict === "scrap") return undefined;
  const here = known.findLast(
    ({ station, start, end }) => station === stay.place && !(end < stay.from || start < stay.from),
  );
  const isDone = here !== undefined && here.end <= at;
  const before = stays[index - 1]?.place ?? "";
  return {
    piece,
    variant,
    order,
    place: stay.place,
    before,
    since: stay.from,
    stage: here === undefined ? "waiting" : isDone ? "done" : "work",
    stageSince: here === undefined ? Number.NaN : isDone ? here.end : here.start,
    comesFromWork: done !== undefined && done.station === before,
    hasBegun: known.length > 0,
  };
}

function orderAt({ order, variant, quantity, priority, due, steps }: PastOrder, at: Micros): OrderNow | undefined {
  const step = steps.findLast(({ time }) => time <= at);
  if (step === undefined || OVER.has(step.state) || !(quantity > 0)) return undefined;
  const { state, started, good, scrapped } = step;
  return {
    order,
    variant,
    quantity,
    priority,
    due,
    state,
    toStart: Math.max(0, quantity - started),
    open: Math.max(0, quantity - good - scrapped),
  };
}
