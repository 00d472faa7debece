import type { Logger } from "pino";
import { type AlignmentState, ClockAlignment } from "../../contracts/path/clock-alignment.ts";
import type { EdgeEvent, GapRecord } from "../../contracts/path/event-batch.ts";
import {
  type DeletionTime,
  type Follower,
  type FollowerMark,
  type FollowerNeeds,
  forgottenBefore,
  lastTickOf,
} from "../../contracts/path/follower.ts";
import { concerns } from "../../contracts/path/gap-scope.ts";
import { LINKS_CHANGED, type LinksState, LiveLinks } from "../../contracts/path/live-links.ts";
import { type Micros, qualityOf, type SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, Tag, TagRef, TagTable } from "../../contracts/plant/tag.ts";
import type { MaterialEvent, PieceEvent } from "../../contracts/production/material-event.ts";
import { materialReader } from "../../contracts/production/material-reader.ts";
import type { FollowedLog } from "../../store/open-database.ts";
import { boundTags } from "./bound-tags.ts";
import type { KpisConfig } from "./config.ts";
import { type Bound, type Machine, noteChange } from "./machine.ts";
import { type Completion, type MachineRecord, STREAMS, Stock } from "./machine-record.ts";
import { openMachines, statesOf } from "./open-machines.ts";
import { OrderTimes } from "./order-times.ts";
import { type AlertSpan, type EndedOrder, type GivenReason, StateStore, type Write } from "./state-store.ts";
import { alertWrite, completionWrite, INTO, reasonWrite, Unwritten } from "./unwritten.ts";
import { WordCodes } from "./word-codes.ts";

/** Records of this length stay in memory: a shift and the one before, on the longest day. */
const IN_MEMORY_US = 26 * 3600e6;
const HOUR_US = 3600e6;

const EVENTS = ["gap.declared", "alert.changed", "state.reason", LINKS_CHANGED, "piece.", "order."] as const;

export interface EngineOptions {
  readonly config: KpisConfig;
  readonly plant: Pick<Plant, "assets" | "site">;
  readonly tags: TagTable;
  readonly path: string;
  readonly log: Logger;
  readonly follows?: FollowedLog;
  readonly deletionTime?: DeletionTime;
  /** Name of a tag's link. */
  readonly linkOf: (tag: Tag) => string;
}

/**
 * Records the reports of machines and of the pieces in them: states, modes, counters, pieces, gaps, alerts, stop
 * reasons. All other figures are computed from these on request.
 */
export class StateEngine implements Follower {
  readonly machines: readonly Machine[];
  readonly store: StateStore;
  readonly name = "states";
  readonly needs: FollowerNeeds;
  readonly #bound: ReadonlyMap<number, Bound>;
  readonly #byLabel: ReadonlyMap<string, Machine>;
  readonly #byUid: ReadonlyMap<AssetUid, Machine>;
  readonly #clocks: ClockAlignment;
  readonly #words: WordCodes;
  readonly #orders: OrderTimes;
  readonly #read: ReturnType<typeof materialReader>;
  readonly #options: EngineOptions;
  readonly #links: LiveLinks;
  readonly #unwritten = new Unwritten();
  #mark: FollowerMark;
  #memoryFrom: Micros;
  #tickedAt: Micros;

  constructor(options: EngineOptions) {
    const { config, plant, tags, path, log, follows, linkOf } = options;
    this.#options = options;
    this.store = new StateStore(path, log, follows);
    const [position, time] = [this.store.state("position") ?? 0, this.store.state("time") ?? Number.NaN];
    this.#mark = { position: Number(position), time: Number(time) };
    this.#read = materialReader(plant);
    this.#tickedAt = lastTickOf(this.#mark);
    const newest = Number.isNaN(this.#mark.time) ? this.store.newest() : this.#mark.time;
    const kept = this.store.state("memoryFrom") as Micros | undefined;
    this.#memoryFrom = kept ?? (Number.isNaN(newest) ? Number.NEGATIVE_INFINITY : newest - IN_MEMORY_US);
    this.machines = openMachines({ config, plant, tags, store: this.store, memoryFrom: this.#memoryFrom });
    this.#bound = boundTags(this.machines, tags);
    const mainTags = this.machines.map(({ stateTag }) => [stateTag.ref, linkOf(stateTag)] as const);
    this.#links = new LiveLinks(new Map(mainTags), this.store.state("links") as LinksState | undefined);
    const watches = new Set([...this.#bound.keys(), ...mainTags.map(([ref]) => ref)]);
    this.needs = { tags: [...watches] as TagRef[], events: EVENTS, waveforms: false };
    this.#byLabel = new Map(this.machines.map((machine) => [machine.asset.label, machine]));
    this.#byUid = new Map(this.machines.map((machine) => [machine.asset.assetUid, machine]));
    this.#clocks = new ClockAlignment(this.store.state("clocks") as AlignmentState | undefined);
    this.#words = new WordCodes(this.store, this.#unwritten);
    this.#orders = new OrderTimes(this.store);
  }

  get mark(): FollowerMark {
    return this.#mark;
  }

  get note(): string | undefined {
    return this.store.note;
  }

  get waiting(): number {
    return this.#unwritten.length;
  }

  machine(uid: AssetUid): Machine | undefined {
    return this.#byUid.get(uid);
  }

  wordOf(code: number): string {
    return this.#words.wordOf(code);
  }

  variantOf(order: string): string {
    return this.#orders.variantOf(order);
  }

  /** Whether the machine finished the piece, as far back as records are kept. */
  hasCompletion({ record, code }: Machine, piece: string): boolean {
    return (
      record.completions.some((one) => one.piece === piece) ||
      this.#unwritten.hasCompletion(code, piece) ||
      this.store.hasCompletion(code, piece)
    );
  }

  observe(samples: SampleBatch): void {
    this.#links.observe(samples);
    for (let at = 0; at < samples.length; at++) {
      const bound = this.#bound.get(samples.tags[at] as number);
      if (bound === undefined) continue;
      const isBad = qualityOf(samples.statuses[at] as number) === "bad";
      const value = isBad ? Number.NaN : (samples.values[at] as number);
      // The last mode is held while the machine is off (OPC 40001-1, C.2).
      if (isBad && STREAMS[bound.stream] === "mode") continue;
      this.#set(bound.machine, bound.stream, {
        time: this.#clocks.align(bound.clock, samples.times[at] as number, samples.receivedAt),
        value,
      });
    }
  }

  take(event: EdgeEvent): void {
    switch (event.type) {
      case LINKS_CHANGED:
        this.#links.take(event);
        break;
      case "gap.declared":
        this.#takeGap(event.payload as unknown as GapRecord);
        break;
      case "alert.changed":
        this.#takeAbout(event, alertWrite);
        break;
      case "state.reason":
        this.#takeAbout(event, reasonWrite);
        break;
      default: {
        const material = this.#read(event);
        if (material !== undefined) this.#takeMaterial(material);
      }
    }
  }

  tick(now: Micros): undefined {
    for (const machine of this.machines) {
      const live = this.#links.isLive(machine.stateTag.ref);
      if (live === (machine.lostAt === undefined)) continue;
      // The state that arrives now does not cover the time in between.
      if (machine.lostAt !== undefined) this.#addGap(machine, { from: machine.lostAt, to: now });
      machine.lostAt = live ? undefined : now;
      noteChange(machine, now);
    }
    if (Math.floor(now / HOUR_US) !== Math.floor(this.#tickedAt / HOUR_US)) this.#forget(now);
    this.#tickedAt = now;
  }

  /** Adds to the next write. */
  keep(write: Write): void {
    this.#unwritten.add(write);
  }

  /** Writes to disk, all or nothing, with the position in the log. `more`: further values of the state, by name. */
  write(mark: FollowerMark, more: Readonly<Record<string, unknown>> = {}): void {
    const state: Readonly<Record<string, unknown>> = {
      ...mark,
      clocks: this.#clocks.state,
      ...this.#orders.state,
      ...statesOf(this.machines),
      memoryFrom: Number.isFinite(this.#memoryFrom) ? this.#memoryFrom : undefined,
      links: this.#links.state,
      ...more,
    };
    const writes = Object.entries(state).flatMap(([name, value]): Write[] =>
      value === undefined ? [] : [["INSERT OR REPLACE INTO state VALUES (?, ?)", name, JSON.stringify(value)]],
    );
    this.store.write([...this.#unwritten.writes, ...writes]);
    this.#unwritten.written();
    this.#mark = mark;
  }

  /** One machine's record that reaches back to `from`. */
  recordOf(machine: Machine, from: Micros, to: Micros): MachineRecord {
    if (from >= this.#memoryFrom) return machine.record;
    const record = this.store.record(machine.code, machine.record.streams.length, { from, to });
    this.#unwritten.addTo(record, machine.code, { from, to });
    return record;
  }

  /** Stop reasons entered by people, by the beginning of the stop. */
  reasonsOf({ code }: Machine, from: Micros, to: Micros): ReadonlyMap<Micros, GivenReason> {
    return new Map([...this.store.reasons(code, from, to), ...this.#unwritten.reasons(code, { from, to })]);
  }

  alertsOf({ code }: Machine, from: Micros, to: Micros): readonly AlertSpan[] {
    const all = new Map([...this.store.alerts(code, from, to), ...this.#unwritten.alerts(code)]);
    return [...all.values()].filter(({ raised, ended }) => raised < to && ended > from);
  }

  endedOrders(from: Micros, to: Micros): readonly EndedOrder[] {
    const written = this.store.endedOrders(from, to);
    const names = new Set(written.map(({ name }) => name));
    return [
      ...written,
      ...this.#unwritten.endedOrders().filter(({ name, ended }) => ended >= from && ended < to && !names.has(name)),
    ];
  }

  close(): void {
    this.store.close();
  }

  /** Deletes data older than the config's days from the disk, and data older than two shifts from memory. */
  #forget(now: Micros): void {
    this.#memoryFrom = Math.max(this.#memoryFrom, now - IN_MEMORY_US);
    for (const { record } of this.machines) record.forget(this.#memoryFrom);
    const before = forgottenBefore(now, this.#options.config.keepDays, this.#options.deletionTime);
    if (!Number.isNaN(before)) this.#unwritten.forget(before);
  }

  #set(machine: Machine, stream: number, { time, value }: { readonly time: Micros; readonly value: number }): void {
    for (const [at, held] of machine.record.streams[stream]?.report(time, value) ?? []) {
      noteChange(machine, at);
      this.#unwritten.add([INTO.change, machine.code, stream, at, Number.isNaN(held) ? null : held]);
    }
  }

  #takeMaterial(event: MaterialEvent): void {
    if (event.kind === "order.changed")
      this.#unwritten.add(...this.#orders.take(event, this.#clocks.align(event.clock, event.time, event.receivedAt)));
    if (!event.kind.startsWith("piece.") || event.kind === "piece.measured") return;
    const piece = event as PieceEvent;
    if (piece.order !== undefined && piece.variant !== undefined) this.#orders.remember(piece.order, piece.variant);
    const at = this.#byLabel.get(piece.place);
    if (at !== undefined) this.#takePiece(at, piece);
  }

  #takePiece(machine: Machine, event: PieceEvent): void {
    const { pieces } = machine;
    const time = this.#clocks.align(event.clock, event.time, event.receivedAt);
    if (event.order !== undefined && event.kind !== "piece.departed")
      this.#set(machine, STREAMS.indexOf("order"), { time, value: this.#words.codeOf(event.order) });
    if (event.kind === "piece.departed") pieces.delete(event.piece);
    else pieces.set(event.piece, event.kind === "piece.completed");
    const stock =
      pieces.size === 0 ? Stock.none : [...pieces.values()].every((isDone) => isDone) ? Stock.finished : Stock.waiting;
    this.#set(machine, STREAMS.indexOf("stock"), { time, value: stock });
    if (event.kind !== "piece.completed") return;
    const order = event.order ?? "";
    const completion: Completion = {
      time,
      start: event.startTime === undefined ? Number.NaN : event.startTime + time - event.time,
      piece: event.piece,
      order,
      variant: event.variant ?? this.variantOf(order),
      verdict: event.verdict ?? "good",
      isFirst: !this.hasCompletion(machine, event.piece),
    };
    if (machine.record.complete(completion)) this.#unwritten.add(completionWrite(machine, completion));
  }

  #takeGap(gap: GapRecord): void {
    for (const machine of this.machines) {
      const subject = { tagUid: machine.stateTag.tagUid, link: this.#options.linkOf(machine.stateTag) };
      if (concerns(gap, subject)) this.#addGap(machine, { from: gap.from, to: gap.to });
    }
  }

  #addGap(machine: Machine, gap: { readonly from: Micros; readonly to: Micros }): void {
    if (machine.record.addGap(gap)) this.#unwritten.add([INTO.gap, machine.code, gap.from, gap.to]);
    noteChange(machine, gap.from);
  }

  /** Takes an alert of a machine, or a stop reason entered by a person. */
  #takeAbout(event: EdgeEvent, writeOf: (machine: Machine, payload: EdgeEvent["payload"]) => Write | undefined): void {
    const machine = event.assetUid === undefined ? undefined : this.#byUid.get(event.assetUid);
    const write = machine === undefined ? undefined : writeOf(machine, event.payload);
    if (write !== undefined) this.#unwritten.add(write);
  }
}
