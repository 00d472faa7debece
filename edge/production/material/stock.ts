import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { StockEvent } from "../../contracts/production/material-event.ts";
import { type ListedCarrier, MOST_LISTED_PIECES, type StockRefusal } from "../../contracts/production/stock-listing.ts";
import type { Disagreement } from "./listed.ts";
import type { PieceMoves } from "./piece-moves.ts";
import type { RecordBook } from "./record-book.ts";
import type { Carrier, Piece } from "./records.ts";
import { presentStay, type Stay, type StayAt, seen } from "./timeline.ts";
import type { Ways } from "./ways.ts";

/** Store and line report a move by different clocks; a move this close to a listing may or may not be in it. */
const APART_US = 5e6;

interface Parts {
  readonly records: RecordBook;
  readonly moves: PieceMoves;
  readonly ways: Ways;
  /** Places that may send listings: those in the config. */
  readonly places: ReadonlySet<string>;
}

/**
 * Takes listings of places (docs/rules/material.md, M19). A subject without a place in the record and without a later
 * report gets the listed place; one that is elsewhere stays there, and the listener is notified of the disagreement.
 */
export class Stock {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Returns the reason if the listing is refused. */
  take(listing: StockEvent, time: Micros): StockRefusal | undefined {
    const { records, moves, places } = this.#parts;
    const { place, carriers, pieces, receivedAt } = listing;
    if (!places.has(place)) return "unknown-place";
    const listed = new Set([...carriers.flatMap((carrier) => carrier.pieces), ...pieces]);
    const here = records.presence.at(place);
    const added = [...listed].filter((id) => !here.has(id)).length;
    // New names with each listing would fill the memory.
    if (added > 0 && here.size + added > 2 * MOST_LISTED_PIECES) return "place-full";
    const disagreements: Disagreement[] = [];
    for (const carrier of carriers) disagreements.push(...this.#takeCarrier(carrier, place, time));
    for (const id of pieces) disagreements.push(...this.#takePiece(id, { place }, time));
    disagreements.push(
      ...this.#absent({ place, time }, { carriers: new Set(carriers.map(({ carrier }) => carrier)), pieces: listed }),
    );
    moves.listener.listed?.({ place, time, receivedAt, disagreements });
    return undefined;
  }

  #takeCarrier({ carrier: id, slot, pieces }: ListedCarrier, place: string, time: Micros): readonly Disagreement[] {
    const { records, moves, ways } = this.#parts;
    const at: StayAt = slot === undefined ? { place } : { place, slot };
    const stays = records.carriers.get(id)?.stays ?? [];
    // If the carrier is elsewhere, its pieces are with it and add no information.
    if (isElsewhere(stays, place, time)) return [{ what: "carriers", id, isListed: true }];
    if (isNowhere(stays, time)) {
      moves.count(seen(records.knowCarrier(id).stays, at, time, ways.leads));
      moves.listener.cameFromNowhere?.("carriers", id, place);
    }
    const carrier = records.carriers.get(id);
    if (carrier === undefined || presentStay(carrier.stays)?.place !== place) return [];
    const found = pieces.flatMap((piece) => this.#takePiece(piece, { ...at, carrier: id }, time));
    if (!carrier.isKnown) this.#learnContents(carrier, place, pieces);
    return found;
  }

  #learnContents({ id }: Carrier, place: string, pieces: readonly string[]): void {
    const { records } = this.#parts;
    records.setContents(
      records.knowCarrier(id),
      pieces.filter((piece) => records.presence.placeOf(piece) === place),
    );
  }

  #takePiece(id: string, at: StayAt, time: Micros): readonly Disagreement[] {
    const { records, moves } = this.#parts;
    const known = records.piece(id);
    if (known !== undefined && isPieceElsewhere(known, at.place, time)) return [{ what: "pieces", id, isListed: true }];
    if (known !== undefined && (known.state !== "inside" || !isNowhere(known.stays, time))) return [];
    const piece = records.know(id, time);
    moves.saw(piece, at, time);
    if (presentStay(piece.stays)?.place === at.place) records.standsOn(piece, at.carrier ?? "");
    return [];
  }

  /** Subjects that the record has at the place and the listing lacks. */
  #absent(
    { place, time }: { readonly place: string; readonly time: Micros },
    listed: { readonly carriers: ReadonlySet<string>; readonly pieces: ReadonlySet<string> },
  ): Disagreement[] {
    const { records } = this.#parts;
    const found: Disagreement[] = [];
    const gone = new Set<string>();
    for (const { id, stays } of records.carriers.values()) {
      if (listed.carriers.has(id) || !isStillAt(stays, place, time)) continue;
      gone.add(id);
      found.push({ what: "carriers", id, isListed: false });
    }
    for (const id of records.presence.at(place)) {
      const piece = listed.pieces.has(id) ? undefined : records.pieces.get(id);
      if (piece !== undefined && !gone.has(piece.carrier) && isStillAt(piece.stays, place, time))
        found.push({ what: "pieces", id, isListed: false });
    }
    // Sorted, because the order in memory depends on when the book was opened.
    return found.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

/** Whether the disagreement still holds by the present record. */
export function stillDisagrees(
  subject: Piece | Carrier | undefined,
  { isListed }: Disagreement,
  { place, time }: { readonly place: string; readonly time: Micros },
): boolean {
  if (subject === undefined) return false;
  if (!isListed) return isStillAt(subject.stays, place, time);
  return "state" in subject ? isPieceElsewhere(subject, place, time) : isElsewhere(subject.stays, place, time);
}

/** Its place is unknown, and it has no report after the time. */
function isNowhere(stays: readonly Stay[], time: Micros): boolean {
  return presentStay(stays) === undefined && newestOf(stays) <= time - APART_US;
}

function isElsewhere(stays: readonly Stay[], place: string, time: Micros): boolean {
  const stay = presentStay(stays);
  return stay !== undefined && stay.place !== place && newestOf(stays) <= time - APART_US;
}

function isPieceElsewhere({ state, stays, lastAt }: Piece, place: string, time: Micros): boolean {
  return state === "inside" ? isElsewhere(stays, place, time) : lastAt <= time - APART_US;
}

function isStillAt(stays: readonly Stay[], place: string, time: Micros): boolean {
  return presentStay(stays)?.place === place && newestOf(stays) <= time - APART_US;
}

/** Newest time in its record. */
function newestOf(stays: readonly Stay[]): Micros {
  const last = stays.at(-1);
  return last === undefined
    ? Number.NEGATIVE_INFINITY
    : Math.max(...[last.tIn, last.tOut, last.seenAt].filter((time) => !Number.isNaN(time)));
}
