/** The book of suppliers' lots: their inspection, their pieces, and where one that did not pass is worked. */
import type { Logger } from "pino";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import {
  type DeletionTime,
  type Follower,
  type FollowerMark,
  type FollowerNeeds,
  type FollowerOutput,
  forgottenBefore,
  lastTickOf,
} from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import type { LotEvent, PieceEvent } from "../../contracts/production/material-event.ts";
import { materialReader } from "../../contracts/production/material-reader.ts";
import type { LotsView, LotView } from "../../contracts/quality/incoming.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import { Lots, type LotsState } from "../causes/lots.ts";
import type { IncomingConfig } from "./config.ts";
import { LOT_INSPECTED, lotIn } from "./lot-event.ts";
import { type LotAlert, lotFinding } from "./lot-findings.ts";
import { byUrgency, type LotRecord, stateOf, suppliersOf, viewOf } from "./lot-record.ts";
import { type LotPiece, LotStore } from "./lot-store.ts";

const HOUR_US = 3600e6;
const MINUTE_US = 60e6;
const MOST_LETTERS = 200;
const MOST_LISTED = 200;
const FORGET_AT_ONCE = 10_000;
/** Pieces on their way. */
const KEPT_US = 92 * 86_400e6;
/** An alert ends so long after the last work on a piece of the lot. */
const QUIET_US = 8 * HOUR_US;

interface BookOptions {
  readonly config: { readonly incoming: IncomingConfig; readonly keepDays: number };
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly path: string;
  readonly log: Logger;
  readonly edgeUid: AssetUid;
  readonly follows?: FollowedLog;
  readonly deletionTime?: DeletionTime;
}

export type LotAnswered = LotBook["answers"];

export class LotBook implements Follower {
  readonly name = "lots";
  readonly needs: FollowerNeeds = {
    tags: [],
    events: ["lot.received", LOT_INSPECTED, "pallet.arrived", "piece.arrived", "piece.started", "piece.completed"],
    waveforms: false,
  };
  readonly answers = {
    lots: (from: Micros, to: Micros): LotsView => this.#view(from, to),
    lot: (lot: string): LotView | null => {
      const record = this.#lot(lot);
      return record === undefined ? null : viewOf(record, this.#options.config.incoming);
    },
  };
  readonly #options: BookOptions;
  readonly #store: LotStore;
  readonly #read: ReturnType<typeof materialReader>;
  readonly #origins: Lots;
  readonly #uids: ReadonlyMap<string, AssetUid>;
  /** Not written yet. */
  readonly #changed = new Map<string, LotRecord>();
  readonly #pieces = new Map<string, LotPiece>();
  /** Standing alerts by lot. */
  readonly #alerts: Map<string, LotAlert>;
  #mark: FollowerMark;
  #tickedAt: Micros;
  #forgetBefore: Micros = Number.NaN;

  constructor(options: BookOptions) {
    this.#options = options;
    const { plant, path, log, follows } = options;
    this.#store = new LotStore(path, log, follows);
    this.#mark = this.#store.mark;
    this.#tickedAt = lastTickOf(this.#mark);
    this.#read = materialReader(plant);
    this.#origins = new Lots(this.#store.state("origins") as LotsState | undefined);
    this.#alerts = new Map(this.#store.state("alerts") as readonly (readonly [string, LotAlert])[] | undefined);
    this.#uids = new Map(plant.assets.map(({ assetUid, label }) => [label, assetUid]));
  }

  get mark(): FollowerMark {
    return this.#mark;
  }

  get note(): string | undefined {
    return this.#store.note;
  }

  get waiting(): number {
    return this.#changed.size + this.#pieces.size;
  }

  observe(): void {
    // It needs no samples.
  }

  take(event: EdgeEvent): void {
    if (event.type === LOT_INSPECTED) this.#inspected(event);
    const material = this.#read(event);
    if (material?.kind === "lot.received") this.#received(material);
    else if (material?.kind === "pallet.arrived") this.#carried(material.carrier, material.pieces ?? [], material.time);
    else if (material !== undefined && "piece" in material && material.kind !== "piece.measured") this.#piece(material);
  }

  tick(now: Micros): FollowerOutput | undefined {
    const { keepDays } = this.#options.config;
    if (Math.floor(now / HOUR_US) !== Math.floor(this.#tickedAt / HOUR_US))
      this.#forgetBefore = forgottenBefore(now, keepDays, this.#options.deletionTime);
    const isMinute = Math.floor(now / MINUTE_US) !== Math.floor(this.#tickedAt / MINUTE_US);
    this.#tickedAt = now;
    if (!isMinute) return undefined;
    const findings = [...this.#alerts].map(([lot, alert]) => {
      const record = this.#lot(lot);
      const state = record === undefined ? "unplanned" : stateOf(record, this.#options.config.incoming);
      const standing = (state === "open" || state === "rejected") && now - alert.at < QUIET_US;
      if (!standing) this.#alerts.delete(lot);
      const assetUid = this.#uids.get(alert.station) ?? this.#options.edgeUid;
      return lotFinding({ lot, alert, assetUid, standing, at: now });
    });
    return findings.length === 0 ? undefined : { findings };
  }

  write(mark: FollowerMark): void {
    this.#store.write({
      lots: this.#changed.values(),
      pieces: this.#pieces,
      state: {
        position: mark.position,
        time: mark.time,
        origins: this.#origins.state,
        alerts: [...this.#alerts],
      },
    });
    this.#changed.clear();
    this.#pieces.clear();
    this.#mark = mark;
    if (Number.isNaN(this.#forgetBefore)) return;
    this.#store.forget(this.#forgetBefore, this.#tickedAt - KEPT_US, FORGET_AT_ONCE);
    this.#forgetBefore = Number.NaN;
  }

  close(): void {
    this.#store.close();
  }

  #received(event: LotEvent): void {
    const { lot, supplier = "", heat = "", variant = "", quantity = null, accepted = null, time } = event;
    if ([lot, supplier, heat, variant].some((name) => name.length > MOST_LETTERS)) return;
    const known = this.#lot(lot) ?? { result: null, pieces: 0, bad: 0, worked: null, receivedAt: time };
    this.#changed.set(lot, { ...known, lot, supplier, heat, variant, quantity, reported: accepted });
    for (const [piece, of] of this.#origins.received(event)) this.#belongs(piece, of.lot, time);
  }

  #inspected(event: EdgeEvent): void {
    const read = lotIn(event);
    const record = read === undefined ? undefined : this.#lot(read.lot);
    // A result of a lot that nobody reported has no lot to judge.
    if (read === undefined || record === undefined) return;
    const { lot, ...result } = read;
    // A machine that inspects again gives no version.
    const version = result.by === "" ? (record.result?.version ?? 0) + 1 : result.version;
    if (version > (record.result?.version ?? 0)) this.#changed.set(lot, { ...record, result: { ...result, version } });
  }

  #carried(carrier: string, pieces: readonly string[], at: Micros): void {
    const own = pieces.filter((piece) => piece.length <= MOST_LETTERS).slice(0, 1000);
    if (carrier.length > MOST_LETTERS) return;
    const of = this.#origins.seen(carrier, own, at);
    if (of !== undefined) for (const piece of own) this.#belongs(piece, of.lot, at);
  }

  /** A piece keeps the lot that it came with. */
  #belongs(piece: string, lot: string, at: Micros): void {
    if (this.#pieceOf(piece) !== undefined) return;
    this.#pieces.set(piece, { lot, at, isBad: false });
    const record = this.#lot(lot);
    if (record !== undefined) this.#changed.set(lot, { ...record, pieces: record.pieces + 1 });
  }

  #piece({ kind, piece, place, carrier, time, verdict = "good" }: PieceEvent): void {
    if (piece.length > MOST_LETTERS || place.length > MOST_LETTERS) return;
    if (kind === "piece.arrived") {
      if (carrier !== undefined) this.#carried(carrier, [piece], time);
      return;
    }
    const of = this.#pieceOf(piece);
    const record = of === undefined ? undefined : this.#lot(of.lot);
    if (of === undefined || record === undefined) return;
    const isBad = kind === "piece.completed" && verdict !== "good" && !of.isBad;
    if (isBad) this.#pieces.set(piece, { ...of, isBad });
    const state = stateOf(record, this.#options.config.incoming);
    const isHeld = state === "open" || state === "rejected";
    if (isHeld) {
      // The first station keeps the alert: one lot is not an alarm at each of its stations.
      const station = this.#alerts.get(record.lot)?.station ?? place;
      this.#alerts.set(record.lot, { station, at: time, state, supplier: record.supplier });
    }
    if (!isBad && !isHeld) return;
    const worked = isHeld ? { station: place, at: time } : record.worked;
    this.#changed.set(record.lot, { ...record, bad: record.bad + (isBad ? 1 : 0), worked });
  }

  #lot(lot: string): LotRecord | undefined {
    return this.#changed.get(lot) ?? this.#store.lot(lot);
  }

  #pieceOf(piece: string): LotPiece | undefined {
    return this.#pieces.get(piece) ?? this.#store.piece(piece);
  }

  #view(from: Micros, to: Micros): LotsView {
    const fresh = [...this.#changed.values()].filter(({ receivedAt }) => receivedAt >= from && receivedAt < to);
    const { records, isCut } = this.#store.between(from, to);
    const stored = records.filter(({ lot }) => !this.#changed.has(lot));
    const lots = [...fresh, ...stored].map((record) => viewOf(record, this.#options.config.incoming));
    const listed = lots.toSorted(byUrgency).slice(0, MOST_LISTED);
    return { lots: listed, count: lots.length, isCut, suppliers: suppliersOf(lots) };
  }
}
