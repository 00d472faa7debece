import type { PastPiece, PlantHistory } from "../../contracts/forecast/history.ts";
import type { Flow } from "../model/flow.ts";
import { byTime, filledStays } from "./stays.ts";

/** One stay of a piece at a place of the flow, with how it came and went. Times in seconds from the history's begin. */
export interface Visit {
  readonly place: number;
  readonly piece: number;
  readonly variant: string;
  /** NaN: not reported, and no other report says it. */
  readonly arrive: number;
  leave: number;
  /** Of the operation there; NaN where there is none, or not yet. */
  readonly start: number;
  readonly end: number;
  readonly isScrap: boolean;
  /** Where it came from; -1: not known. */
  readonly before: number;
  /** Where it went; -1: it is there, or has left the flow. */
  next: number;
  /** Vehicle or tender that brought it, and when it took the piece over and put it down. */
  readonly by: string;
  readonly taken: number;
}

/** All visits, in order of arrival. */
export function visitsOf(history: PlantHistory, flow: Flow): readonly Visit[] {
  const byLabel = new Map<string, number[]>();
  for (const [place, { label }] of flow.places.entries()) {
    const known = byLabel.get(label);
    if (known === undefined) byLabel.set(label, [place]);
    else known.push(place);
  }
  const carriers = new Set([...flow.vehicles, ...flow.tenders]);
  const visits: Visit[] = [];
  for (const [at, piece] of history.pieces.entries()) {
    const own = ofPiece(piece, at, { history, flow, byLabel, carriers });
    for (const visit of own) visits.push(visit);
  }
  return visits.toSorted((a, b) => byTime(a.arrive, b.arrive));
}

/** Names the visits of a piece at a place. */
export function visitKey(piece: number, place: number): string {
  return `${piece} ${place}`;
}

interface Known {
  readonly history: Pick<PlantHistory, "from">;
  readonly flow: Flow;
  readonly byLabel: ReadonlyMap<string, readonly number[]>;
  readonly carriers: ReadonlySet<string>;
}

function ofPiece(piece: PastPiece, at: number, { history, flow, byLabel, carriers }: Known): readonly Visit[] {
  const seconds = (time: number): number => (time - history.from) / 1e6;
  const own: Visit[] = [];
  let used = 0;
  let by = "";
  let taken = Number.NaN;
  for (const stay of filledStays(piece)) {
    if (carriers.has(stay.place)) {
      by = stay.place;
      taken = seconds(stay.from);
      continue;
    }
    const before = own.at(-1);
    const place = placeOf(flow, byLabel.get(stay.place), before?.place);
    if (place === undefined) continue;
    // Operations come in the order of the visits; one without a visit is passed over.
    const found = piece.operations.findIndex(
      ({ station, end, start }, index) =>
        index >= used && station === stay.place && !(end < stay.from) && !(start > stay.to),
    );
    if (found >= 0) used = found + 1;
    const work = found < 0 ? undefined : piece.operations[found];
    if (before !== undefined) before.next = place;
    own.push({
      place,
      piece: at,
      variant: piece.variant,
      arrive: seconds(stay.from),
      leave: seconds(stay.to),
      start: seconds(work?.start ?? Number.NaN),
      end: seconds(work?.end ?? Number.NaN),
      isScrap: work?.verdict === "scrap",
      before: before?.place ?? -1,
      next: -1,
      by,
      taken,
    });
    by = "";
    taken = Number.NaN;
  }
  return own;
}

/** Of several places with one label: the one that the place before leads to; else the first. */
function placeOf(flow: Flow, places: readonly number[] | undefined, before: number | undefined): number | undefined {
  if (places === undefined || places.length === 1 || before === undefined) return places?.[0];
  const leads = flow.places[before]?.steps.flatMap(({ group }) => group) ?? [];
  return places.find((place) => leads.includes(place)) ?? places[0];
}
