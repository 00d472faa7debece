/** Contradictions between record and plant that are put in, and how soon each was found. */
import type { EdgeEvent } from "../../edge/contracts/event-batch.ts";
import type { Mismatch } from "../../edge/material/reconciliation.ts";

/** A move, its controllers' messages and the time that record and observation may differ. */
const WITHIN_MS = 12_000;
const KINDS = ["moved by hand", "piece taken off", "wrong place", "wrong pallet"] as const;

export interface InjectionFigures {
  readonly injected: number;
  readonly found: number;
  readonly slowestS: number;
  readonly missed: readonly string[];
}

interface Injection {
  readonly kind: (typeof KINDS)[number];
  readonly atMs: number;
  readonly subject: string;
  readonly place: string;
  foundMs: number;
}

export class Injections {
  readonly #each: number;
  readonly #fromMs: number;
  readonly #all: Injection[] = [];
  readonly #everyMs: number;

  constructor(count: number, fromMs: number, lengthMs: number) {
    this.#each = count;
    this.#fromMs = fromMs + lengthMs * 0.2;
    this.#everyMs = count === 0 ? 0 : (lengthMs * 0.75) / count;
  }

  get figures(): InjectionFigures {
    const found = this.#all.filter(({ foundMs }) => !Number.isNaN(foundMs));
    return {
      injected: this.#all.length,
      found: found.length,
      slowestS: Math.max(0, ...found.map(({ atMs, foundMs }) => (foundMs - atMs) / 1000)),
      missed: this.#all.filter(({ foundMs }) => Number.isNaN(foundMs)).map(({ kind, subject, place }) => `${kind} ${subject} ${place}`),
    };
  }

  /** The event as the edge hears it; undefined where nobody tells. */
  change(event: EdgeEvent, nowMs: number): EdgeEvent | undefined {
    if (this.#all.length >= this.#each || nowMs < this.#fromMs + this.#all.length * this.#everyMs) return event;
    const kind = KINDS[this.#all.length % KINDS.length] as (typeof KINDS)[number];
    const { pieces, carrier, place } = event.payload as { pieces?: readonly string[]; carrier?: string; place?: string };
    const note = (subject: string, at: string): void => void this.#all.push({ kind, atMs: nowMs, subject, place: at, foundMs: Number.NaN });
    const isRack = place?.startsWith("RCK-") === true;
    if (kind === "moved by hand" && event.type === "pallet.departed" && isRack && pieces !== undefined && pieces.length > 0) {
      note(String(carrier), String(place).split(":")[0] as string);
      return undefined;
    }
    if (kind === "piece taken off" && event.type === "pallet.arrived" && isRack && pieces !== undefined && pieces.length > 1) {
      note(String(carrier), String(place).split(":")[0] as string);
      return { ...event, payload: { ...event.payload, pieces: pieces.slice(1) } };
    }
    if (kind === "wrong place" && event.type === "piece.arrived" && place === "BUF-DEBURR-IN") {
      note(event.pieceId ?? "", "BUF-PACK-IN");
      return { ...event, payload: { ...event.payload, place: "BUF-PACK-IN" } };
    }
    if (kind === "wrong pallet" && event.type === "pallet.arrived" && isRack && pieces !== undefined && pieces.length > 0) {
      note(`${carrier}-X`, String(place).split(":")[0] as string);
      return { ...event, payload: { ...event.payload, carrier: `${carrier}-X` } };
    }
    return event;
  }

  look(mismatches: readonly Mismatch[], nowMs: number): void {
    for (const injection of this.#all) {
      if (!Number.isNaN(injection.foundMs) || nowMs - injection.atMs > WITHIN_MS) continue;
      const isIt = ({ foundAt, place, piece, record, observed }: Mismatch): boolean =>
        foundAt / 1000 >= injection.atMs && (place === injection.place || piece === injection.subject || record.en.includes(injection.subject) || observed.en.includes(injection.subject));
      if (mismatches.some(isIt)) injection.foundMs = nowMs;
    }
  }
}
