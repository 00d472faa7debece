import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Piece } from "./records.ts";
import { isApart, type Stay } from "./timeline.ts";
import type { Ways } from "./ways.ts";

/** Looks that wait; the oldest are done early beyond it. */
const MOST = 100_000;
/** What two controllers say of one drop lies within this. */
const DROP_US = 3e6;

/** A vehicle that was under way when the edge began to listen has not told what it carries. */
const BEGUN_US = 60e6;

/** Arrivals this close may have been told in the wrong order while a machine or a network was slow. */
const UNSURE_US = 10e6;

interface Look {
  readonly piece: string;
  /** The place that it came to, or that its carrier was put down at. */
  readonly place: string;
  readonly time: Micros;
  readonly due: Micros;
  /** Carrier that was put down; empty for a move. */
  readonly dropped: string;
}

export type LookState = readonly Look[];

/** What a second look found. */
export type Found =
  | { readonly kind: "missed-stay"; readonly piece: Piece; readonly place: string; readonly time: Micros }
  | { readonly kind: "swapped"; readonly piece: Piece; readonly index: number; readonly time: Micros }
  | { readonly kind: "hole"; readonly piece: Piece; readonly from: string; readonly to: string; readonly time: Micros };

/**
 * Looks at each move again when everything that belongs to it should have come: what is missing and can only have
 * been one thing is filled in, what contradicts the ways of the plant is declared.
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

  /** When the first move was told. */
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

  /** What is due by `now`. */
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

  /** Its carrier was put down, and no place said that the piece came. */
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
    // The other way round it is a step: two clocks told it in the wrong order.
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
    // A stay shorter than clocks agree, between places that lead to each other, is nothing that is missing.
    return middle !== undefined ? undefined : { kind: "hole", piece, from: before.place, to: place, time };
  }
}
