import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Piece } from "./records.ts";
import { isApart, type Stay } from "./timeline.ts";
import type { Ways } from "./ways.ts";

/** Maximum number of waiting looks; beyond it the oldest are done early. */
const MOST = 100_000;
/** The reports of two controllers about one drop lie within this time. */
const DROP_US = 3e6;

/** The load of a vehicle that was under way when the edge began to listen is unknown for this time. */
const BEGUN_US = 60e6;

/** Arrivals this close together may be reported in the wrong order while a machine or a network is slow. */
const UNSURE_US = 10e6;

interface Look {
  readonly piece: string;
  /** The place of its arrival, or where its carrier was put down. */
  readonly place: string;
  readonly time: Micros;
  readonly due: Micros;
  /** The carrier that was put down; empty for a move. */
  readonly dropped: string;
}

export type LookState = readonly Look[];

/** Result of a second look. */
export type Found =
  | { readonly kind: "missed-stay"; readonly piece: Piece; readonly place: string; readonly time: Micros }
  | { readonly kind: "swapped"; readonly piece: Piece; readonly index: number; readonly time: Micros }
  | { readonly kind: "hole"; readonly piece: Piece; readonly from: string; readonly to: string; readonly time: Micros };

/**
 * Examines each move again when all its reports should have arrived: a missing fact with only one possibility is filled
 * in, a move that contradicts the routes of the plant is declared.
 */
export class SecondLook {
  readonly #ways: Ways;
  readonly #waitUs: number;
  #looks: Look[];
  #next = 0;
  #beganAt: Micros | undefined;

  constructor(ways: Ways, waitS: number, looks: LookState = [], beganAt?: Micros) {
    this.#ways = ways;
    this.#waitUs = waitS * 1e6;
    this.#looks = [...looks];
    this.#beganAt = beganAt;
  }

  /** Time of the first reported move. */
  get beganAt(): Micros | undefined {
    return this.#beganAt;
  }

  get state(): LookState {
    return this.#looks.slice(this.#next);
  }

  at(
    piece: string,
    {
      place,
      time,
      now,
      dropped = "",
    }: { readonly place: string; readonly time: Micros; readonly now: Micros; readonly dropped?: string },
  ): void {
    this.#beganAt ??= now;
    if (this.#ways.isKnown) this.#looks.push({ piece, place, time, due: now + this.#waitUs, dropped });
  }

  /** Looks that are due by `now`. */
  due(now: Micros, pieceOf: (id: string) => Piece | undefined): Found[] {
    const found: Found[] = [];
    for (
      let look = this.#looks[this.#next];
      look !== undefined && (look.due <= now || this.#looks.length - this.#next > MOST);
      look = this.#looks[this.#next]
    ) {
      this.#next++;
      const piece = pieceOf(look.piece);
      const one =
        piece === undefined ? undefined : look.dropped !== "" ? this.#dropped(piece, look) : this.#moved(piece, look);
      if (one !== undefined) found.push(one);
    }
    if (this.#next > 1000) this.#looks.splice(0, this.#next);
    if (this.#next > 1000) this.#next = 0;
    return found;
  }

  /** Handles a piece whose carrier was put down and that no place reported. */
  #dropped(piece: Piece, { place, time, dropped }: Look): Found | undefined {
    const last = piece.stays.at(-1);
    const isStillOn =
      last !== undefined && last.carrier === dropped && last.tIn < time && !(last.tOut < time - DROP_US);
    return piece.state === "inside" && isStillOn
      ? { kind: "missed-stay", piece, place, time: Number.isNaN(last.tOut) ? time : last.tOut }
      : undefined;
  }

  #moved(piece: Piece, { place, time }: Look): Found | undefined {
    const index = piece.stays.findLastIndex((stay) => stay.place === place && stay.tIn === time);
    const [before, stay] = [piece.stays[index - 1], piece.stays[index]] as [Stay | undefined, Stay | undefined];
    if (before === undefined || stay === undefined || before.place === place) return undefined;
    const isStep = this.#ways.hasStep(before.place, place);
    if (isStep) return undefined;
    // The reverse is a valid step: two clocks gave the wrong order.
    if (this.#ways.hasStep(place, before.place) && Math.abs(time - before.tIn) <= UNSURE_US)
      return { kind: "swapped", piece, index, time };
    const middle = this.#ways.middle(before.place, place);
    if (middle !== undefined && isApart(before, stay))
      return { kind: "missed-stay", piece, place: middle, time: before.tOut };
    if (
      before.tOut - (this.#beganAt ?? 0) <= BEGUN_US &&
      isApart(before, stay) &&
      this.#ways.hasMiddle(before.place, place)
    )
      return undefined;
    // A stay shorter than the clock error, between connected places, means that nothing is missing.
    return middle !== undefined ? undefined : { kind: "hole", piece, from: before.place, to: place, time };
  }
}
