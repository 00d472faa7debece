/** Injected contradictions between record and plant, and how soon each was found. */
import type { EdgeEvent } from "../../edge/contracts/path/event-batch.ts";
import type { Mismatch } from "../../edge/production/material/mismatches.ts";
import { spansOf } from "../../edge/production/material/timeline.ts";
import type { StoreLevel } from "../../simulators/kernel/contract.ts";
import type { Books } from "./books.ts";

/** A move, its controllers' messages and the tolerated delay between record and observation. */
const WITHIN_MS = 12_000;

/** Faults of a pallet or piece, or of its messages. */
const KINDS = [
  "moved by hand",
  "piece taken off",
  "wrong place",
  "wrong pallet",
  "swapped pieces",
  "event lost",
  "event twice",
] as const;
type Kind = (typeof KINDS)[number];

export interface InjectionFigures {
  readonly injected: number;
  readonly found: number;
  readonly slowestS: number;
  readonly missed: readonly string[];
}

interface Injection {
  readonly kind: Kind;
  readonly atMs: number;
  readonly subject: string;
  readonly place: string;
  /** Content of an earlier message that is repeated. */
  readonly repeated: number;
  foundMs: number;
}

interface Stored {
  readonly rack: string;
  readonly pieces: number;
}

type Move = EdgeEvent & { readonly place: string; readonly carrier: string; readonly pieces: readonly string[] };

export class Injections {
  readonly #count: number;
  readonly #fromMs: number;
  readonly #everyMs: number;
  readonly #all: Injection[] = [];
  /** Pallets in racks, by the messages. */
  readonly #stored = new Map<string, Stored>();
  /** Pallets that were carried from one rack to another, with the rack where each truly is. */
  readonly #carried = new Map<string, string>();
  #repeated = 0;

  constructor(count: number, { fromMs, lengthMs }: { readonly fromMs: number; readonly lengthMs: number }) {
    this.#count = count;
    this.#fromMs = fromMs + lengthMs * 0.2;
    this.#everyMs = count === 0 ? 0 : (lengthMs * 0.75) / count;
  }

  get figures(): InjectionFigures {
    const found = this.#all.filter(({ foundMs }) => !Number.isNaN(foundMs));
    return {
      injected: this.#all.length,
      found: found.length,
      slowestS: Math.max(0, ...found.map(({ atMs, foundMs }) => (foundMs - atMs) / 1000)),
      missed: this.#all
        .filter(({ foundMs }) => Number.isNaN(foundMs))
        .map(({ kind, subject, place }) => `${kind} ${subject} ${place}`),
    };
  }

  /** The event as the edge receives it: not at all, changed, or twice. */
  change(event: EdgeEvent, nowMs: number): readonly EdgeEvent[] {
    const {
      pieces = [],
      carrier = "",
      place = "",
    } = event.payload as { pieces?: readonly string[]; carrier?: string; place?: string };
    const move: Move = { ...event, place, carrier, pieces };
    const received = this.#isDue(nowMs)
      ? (this.#changed(KINDS[this.#all.length % KINDS.length] as Kind, move, nowMs) ?? [event])
      : [event];
    if (rackOf(place) !== undefined) this.#store(move);
    return received;
  }

  /** The rack's sensors, which also see pallets that were carried there by hand. */
  seen({ id, pallets, pieces }: StoreLevel): Pick<StoreLevel, "id" | "pallets" | "pieces"> {
    let [seenPallets, seenPieces] = [pallets, pieces];
    for (const [carrier, rack] of this.#carried) {
      const stored = this.#stored.get(carrier);
      if (stored === undefined) continue;
      const sign = Number(rack === id) - Number(stored.rack === id);
      seenPallets += sign;
      seenPieces += sign * stored.pieces;
    }
    return { id, pallets: seenPallets, pieces: seenPieces };
  }

  look({ reconciliation, twin }: Books, nowMs: number): void {
    if (this.#isDue(nowMs) && KINDS[this.#all.length % KINDS.length] === "moved by hand") this.#carry(nowMs);
    this.#repeated = twin.counters.repeated;
    const isOpen = ({ foundMs, atMs }: Injection): boolean => Number.isNaN(foundMs) && nowMs - atMs <= WITHIN_MS;
    for (const injection of this.#all.filter(isOpen)) {
      const { kind, subject, place, repeated } = injection;
      const spans = spansOf(twin.piece(subject)?.stays ?? []).filter((span) => span.place === place);
      const isFound =
        kind === "event lost"
          ? spans.some(
              ({ isInferred, from, to }) =>
                isInferred && Number.isFinite(from) && to / 1000 >= injection.atMs - WITHIN_MS,
            )
          : kind === "event twice"
            ? twin.counters.repeated > repeated && spans.length === 1
            : reconciliation.mismatches.some((mismatch) => isOf(injection, mismatch));
      if (isFound) injection.foundMs = nowMs;
    }
  }

  #isDue(nowMs: number): boolean {
    return this.#all.length < this.#count && nowMs >= this.#fromMs + this.#all.length * this.#everyMs;
  }

  #note(kind: Kind, atMs: number, { subject, place }: { readonly subject: string; readonly place: string }): void {
    this.#all.push({ kind, atMs, subject, place, repeated: this.#repeated, foundMs: Number.NaN });
  }

  /** Undefined where the event does not suit the next kind of fault. */
  #changed(kind: Kind, event: Move, nowMs: number): readonly EdgeEvent[] | undefined {
    const { type, place, carrier, pieces, pieceId = "", payload } = event;
    const rack = type === "pallet.arrived" && pieces.length > 1 ? rackOf(place) : undefined;
    const note = (subject: string, at: string): void => this.#note(kind, nowMs, { subject, place: at });
    if (kind === "piece taken off" && rack !== undefined) {
      note(carrier, rack);
      return [{ ...event, payload: { ...payload, pieces: pieces.slice(1) } }];
    }
    if (kind === "wrong pallet" && rack !== undefined) {
      note(`${carrier}-X`, rack);
      return [{ ...event, payload: { ...payload, carrier: `${carrier}-X` } }];
    }
    if (type !== "piece.arrived") return undefined;
    if (kind === "wrong place" && place === "BUF-DEBURR-IN") {
      note(pieceId, "BUF-PACK-IN");
      return [{ ...event, payload: { ...payload, place: "BUF-PACK-IN" } }];
    }
    const other = this.#piecesOf("RCK-01");
    if (kind === "swapped pieces" && place === "VIS-01" && other !== undefined) {
      note(other, place);
      return [{ ...event, pieceId: other }];
    }
    if (kind === "event lost" && place.startsWith("LKT-")) {
      note(pieceId, place);
      return [];
    }
    if (kind === "event twice" && place.startsWith("LKT-")) {
      note(pieceId, place);
      return [event, event];
    }
    return undefined;
  }

  readonly #contents = new Map<string, readonly string[]>();

  #store({ type, place, carrier, pieces }: Move): void {
    this.#carried.delete(carrier);
    if (type === "pallet.arrived") {
      this.#stored.set(carrier, { rack: rackOf(place) as string, pieces: pieces.length });
      this.#contents.set(carrier, pieces);
    } else if (type === "pallet.departed") this.#stored.delete(carrier);
  }

  #piecesOf(rack: string): string | undefined {
    const carrier = [...this.#stored].findLast(([, stored]) => stored.rack === rack)?.[0];
    return carrier === undefined ? undefined : this.#contents.get(carrier)?.[0];
  }

  /** Carries the newest pallet from its rack to another without a message. */
  #carry(nowMs: number): void {
    const newest = [...this.#stored].findLast(
      ([carrier, { rack }]) => rack === "RCK-01" && !this.#carried.has(carrier),
    );
    if (newest === undefined) return;
    this.#carried.set(newest[0], "RCK-02");
    this.#note("moved by hand", nowMs, { subject: newest[0], place: "RCK-01" });
  }
}

function isOf({ atMs, place, subject }: Injection, mismatch: Mismatch): boolean {
  const { foundAt, record, observed } = mismatch;
  const isAbout =
    mismatch.piece === subject ||
    record.en.includes(subject) ||
    observed.en.includes(subject) ||
    (mismatch.kind === "count" && mismatch.place === place);
  return foundAt / 1000 >= atMs && isAbout;
}

function rackOf(place: string): string | undefined {
  return place.startsWith("RCK-") ? place.split(":")[0] : undefined;
}
