/** Which stations worked on each piece, and how: known from their reports, whatever kind of server they are. */
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { PieceEvent } from "../contracts/production/material-event.ts";
import type { MeasurementContext } from "../contracts/quality/quality.ts";
import type { QualityStore, StoredWork } from "./quality-store.ts";
import type { SharedWords } from "./words.ts";

/** Pieces in memory; the file has the others. */
const MOST_PIECES = 4096;
const MOST_STATIONS = 64;

type OfWork = Pick<MeasurementContext, "operation" | "program" | "tools" | "fixture" | "variant" | "order">;

export class WorkMemory {
  readonly #store: Pick<QualityStore, "work">;
  readonly #words: SharedWords;
  /** Least recently used first. */
  readonly #pieces = new Map<string, readonly StoredWork[]>();
  readonly #unwritten = new Map<string, StoredWork>();

  constructor(store: Pick<QualityStore, "work">, words: SharedWords) {
    this.#store = store;
    this.#words = words;
  }

  get waiting(): number {
    return this.#unwritten.size;
  }

  /** A station is done with a piece; of repeated work the last counts. */
  add({ piece, place, time, operation, program, tools, fixture, variant, order }: PieceEvent): void {
    const before = this.of(piece);
    const known = this.variantOf(before);
    const context: OfWork = {
      operation: operation ?? "",
      program: program ?? "",
      tools: tools ?? [],
      fixture: fixture ?? "",
      variant: variant ?? known.variant,
      order: order ?? known.order,
    };
    const station = this.#words.codeOf(place);
    const work = { piece, station, at: time, context: this.#words.codeOf(JSON.stringify(context)) };
    this.#unwritten.set(`${station} ${piece}`, work);
    this.#keep(piece, [...before.filter((one) => one.station !== station), work].slice(-MOST_STATIONS));
  }

  /** Oldest first; empty for a piece that nobody reported. */
  of(piece: string): readonly StoredWork[] {
    const known = this.#pieces.get(piece) ?? this.#read(piece);
    this.#keep(piece, known);
    return known;
  }

  /** The newest variant and order among the work on a piece; empty where nobody reported them. */
  variantOf(work: readonly StoredWork[]): Pick<OfWork, "variant" | "order"> {
    const contexts = work.map(({ context }) => this.contextOf(context)).reverse();
    return {
      variant: contexts.find(({ variant }) => variant !== "")?.variant ?? "",
      order: contexts.find(({ order }) => order !== "")?.order ?? "",
    };
  }

  contextOf(code: number): OfWork {
    const text = this.#words.wordOf(code);
    return text === ""
      ? { operation: "", program: "", tools: [], fixture: "", variant: "", order: "" }
      : (JSON.parse(text) as OfWork);
  }

  unwritten(): Iterable<StoredWork> {
    return this.#unwritten.values();
  }

  written(): void {
    this.#unwritten.clear();
  }

  /** What is not written yet is newer than the file. */
  #read(piece: string): readonly StoredWork[] {
    const stored = this.#store.work(piece);
    const fresh = stored.map((one) => this.#unwritten.get(`${one.station} ${piece}`) ?? one);
    const more = [...this.#unwritten.values()].filter(
      (one) => one.piece === piece && !stored.some(({ station }) => station === one.station),
    );
    return [...fresh, ...more];
  }

  #keep(piece: string, work: readonly StoredWork[]): void {
    this.#pieces.delete(piece);
    this.#pieces.set(piece, work);
    if (this.#pieces.size <= MOST_PIECES) return;
    for (const [oldest] of this.#pieces) {
      this.#pieces.delete(oldest);
      return;
    }
  }
}

/** The newest work of one of these stations that was done by then, or later where only later work is known. */
export function madeBy(work: readonly StoredWork[], isMaker: (station: number) => boolean): StoredWork | undefined {
  let newest: StoredWork | undefined;
  for (const one of work) if (isMaker(one.station) && (newest === undefined || one.at >= newest.at)) newest = one;
  return newest;
}

/** Log time before which the work on a piece is forgotten: no piece is on its way for so long. */
export const WORK_KEPT_US: Micros = 90 * 86_400e6;
