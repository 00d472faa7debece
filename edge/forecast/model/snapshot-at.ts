import type { PastOrder, PastPiece, PlantHistory } from "../../contracts/forecast/history.ts";
import type { OrderNow, PlacedNow, Snapshot } from "../../contracts/forecast/snapshot.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

const OVER: ReadonlySet<string> = new Set(["Ended", "Aborted"]);

/** The plant at an instant of its history. Nothing is used that was not known then (rule FK24). */
export function snapshotAt(history: PlantHistory, at: Micros): Snapshot {
  const setUpFor = new Map<string, string>();
  const workedAt = new Map<string, Micros>();
  const pieces: PlacedNow[] = [];
  for (const piece of history.pieces) {
    for (const { station, start } of piece.operations) {
      if (!(start <= at) || !(start > (workedAt.get(station) ?? Number.NEGATIVE_INFINITY))) continue;
      workedAt.set(station, start);
      setUpFor.set(station, piece.variant);
    }
    const placed = placedAt(piece, at);
    if (placed !== undefined) pieces.push(placed);
  }
  return {
    at,
    pieces: pieces.toSorted((a, b) => (a.since < b.since || Number.isNaN(a.since) ? -1 : a.since > b.since ? 1 : 0)),
    orders: history.orders.flatMap((order) => orderAt(order, at) ?? []),
    setUpFor,
  };
}

function placedAt({ piece, variant, order, stays, operations }: PastPiece, at: Micros): PlacedNow | undefined {
  // A stay without a reported begin began when the one before it ended.
  const fromOf = (number: number): Micros => {
    const { from = Number.NaN } = stays[number] ?? {};
    return Number.isNaN(from) ? (stays[number - 1]?.to ?? Number.NaN) : from;
  };
  const index = stays.findLastIndex((_, number) => !(fromOf(number) > at));
  const stay = stays[index];
  // Between two places it is where it was before.
  if (stay === undefined || (stay.to <= at && stays[index + 1] === undefined)) return undefined;
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
