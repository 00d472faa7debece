import { type AlignmentState, ClockAlignment } from "../../contracts/path/clock-alignment.ts";
import type { FollowerMark } from "../../contracts/path/follower.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import { signalName, type TagRef } from "../../contracts/plant/tag.ts";
import type { MaterialEvent, MeasuredEvent, PieceEvent } from "../../contracts/production/material-event.ts";
import { type LabelledTags, type ResultState, StationResults } from "../../contracts/production/station-results.ts";
import type { StockRefusal } from "../../contracts/production/stock-listing.ts";
import { CarrierMoves, stayAtOf } from "./carrier-moves.ts";
import type { MaterialConfig } from "./config.ts";
import type { MatchingState } from "./load-matching.ts";
import type { MaterialStore } from "./material-store.ts";
import { Operations } from "./operations.ts";
import { Orders } from "./orders.ts";
import { type MaterialCounters, type MaterialListener, PieceMoves } from "./piece-moves.ts";
import type { Presence } from "./presence.ts";
import { RecordBook } from "./record-book.ts";
import type { Carrier, LotRecord, Piece, ShipmentRecord } from "./records.ts";
import { type LookState, SecondLook } from "./second-look.ts";
import { Stock } from "./stock.ts";
import { Supply } from "./supply.ts";
import { patternOf, Ways } from "./ways.ts";

/**
 * Every piece and carrier with its place and history, from events in any order (docs/rules/material.md). Its state
 * depends only on the events: the same events give the same records, with or without a restart between them.
 */
export class MaterialTwin {
  readonly orders: Orders;
  readonly ways: Ways;
  readonly #store: MaterialStore;
  readonly #clocks: ClockAlignment;
  readonly #looks: SecondLook;
  readonly #records: RecordBook;
  readonly #operations: Operations;
  readonly #moves: PieceMoves;
  readonly #carrierMoves: CarrierMoves;
  readonly #results: StationResults;
  readonly #supply: Supply;
  readonly #stock: Stock;

  /** `tags`: all tags of the plant with the label of their asset, to read results of pieces from stations. */
  constructor(config: MaterialConfig, store: MaterialStore, tags: LabelledTags = []) {
    this.ways = new Ways(config);
    this.#store = store;
    this.#clocks = new ClockAlignment(store.state("clocks") as AlignmentState | undefined);
    this.#looks = new SecondLook(
      this.ways,
      config.settleS,
      store.state("looks") as LookState | undefined,
      store.state("beganAt") as Micros | undefined,
    );
    this.orders = new Orders(store, config.operations);
    this.#records = new RecordBook(store);
    this.#operations = new Operations(this.orders, this.ways);
    this.#moves = new PieceMoves({
      records: this.#records,
      ways: this.ways,
      looks: this.#looks,
      scrap: config.scrap,
      scrapped: (order, time) => this.orders.scrapped(order, time),
    });
    this.#supply = new Supply({ records: this.#records, moves: this.#moves, ways: this.ways });
    this.#carrierMoves = new CarrierMoves(
      { records: this.#records, moves: this.#moves, looks: this.#looks, supply: this.#supply, ways: this.ways },
      store.state("matching") as MatchingState | undefined,
    );
    const places = new Set([...config.buffers.map(({ id }) => id), ...tags.map(({ label }) => label)]);
    this.#stock = new Stock({ records: this.#records, moves: this.#moves, ways: this.ways, places });
    this.#results = new StationResults(resultsIn(config, tags), store.state("results") as ResultState | undefined);
    Object.assign(this.counters, store.state("counters"));
    this.#moves.now = (store.state("now") as Micros | undefined) ?? 0;
  }

  get counters(): MaterialCounters {
    return this.#moves.counters;
  }

  /** Number of changes that wait for the next write. */
  get waiting(): number {
    return this.#records.waiting;
  }

  /** Reports later events to the listener. */
  listen(listener: MaterialListener): void {
    this.#moves.listener = listener;
  }

  /** Fills in or declares overdue reports. */
  look(now: Micros): void {
    this.#moves.look(now);
    for (const { piece, station, time, ok, values } of this.#results.due(now)) {
      const features = values.map(({ tag: { signal, unit }, value }) => ({
        name: signal,
        value,
        ...(unit === undefined ? {} : { unit }),
        ok,
      }));
      this.#operations.measured(this.#records.know(piece, time), { place: station, ok, features }, time);
    }
  }

  /** Tags of stations that publish results of pieces. */
  get watches(): readonly TagRef[] {
    return this.#results.watches;
  }

  observe(samples: SampleBatch): void {
    this.#results.observe(samples);
  }

  /** Pieces in the plant. */
  get inside(): ReadonlyMap<string, Piece> {
    return this.#records.pieces;
  }

  get presence(): Presence {
    return this.#records.presence;
  }

  get carriers(): ReadonlyMap<string, Carrier> {
    return this.#records.carriers;
  }

  /** A piece, wherever it is; undefined if it was never reported. */
  piece(id: string): Piece | undefined {
    return this.#records.piece(id);
  }

  lot(name: string): LotRecord | undefined {
    return this.#records.lot(name);
  }

  shipment(name: string): ShipmentRecord | undefined {
    return this.#records.shipment(name);
  }

  take(event: MaterialEvent): void {
    this.counters.events++;
    this.#moves.now = Math.max(this.#moves.now, event.receivedAt);
    this.look(this.#moves.now);
    const align = (time: Micros): Micros => this.#clocks.align(event.clock, time, event.receivedAt);
    const time = align(event.time);
    switch (event.kind) {
      case "piece.arrived":
      case "piece.departed":
      case "piece.started":
      case "piece.completed":
        this.#takePiece(event, time);
        break;
      case "pallet.arrived":
      case "pallet.departed":
        this.#carrierMoves.take(event, time);
        break;
      case "piece.measured":
        this.#takeMeasured(event, time);
        break;
      case "order.changed":
        this.orders.take(event, time);
        break;
      case "lot.received":
        this.#supply.received(event, time);
        break;
      case "shipment.left":
        this.#supply.shipped(event, time);
        break;
      case "stock.listed":
        this.#refused(this.#stock.take(event, time));
        break;
      case "stock.refused":
        this.#refused(event.reason);
        break;
    }
  }

  /** Writes everything up to a position in the log. Pieces that left are dropped from memory. */
  write({ position, time }: FollowerMark, more: Readonly<Record<string, unknown>> = {}): void {
    this.#store.write({
      ...this.#records.changes,
      orders: this.orders.changed,
      orderChanges: this.orders.changes,
      state: {
        ...more,
        position,
        time,
        clocks: this.#clocks.state,
        matching: this.#carrierMoves.state,
        looks: this.#looks.state,
        beganAt: this.#looks.beganAt,
        now: this.#moves.now,
        results: this.#results.state,
        counters: this.counters,
        flow: this.orders.state,
      },
    });
    this.#records.written();
    this.orders.written();
  }

  #refused(reason: StockRefusal | undefined): void {
    const { refused } = this.counters;
    if (reason !== undefined) this.counters.refused = { ...refused, [reason]: (refused[reason] ?? 0) + 1 };
  }

  #takePiece(event: PieceEvent, time: Micros): void {
    const piece = this.#records.know(event.piece, time);
    if (event.variant !== undefined) piece.variant = event.variant;
    if (event.order !== undefined) piece.order = event.order;
    const at = stayAtOf(event);
    switch (event.kind) {
      case "piece.arrived":
        this.#moves.arrived(piece, event.carrier === undefined ? at : { ...at, carrier: event.carrier }, {
          time,
          carrier: event.carrier,
        });
        break;
      case "piece.departed":
        this.#moves.departed(piece, at, time);
        this.#carrierMoves.pieceLeft(piece, event.place, time);
        break;
      case "piece.started":
        this.#moves.saw(piece, at, time);
        this.#operations.started(piece, event, time);
        break;
      case "piece.completed":
        this.#moves.saw(piece, at, time);
        this.#completed(piece, event, time);
        break;
    }
  }

  #completed(piece: Piece, event: PieceEvent, time: Micros): void {
    const result = this.#operations.completed(piece, event, time);
    this.#moves.count(result);
    if (result !== "known") this.#results.completed(event, time);
    if (result !== "known") this.#moves.listener.completed?.(event.place, piece);
  }

  #takeMeasured(event: MeasuredEvent, time: Micros): void {
    if (!this.#operations.measured(this.#records.know(event.piece, time), event, time)) this.counters.repeated++;
  }
}

/** The tags of results that the config names. */
function resultsIn({ results }: MaterialConfig, tags: LabelledTags): LabelledTags {
  return results.flatMap(({ stations, signals }) => {
    const patterns = stations.map(patternOf);
    return tags.filter(
      ({ tag, label }) => signals.includes(signalName(tag)) && patterns.some((pattern) => pattern.test(label)),
    );
  });
}
