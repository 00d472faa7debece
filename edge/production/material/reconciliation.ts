import type { Finding } from "../../contracts/alerts/detector.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import type { CarrierEvent, MaterialEvent } from "../../contracts/production/material-event.ts";
import type { MaterialConfig } from "./config.ts";
import { type LevelOptions, type LevelState, Levels } from "./levels.ts";
import type { Listed } from "./listed.ts";
import { both, listed } from "./mismatch-words.ts";
import { type Mismatch, Mismatches, type MismatchOptions } from "./mismatches.ts";
import type { CarrierBefore, MaterialListener } from "./piece-moves.ts";
import type { Carrier, Piece } from "./records.ts";
import { type SourceGapState, SourceGaps } from "./source-gaps.ts";
import { type StockCheckState, StockChecks } from "./stock-checks.ts";
import { presentStay, type Stay } from "./timeline.ts";

/** What two controllers say of one drop lies within this. */
const DROP_US = 3e6;
/** Moves that wait until everything that belongs to them was told; beyond it the oldest are not looked at. */
const MOST_LOOKS = 10_000;

export interface ReconciliationOptions
  extends Omit<LevelOptions, "mismatches" | "state" | "isHeld" | "config">,
    Omit<MismatchOptions, "buffers"> {
  readonly config: LevelOptions["config"] & Pick<MaterialConfig, "buffers">;
  /** Name of the link that reads the asset at a place; undefined where the place is no asset. */
  linkOf(place: string): string | undefined;
  /** What `state` gave before a restart. */
  readonly state: ReconciliationState | undefined;
}

export interface ReconciliationState extends LevelState {
  readonly looks?: readonly Look[];
  readonly stock?: StockCheckState;
  readonly gaps?: SourceGapState;
}

/** A carrier that a vehicle put down at a node, or that came into a slot. */
interface Look {
  readonly kind: "drop" | "slot";
  readonly carrier: string;
  /** The vehicle, or the rack. */
  readonly place: string;
  readonly node: string;
  readonly slot: number;
  readonly time: Micros;
  readonly due: Micros;
}

/**
 * Holds the record of pieces against what is seen: levels of racks and belts, counters of machines, what places list, what stands on a
 * pallet, what a vehicle carries. What comes by different ways may differ for a moment; what never agreed for `settleS` does not.
 */
export class Reconciliation implements MaterialListener {
  readonly watches: readonly TagRef[];
  readonly #options: ReconciliationOptions;
  readonly #mismatches: Mismatches;
  readonly #gaps: SourceGaps;
  readonly #levels: Levels;
  readonly #stock: StockChecks;
  #looks: Look[];
  /** Moves that contradict the record while a source that tells of them had a gap: the loss explains them. */
  #explained = 0;

  constructor(options: ReconciliationOptions) {
    this.#options = options;
    const { twin, config, state } = options;
    this.#mismatches = new Mismatches({ ...options, buffers: config.buffers.map(({ id }) => id) });
    this.#gaps = new SourceGaps((place) => options.linkOf(place), state?.gaps);
    const isHeld = (place: string): boolean => this.#isHeld(place);
    this.#levels = new Levels({ ...options, mismatches: this.#mismatches, isHeld });
    this.#stock = new StockChecks({
      twin,
      settleS: config.settleS,
      mismatches: this.#mismatches,
      isHeld,
      state: state?.stock,
    });
    this.#looks = [...(state?.looks ?? [])];
    this.watches = this.#levels.watches;
  }

  get state(): ReconciliationState {
    return { ...this.#levels.state, looks: this.#looks, stock: this.#stock.state, gaps: this.#gaps.state };
  }

  /** Alerts that an earlier run may have left and nothing else ends; asked once. */
  leftBehind(): readonly Finding[] {
    return this.#mismatches.leftBehind();
  }

  /** A source lost something, or is silent, or talks again. */
  lost(event: EdgeEvent): void {
    this.#until(event.receivedAt);
    this.#gaps.take(event);
  }

  /** Notes which source reports on which place. Called before the record takes the event, while a piece is still at the place that it leaves. */
  told(event: MaterialEvent): void {
    if (!("place" in event)) return;
    const { twin } = this.#options;
    // `clock` begins with the name of the source.
    const [source = ""] = event.clock.split(" ");
    const carrier = "carrier" in event ? twin.carriers.get(event.carrier ?? "") : undefined;
    const piece = "piece" in event ? twin.presence.placeOf(event.piece) : undefined;
    this.#gaps.told(source, [event.place, piece, placeOf(carrier)]);
  }

  observe(samples: SampleBatch): void {
    this.#until(samples.receivedAt);
    this.#levels.observe(samples);
  }

  /** What was found or is over since the last time. */
  tick(now: Micros): readonly Finding[] {
    this.#until(now);
    this.#levels.compare();
    const due = this.#looks.filter(
      (look) =>
        look.due <= this.#mismatches.now &&
        !this.#isHeld(look.place, ...this.#options.twin.ways.carrierPlacesAt(look.node)),
    );
    if (due.length > 0) this.#looks = this.#looks.filter((look) => !due.includes(look));
    for (const look of due) look.kind === "drop" ? this.#checkDrop(look) : this.#checkSlot(look);
    this.#stock.look();
    return this.#mismatches.taken();
  }

  /** Newest first. */
  get mismatches(): readonly Mismatch[] {
    return this.#mismatches.all;
  }

  /** Places that are seen, and at how many of them the record agrees with every observation. */
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
      if (event.slot !== undefined) this.#lookAgain("slot", carrier, event);
    } else if (event.node !== undefined) this.#lookAgain("drop", carrier, event);
    this.#checkContents(carrier, event, before);
  }

  #until(now: Micros): void {
    this.#mismatches.now = Math.max(this.#mismatches.now, now);
  }

  /** Where it came from by the record: a vehicle picks up what stands at its node, and nothing goes from one rack to another by itself. */
  #checkArrival(carrier: Carrier, { place, node, time: since }: CarrierEvent, { stay }: CarrierBefore): void {
    if (stay === undefined || stay.place === place) return;
    const { ways } = this.#options.twin;
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

  /** What stands on it is what stood on it, and stood on nothing else. */
  #checkContents(carrier: Carrier, { place, pieces, time: since }: CarrierEvent, before: CarrierBefore): void {
    if (pieces === undefined || this.#options.twin.ways.emptiedInto(place) !== undefined) return;
    const key = `contents ${carrier.id}`;
    const observed = both(`${carrier.id}：${listed(pieces)}`, `${carrier.id}: ${listed(pieces)}`);
    const [other] = before.elsewhere;
    if (other !== undefined) {
      const [id, there] = other;
      this.#moved(key, [placeOf(this.#options.twin.carriers.get(id))], {
        kind: "contents",
        place,
        since,
        record: both(`${id}：${listed(there)}`, `${id}: ${listed(there)}`),
        observed,
      });
      return;
    }
    const { pieces: known } = before;
    // An empty one that nobody knew the place of may have been loaded there.
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

  #lookAgain(kind: Look["kind"], carrier: Carrier, { place, node = "", slot = 0, receivedAt }: CarrierEvent): void {
    const stay = carrier.stays.findLast((one) => one.place === place);
    const time = (kind === "drop" ? stay?.tOut : stay?.tIn) ?? Number.NaN;
    if (Number.isNaN(time)) return;
    this.#looks.push({
      kind,
      carrier: carrier.id,
      place,
      node,
      slot,
      time,
      due: receivedAt + this.#options.config.settleS * 1e6,
    });
    if (this.#looks.length > MOST_LOOKS) this.#looks.shift();
  }

  /** What stood in the slot should be gone by now. */
  #checkSlot({ carrier, place, slot, time: since }: Look): void {
    const { carriers } = this.#options.twin;
    const stayHere = ({ stays }: Carrier): Stay | undefined => {
      const stay = presentStay(stays);
      return stay?.place === place && stay.slot === slot ? stay : undefined;
    };
    const come = carriers.get(carrier);
    if (come === undefined || stayHere(come) === undefined) return;
    for (const other of carriers.values()) {
      const stay = other === come ? undefined : stayHere(other);
      if (stay === undefined || stay.tIn > since) continue;
      const record = both(`${place}:${slot} 是 ${other.id}`, `${place}:${slot} holds ${other.id}`);
      this.#moved(`slot ${place}:${slot}`, [], {
        kind: "slot",
        place,
        since,
        record,
        observed: both(`${carrier} 放入 ${place}:${slot}`, `${carrier} was put into ${place}:${slot}`),
      });
    }
  }

  /** Somebody who tells of carriers there should have told of this one by now. */
  #checkDrop({ carrier: id, place: vehicle, node, time }: Look): void {
    const { twin } = this.#options;
    const places = twin.ways.carrierPlacesAt(node);
    const carrier = twin.carriers.get(id);
    const isSeen =
      carrier?.stays.some(
        ({ place, tIn, seenAt }) => place !== vehicle && (Number.isNaN(tIn) ? seenAt : tIn) >= time - DROP_US,
      ) === true;
    const [place] = places;
    const isToldOf = [...twin.carriers.values()].some(({ stays }) => stays.some((stay) => places.includes(stay.place)));
    if (isSeen || place === undefined || !isToldOf) return;
    this.#moved(`drop ${id}`, [], {
      kind: "drop",
      place,
      since: time,
      record: both(`${vehicle} 在 ${node} 放下 ${id}`, `${vehicle} put ${id} down at ${node}`),
      observed: both(`${id} 不在 ${places.join("、")}`, `${id} is not at ${places.join(" or ")}`),
    });
  }

  #isHeld(...places: readonly (string | undefined)[]): boolean {
    return this.#gaps.isHeld(places, this.#mismatches.now);
  }

  /** `others`: further places whose sources count. A gap declares its losses itself, so a mismatch that it explains is no news. */
  #moved(key: string, others: readonly (string | undefined)[], mismatch: Parameters<Mismatches["moved"]>[1]): void {
    if (this.#isHeld(mismatch.place, ...others)) this.#explained++;
    else this.#mismatches.moved(key, mismatch);
  }
}

function placeOf(carrier: Carrier | undefined): string | undefined {
  return carrier === undefined ? undefined : presentStay(carrier.stays)?.place;
}
