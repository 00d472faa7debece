import type { Finding } from "../../contracts/alerts/detector.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { CarrierEvent, MaterialEvent } from "../../contracts/production/material-event.ts";
import { CarrierLooks, type Look } from "./carrier-looks.ts";
import type { MaterialConfig } from "./config.ts";
import type { LevelState } from "./level-memory.ts";
import { type LevelOptions, Levels } from "./levels.ts";
import type { Listed } from "./listed.ts";
import { both, listed } from "./mismatch-words.ts";
import {
  type Mismatch,
  Mismatches,
  type MismatchOptions,
  type MismatchState,
  type MismatchTimes,
} from "./mismatches.ts";
import type { CarrierBefore, MaterialListener } from "./piece-moves.ts";
import type { Carrier, Piece } from "./records.ts";
import { type SourceGapState, SourceGaps } from "./source-gaps.ts";
import { type StockCheckState, StockChecks } from "./stock-checks.ts";
import { presentStay } from "./timeline.ts";

export interface ReconciliationOptions
  extends Omit<LevelOptions, "mismatches" | "state" | "isHeld" | "config">,
    Omit<MismatchOptions, "buffers" | "kept"> {
  readonly config: LevelOptions["config"] & Pick<MaterialConfig, "buffers">;
  /** Name of the link that reads the asset at a place; undefined where the place is no asset. */
  linkOf(place: string): string | undefined;
  /** The value of `state` before a restart. */
  readonly state: ReconciliationState | undefined;
}

export interface ReconciliationState extends LevelState, StockCheckState {
  readonly looks?: readonly Look[];
  readonly gaps?: SourceGapState;
  readonly mismatches?: MismatchState;
  readonly times?: MismatchTimes;
  readonly explained?: number;
}

/**
 * Compares the record of pieces with observations: levels of racks and belts, counters of machines, listings of places,
 * contents of pallets, loads of vehicles. Reports over different links may differ for a moment; a difference that lasts
 * for `settleS` is a mismatch.
 */
export class Reconciliation implements MaterialListener {
  readonly watches: readonly TagRef[];
  readonly #twin: ReconciliationOptions["twin"];
  readonly #mismatches: Mismatches;
  readonly #gaps: SourceGaps;
  readonly #levels: Levels;
  readonly #stock: StockChecks;
  readonly #looks: CarrierLooks;
  /** Moves that contradict the record while their source had a gap: the loss explains them. */
  #explained: number;

  constructor({ tags, ...options }: ReconciliationOptions) {
    const { twin, config, state } = options;
    this.#twin = twin;
    const buffers = config.buffers.map(({ id }) => id);
    this.#explained = state?.explained ?? 0;
    this.#mismatches = new Mismatches({ ...options, buffers, kept: { ...state?.mismatches, ...state?.times } });
    this.#gaps = new SourceGaps((place) => options.linkOf(place), state?.gaps);
    const isHeld = (place: string): boolean => this.#isHeld(place);
    this.#levels = new Levels({ ...options, tags, mismatches: this.#mismatches, isHeld });
    this.#stock = new StockChecks({
      twin,
      settleS: config.settleS,
      mismatches: this.#mismatches,
      isHeld,
      isPlace: (place) => buffers.includes(place) || options.assetOf(place) !== undefined,
      state,
    });
    this.#looks = new CarrierLooks({
      twin,
      settleS: config.settleS,
      state: state?.looks,
      isHeld: (...places) => this.#isHeld(...places),
      moved: (key, others, mismatch) => this.#moved(key, others, mismatch),
    });
    this.watches = this.#levels.watches;
    const [levels, listings] = [this.#levels.keys, this.#stock.keys];
    this.#mismatches.endUnless((key) => levels.has(key) || listings.has(key));
  }

  get state(): ReconciliationState {
    return {
      ...this.#levels.state,
      ...this.#stock.state,
      looks: this.#looks.state,
      gaps: this.#gaps.state,
      mismatches: this.#mismatches.state,
      times: this.#mismatches.times,
      explained: this.#explained,
    };
  }

  /** Ends alerts that an earlier release may have left; called once. */
  leftBehind(): readonly Finding[] {
    return this.#mismatches.leftBehind();
  }

  /** A source lost data, fell silent, or is live again. */
  lost(event: EdgeEvent): void {
    this.#until(event.receivedAt);
    this.#gaps.take(event);
  }

  /**
   * Notes which source reports on which place. Called before the record takes the event, while a piece is still at
   * the place that it leaves.
   */
  note(event: MaterialEvent): void {
    if (!("place" in event)) return;
    const twin = this.#twin;
    // `clock` begins with the name of the source.
    const [source = ""] = event.clock.split(" ");
    const carrier = "carrier" in event ? twin.carriers.get(event.carrier ?? "") : undefined;
    const piece = "piece" in event ? twin.presence.placeOf(event.piece) : undefined;
    this.#gaps.note(source, [event.place, piece, placeOf(carrier)]);
  }

  observe(samples: SampleBatch): void {
    this.#until(samples.receivedAt);
    this.#levels.observe(samples);
  }

  /** Findings that are new or over since the last tick. */
  tick(now: Micros): readonly Finding[] {
    this.#until(now);
    this.#levels.compare();
    this.#looks.look(this.#mismatches.now);
    this.#stock.look();
    return this.#mismatches.taken();
  }

  /** Newest first. */
  get mismatches(): readonly Mismatch[] {
    return this.#mismatches.all;
  }

  /** Number of observed places, and of those where the record agrees with every observation. */
  get agreement(): { readonly places: number; readonly agreeing: number } {
    const places = new Set([...this.#levels.places, ...this.#stock.places]);
    const contradicted = this.#mismatches.places;
    return { places: places.size, agreeing: [...places].filter((place) => !contradicted.has(place)).length };
  }

  /** Moves that contradicted the record and were explained by a gap of a source. */
  get explained(): number {
    return this.#explained;
  }

  get unidentified(): ReadonlyMap<string, number> {
    return this.#levels.unidentified;
  }

  cameFromNowhere(what: "pieces" | "carriers", id: string, place: string): void {
    this.#levels.cameFromNowhere(what, id, place);
  }

  cameAfterAll(what: "pieces" | "carriers", id: string, place: string): void {
    this.#levels.cameAfterAll(what, id, place);
  }

  listed(listing: Listed): void {
    this.#until(listing.receivedAt);
    this.#stock.listed(listing);
  }

  completed(station: string): void {
    this.#levels.completed(station);
  }

  hole(piece: Piece, { from, to, time }: { readonly from: string; readonly to: string; readonly time: Micros }): void {
    this.#moved(`place ${piece.id}`, [from], {
      kind: "place",
      place: to,
      piece: piece.id,
      since: time,
      record: both(`${piece.id} 在 ${from}`, `${piece.id} at ${from}`),
      observed: both(`${piece.id} 在 ${to}`, `${piece.id} at ${to}`),
    });
  }

  carrierMoved(carrier: Carrier, event: CarrierEvent, before: CarrierBefore): void {
    this.#until(event.receivedAt);
    if (event.kind === "pallet.arrived") {
      this.#mismatches.end(`drop ${carrier.id}`);
      this.#checkArrival(carrier, event, before);
      if (event.slot !== undefined) this.#looks.add("slot", carrier, event);
    } else if (event.node !== undefined) this.#looks.add("drop", carrier, event);
    this.#checkContents(carrier, event, before);
  }

  #until(now: Micros): void {
    this.#mismatches.now = Math.max(this.#mismatches.now, now);
  }

  /**
   * Checks the origin against the record: a vehicle picks up carriers at its node only, and a carrier does not change
   * racks by itself.
   */
  #checkArrival(carrier: Carrier, { place, node, time: since }: CarrierEvent, { stay }: CarrierBefore): void {
    if (stay === undefined || stay.place === place) return;
    const { ways } = this.#twin;
    const from = stay.place;
    const record = both(`${carrier.id} 在 ${from}`, `${carrier.id} at ${from}`);
    if (node !== undefined) {
      if (!ways.isServed(node, from))
        this.#moved(`pick ${carrier.id}`, [from], {
          kind: "pick",
          place,
          since,
          record,
          observed: both(`${place} 在 ${node} 取走 ${carrier.id}`, `${place} picked ${carrier.id} up at ${node}`),
        });
    } else if (ways.isForCarriers(from) && ways.isForCarriers(place))
      this.#moved(`pick ${carrier.id}`, [from], {
        kind: "place",
        place,
        since,
        record,
        observed: both(`${carrier.id} 在 ${place}`, `${carrier.id} at ${place}`),
      });
  }

  /** Checks that the contents are unchanged and were on no other carrier. */
  #checkContents(carrier: Carrier, { place, pieces, time: since }: CarrierEvent, before: CarrierBefore): void {
    if (pieces === undefined || this.#twin.ways.emptiedInto(place) !== undefined) return;
    const key = `contents ${carrier.id}`;
    const observed = both(`${carrier.id}：${listed(pieces)}`, `${carrier.id}: ${listed(pieces)}`);
    const [other] = before.elsewhere;
    if (other !== undefined) {
      const [id, there] = other;
      this.#moved(key, [placeOf(this.#twin.carriers.get(id))], {
        kind: "contents",
        place,
        since,
        record: both(`${id}：${listed(there)}`, `${id}: ${listed(there)}`),
        observed,
      });
      return;
    }
    const { pieces: known } = before;
    // An empty carrier at an unknown place may have been loaded there.
    if (known === undefined || (known.size === 0 && before.stay === undefined)) return;
    if (known.size === pieces.length && pieces.every((piece) => known.has(piece))) this.#mismatches.end(key);
    else
      this.#moved(key, [before.stay?.place], {
        kind: "contents",
        place,
        since,
        record: both(`${carrier.id}：${listed(known)}`, `${carrier.id}: ${listed(known)}`),
        observed,
      });
  }

  #isHeld(...places: readonly (string | undefined)[]): boolean {
    return this.#gaps.isHeld(places, this.#mismatches.now);
  }

  /**
   * `others`: further places whose sources matter. A gap is declared by itself, so a mismatch that it explains raises
   * nothing.
   */
  #moved(key: string, others: readonly (string | undefined)[], mismatch: Parameters<Mismatches["moved"]>[1]): void {
    if (this.#isHeld(mismatch.place, ...others)) this.#explained++;
    else this.#mismatches.moved(key, mismatch);
  }
}

function placeOf(carrier: Carrier | undefined): string | undefined {
  return carrier === undefined ? undefined : presentStay(carrier.stays)?.place;
}
