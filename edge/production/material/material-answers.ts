import type { Micros } from "../../contracts/path/sample-batch.ts";
import type {
  FoundPieces,
  OrderView,
  PiecesQuestion,
  PlacedPiece,
  PlaceView,
  ReconciliationView,
} from "../../contracts/production/material.ts";
import type { MaterialConfig } from "./config.ts";
import type { MaterialStore } from "./material-store.ts";
import type { MaterialTwin } from "./material-twin.ts";
import type { Reconciliation } from "./reconciliation.ts";
import type { OrderRecord, Piece } from "./records.ts";
import { presentStay, type Span, spansOf, stayAt } from "./timeline.ts";

/** Maximum number of pieces examined for one instant. */
const MOST_LOOKED_AT = 50_000;
/** Number of newest stays in the mean dwell time of a place. */
const DWELL_STAYS = 50;

export interface AnswerOptions {
  readonly twin: MaterialTwin;
  readonly store: MaterialStore;
  readonly reconciliation: Reconciliation;
  readonly config: MaterialConfig;
}

/** Answers queries of API and viewer about the material twin. */
export class MaterialAnswers {
  readonly #options: AnswerOptions;

  constructor(options: AnswerOptions) {
    this.#options = options;
  }

  pieces({ at, text, place, limit }: PiecesQuestion): FoundPieces {
    const all = at === undefined ? this.#present(place) : this.#around(at);
    const wanted = text.toLowerCase();
    const fits = (piece: Piece): boolean =>
      wanted === "" ||
      [piece.id, piece.order, piece.variant, piece.carrier].some((word) => word.toLowerCase().includes(wanted));
    const placed = all.filter(fits).map((piece) => placedAt(piece, at));
    const found = at === undefined ? placed : placed.filter((piece) => piece.place !== null);
    const here = place === undefined ? found : found.filter((piece) => piece.place === place);
    const sorted = here.sort((a, b) => (b.since ?? 0) - (a.since ?? 0) || (a.piece < b.piece ? -1 : 1));
    if (sorted.length === 0 && wanted !== "" && at === undefined && place === undefined)
      return { pieces: this.#past(text, limit), total: sorted.length };
    return { pieces: sorted.slice(0, limit), total: sorted.length };
  }

  placeOf(id: string, at: Micros | undefined): PlacedPiece | undefined {
    const piece = this.#options.twin.piece(id);
    return piece === undefined ? undefined : placedAt(piece, at);
  }

  places(at: Micros | undefined): readonly PlaceView[] {
    const { twin, config, reconciliation } = this.#options;
    const counts = new Map<string, number>();
    const dwells = new Map<string, Span[]>();
    const pieces = at === undefined ? this.#present(undefined) : this.#around(at);
    for (const piece of pieces) {
      const spans = spansOf(piece.stays);
      const here =
        at === undefined
          ? presentStay(piece.stays)?.place
          : spans.findLast(({ from, to }) => from <= at && at < to)?.place;
      if (here !== undefined) counts.set(here, (counts.get(here) ?? 0) + 1);
      for (const span of spans)
        if (Number.isFinite(span.from) && span.to <= (at ?? Number.MAX_VALUE)) push(dwells, span);
    }
    const carriers = new Map<string, string[]>();
    for (const { id, stays } of twin.carriers.values()) {
      const place = at === undefined ? presentStay(stays)?.place : stayAt(stays, at)?.place;
      if (place !== undefined) carriers.set(place, [...(carriers.get(place) ?? []), id]);
    }
    const unidentified = at === undefined ? reconciliation.unidentified : new Map<string, number>();
    const buffers = new Map(config.buffers.map((buffer) => [buffer.id, buffer]));
    return [...new Set([...counts.keys(), ...carriers.keys(), ...buffers.keys(), ...unidentified.keys()])]
      .sort()
      .map((place): PlaceView => {
        const newest = (dwells.get(place) ?? []).sort((a, b) => a.to - b.to || a.from - b.from).slice(-DWELL_STAYS);
        const times = newest.map(({ from, to }) => to - from);
        const dwellS = times.length === 0 ? null : times.reduce((sum, us) => sum + us, 0) / times.length / 1e6;
        return {
          place,
          name: buffers.get(place)?.name ?? null,
          pieces: counts.get(place) ?? 0,
          unidentified: unidentified.get(place) ?? null,
          carriers: (carriers.get(place) ?? []).sort(),
          capacity: buffers.get(place)?.capacity ?? null,
          dwellS,
          stays: times.length,
        };
      });
  }

  orders(at: Micros | undefined, now: Micros): readonly OrderView[] {
    const { twin } = this.#options;
    if (at !== undefined)
      return twin.orders
        .at(at)
        .map((record) => orderView(record, { finish: null, reason: "what was forecast then is not kept" }));
    return twin.orders.all().map((record) => orderView(record, twin.orders.forecast(record, now)));
  }

  reconciliation(): ReconciliationView {
    const { twin, reconciliation } = this.#options;
    const mismatches = reconciliation.mismatches.map((mismatch) => ({ ...mismatch, piece: mismatch.piece ?? null }));
    return {
      agreement: reconciliation.agreement,
      mismatches,
      explained: reconciliation.explained,
      counters: twin.counters,
    };
  }

  #present(place: string | undefined): Piece[] {
    const { twin } = this.#options;
    const ids = place === undefined ? twin.inside.keys() : twin.presence.at(place).values();
    return [...ids].flatMap((id) => {
      const piece = twin.inside.get(id);
      return piece === undefined || piece.state !== "inside" ? [] : [piece];
    });
  }

  /** Pieces that were in the plant at the time: those that are still in it, and those on disk. */
  #around(at: Micros): Piece[] {
    const { twin, store } = this.#options;
    const found = new Map(store.around(at, store.longest() + 1e6, MOST_LOOKED_AT).map((piece) => [piece.id, piece]));
    // Pieces that left stay in memory until they are written.
    for (const piece of twin.inside.values())
      if (piece.firstAt <= at && (piece.state === "inside" || piece.lastAt >= at)) found.set(piece.id, piece);
    return [...found.values()];
  }

  #past(text: string, limit: number): PlacedPiece[] {
    return this.#options.store.search(text, limit).flatMap((id) => this.placeOf(id, undefined) ?? []);
  }
}

function placedAt(piece: Piece, at: Micros | undefined): PlacedPiece {
  const { id, variant, order, state } = piece;
  const stay = at === undefined ? presentStay(piece.stays) : undefined;
  const span =
    at === undefined ? (stay === undefined ? undefined : spansOf(piece.stays).at(-1)) : stayAt(piece.stays, at);
  return {
    piece: id,
    variant,
    order,
    state: at === undefined || at >= piece.lastAt ? state : "inside",
    place: span?.place ?? null,
    slot: span?.slot ?? null,
    carrier: span?.carrier ?? null,
    since: orNull(span?.from ?? goneSince(piece, at)),
    isInferred: span?.isInferred ?? false,
  };
}

/** Time at which the piece left its last known place. */
function goneSince({ stays }: Piece, at: Micros | undefined): Micros {
  return Math.max(
    Number.NEGATIVE_INFINITY,
    ...spansOf(stays).flatMap(({ to }) => (to <= (at ?? Number.MAX_VALUE) ? [to] : [])),
  );
}

function push(dwells: Map<string, Span[]>, span: Span): void {
  const spans = dwells.get(span.place);
  if (spans === undefined) dwells.set(span.place, [span]);
  else spans.push(span);
}

function orderView(
  record: OrderRecord,
  { finish, reason }: { readonly finish: Micros | null; readonly reason?: string },
): OrderView {
  const { order, variant, quantity, priority, due, state, started, good, scrapped, runningAt, endedAt, counted } =
    record;
  return {
    order,
    variant,
    quantity: orNull(quantity),
    priority: orNull(priority),
    due: orNull(due),
    state,
    runningAt: orNull(runningAt),
    endedAt: orNull(endedAt),
    reported: { started, good, scrapped },
    counted: { started: counted.started, good: counted.good, scrapped: counted.scrapped },
    forecast: { finish, reason: reason ?? null },
  };
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
