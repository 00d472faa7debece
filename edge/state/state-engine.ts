import type { Logger } from "pino";
import { type AlignmentState, ClockAlignment } from "../contracts/clock-alignment.ts";
import type { EdgeEvent, GapRecord } from "../contracts/event-batch.ts";
import { type MaterialEvent, type PieceEvent, readMaterialEvent } from "../contracts/material-event.ts";
import type { Plant } from "../contracts/plant.ts";
import { type Micros, qualityOf, type SampleBatch } from "../contracts/sample-batch.ts";
import type { AssetUid, Tag, TagRef, TagRole, TagTable } from "../contracts/tag.ts";
import { matchesAsset } from "../contracts/tag-pattern.ts";
import type { KpisConfig } from "./config.ts";
import type { Machine } from "./machine.ts";
import { type Changes, type Completion, type MachineRecord, STREAMS, Stock, type StreamName } from "./machine-record.ts";
import { mainTagOf, signalOf } from "./machine-tags.ts";
import { OrderTimes } from "./order-times.ts";
import { StateStore, type Write } from "./state-store.ts";
import { StateTable } from "./state-table.ts";

/** The newest stretch of every machine stays in memory: a shift and the one before, on the longest day. */
const IN_MEMORY_US = 26 * 3600e6;
/** What is kept for the next write at most; beyond it a write is due. */
const MOST_WRITES = 20_000;

const ROLES: Readonly<Partial<Record<TagRole, StreamName>>> = { "item-state": "itemState", "operation-mode": "mode", "parts-produced": "produced", "parts-good": "good", "parts-scrapped": "scrapped" };

export interface EngineOptions {
  readonly config: KpisConfig;
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
  readonly path: string;
  readonly log: Logger;
  readonly now: () => Micros;
}

interface Bound {
  readonly machine: Machine;
  readonly stream: number;
  /** Whose clock it is: a machine's controller, as one source reads it. */
  readonly clock: string;
}

/**
 * Follows what machines say of themselves and what is told of the pieces in them, and keeps it: states, modes, counters, pieces, gaps, alerts,
 * why they stood. Everything else is worked out from that when it is asked for.
 */
export class StateEngine {
  readonly machines: readonly Machine[];
  readonly store: StateStore;
  readonly name = "states";
  readonly watches: readonly TagRef[];
  readonly #bound = new Map<number, Bound>();
  readonly #byLabel: ReadonlyMap<string, Machine>;
  readonly #byUid: ReadonlyMap<AssetUid, Machine>;
  readonly #clocks: ClockAlignment;
  readonly #words: string[];
  readonly #codes: Map<string, number>;
  readonly #orders: OrderTimes;
  readonly #labels: ReadonlyMap<AssetUid, string>;
  readonly #options: EngineOptions;
  #writes: Write[] = [];
  #position: number;
  #memoryFrom: Micros;

  constructor(options: EngineOptions) {
    const { config, plant, tags, path, log } = options;
    this.#options = options;
    this.store = new StateStore(path, log);
    this.#labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid, label]));
    const found = plant.assets.flatMap((asset) => {
      const stateTag = mainTagOf(tags.ofAsset(asset.assetUid), config, asset);
      return stateTag === undefined ? [] : [{ asset, stateTag }];
    });
    const codes = this.store.machineCodes(found.map(({ asset }) => asset.assetUid));
    this.#memoryFrom = options.now() - IN_MEMORY_US;
    const present = (this.store.state("pieces") ?? {}) as Readonly<Record<string, [string, boolean][]>>;
    const confirmed = (this.store.state("confirmed") ?? {}) as Readonly<Record<string, (number | null)[]>>;
    this.machines = found.map(({ asset, stateTag }): Machine => {
      const table = new StateTable(
        config.stateModel,
        config.states.filter(({ of }) => of === undefined || matchesAsset(of, asset)),
      );
      const code = codes.get(asset.assetUid) as number;
      const record = this.store.record(code, STREAMS.length + table.signals.length, { from: this.#memoryFrom, to: Number.MAX_VALUE });
      for (const [number, confirmedAt] of (confirmed[asset.assetUid] ?? []).entries()) (record.streams[number] as Changes).confirmedAt = confirmedAt ?? Number.NaN;
      return { asset, code, table, stateTag, record, pieces: new Map(present[asset.assetUid]), revision: 0, lostAt: undefined };
    });
    for (const machine of this.machines) this.#bind(machine, tags.ofAsset(machine.asset.assetUid));
    this.watches = [...this.#bound.keys()] as TagRef[];
    this.#byLabel = new Map(this.machines.map((machine) => [machine.asset.label, machine]));
    this.#byUid = new Map(this.machines.map((machine) => [machine.asset.assetUid, machine]));
    this.#clocks = new ClockAlignment(this.store.state("clocks") as AlignmentState | undefined);
    this.#words = this.store.words();
    this.#codes = new Map(this.#words.map((word, code) => [word, code]));
    this.#orders = new OrderTimes(this.store);
    this.#position = (this.store.state("position") as number | undefined) ?? 0;
  }

  /** The log is taken over up to here. */
  get position(): number {
    return this.#position;
  }

  machine(uid: AssetUid): Machine | undefined {
    return this.#byUid.get(uid);
  }

  labelled(label: string): Machine | undefined {
    return this.#byLabel.get(label);
  }

  wordOf(code: number): string {
    return this.#words[code] ?? "";
  }

  variantOf(order: string): string {
    return this.#orders.variantOf(order);
  }

  /** The machine finished the piece, as far back as is kept. */
  hasCompletion({ record, code }: Machine, piece: string): boolean {
    return record.completions.some((one) => one.piece === piece) || this.store.hasCompletion(code, piece);
  }

  observe(samples: SampleBatch): void {
    for (let at = 0; at < samples.length; at++) {
      const bound = this.#bound.get(samples.tags[at] as number);
      if (bound === undefined) continue;
      const isBad = qualityOf(samples.statuses[at] as number) === "bad";
      const value = isBad ? Number.NaN : (samples.values[at] as number);
      // The mode that was sent last is held while the machine is off (OPC 40001-1, C.2).
      if (isBad && STREAMS[bound.stream] === "mode") continue;
      this.#set(bound.machine, bound.stream, { time: this.#clocks.align(bound.clock, samples.times[at] as number, samples.receivedAt), value });
    }
  }

  take(event: EdgeEvent): void {
    switch (event.type) {
      case "gap.declared":
        this.#takeGap(event.payload as unknown as GapRecord);
        break;
      case "alert.changed":
        this.#takeAlert(event);
        break;
      case "state.reason":
        this.#takeReason(event);
        break;
      default: {
        const told = readMaterialEvent(event, (uid) => this.#labels.get(uid));
        if (told !== undefined) this.#takeMaterial(told);
      }
    }
  }

  /** Everything handed over so far is true up to this place in the log. */
  advance(position: number): void {
    this.#position = position;
    if (this.#writes.length > MOST_WRITES) this.write();
  }

  tick(now: Micros, isLive: (ref: TagRef) => boolean): void {
    for (const machine of this.machines) {
      const live = isLive(machine.stateTag.ref);
      if (live === (machine.lostAt === undefined)) continue;
      machine.lostAt = live ? undefined : now;
      machine.revision++;
    }
  }

  /** To disk, all or nothing, with the place in the log. */
  write(): void {
    const state: Readonly<Record<string, unknown>> = {
      position: this.#position,
      clocks: this.#clocks.state,
      ...this.#orders.state,
      confirmed: Object.fromEntries(this.machines.map(({ asset, record }) => [asset.assetUid, record.streams.map(({ confirmedAt }) => (Number.isNaN(confirmedAt) ? null : confirmedAt))])),
      pieces: Object.fromEntries(this.machines.map(({ asset, pieces }) => [asset.assetUid, [...pieces]])),
    };
    this.store.write([...this.#writes, ...Object.entries(state).map(([name, value]): Write => ["INSERT OR REPLACE INTO state VALUES (?, ?)", name, JSON.stringify(value)])]);
    this.#writes = [];
  }

  /** What is older than the config keeps leaves the disk, what is older than two shifts the memory. Now and then. */
  forget(now: Micros): void {
    this.#memoryFrom = Math.max(this.#memoryFrom, now - IN_MEMORY_US);
    for (const { record } of this.machines) record.forget(this.#memoryFrom);
    const before = now - this.#options.config.keepDays * 86_400e6;
    for (const table of ["change", "completion"]) this.#writes.push([`DELETE FROM ${table} WHERE time < ?`, before]);
    this.#writes.push(["DELETE FROM gap WHERE to_at < ?", before], ["DELETE FROM alert WHERE ended < ?", before]);
  }

  /** One machine's record that reaches back to `from`. */
  recordOf(machine: Machine, from: Micros, to: Micros): MachineRecord {
    if (from >= this.#memoryFrom) return machine.record;
    this.write();
    return this.store.record(machine.code, machine.record.streams.length, { from, to });
  }

  close(): void {
    this.write();
    this.store.close();
  }

  #bind(machine: Machine, tags: readonly Tag[]): void {
    for (const tag of tags) {
      const clock = `machine ${machine.asset.label} ${tag.source}`;
      const name = tag.role === undefined ? undefined : ROLES[tag.role];
      if (name !== undefined) this.#bound.set(tag.ref, { machine, stream: STREAMS.indexOf(name), clock });
      const signal = machine.table.signals.indexOf(signalOf(tag));
      if (signal >= 0) this.#bound.set(tag.ref, { machine, stream: STREAMS.length + signal, clock });
    }
  }

  #set(machine: Machine, stream: number, { time, value }: { readonly time: Micros; readonly value: number }): void {
    for (const [at, held] of machine.record.streams[stream]?.tell(time, value) ?? []) {
      machine.revision++;
      this.#writes.push(["INSERT OR REPLACE INTO change VALUES (?, ?, ?, ?)", machine.code, stream, at, Number.isNaN(held) ? null : held]);
    }
  }

  #codeOf(word: string): number {
    let code = this.#codes.get(word);
    if (code === undefined) {
      code = this.#words.push(word) - 1;
      this.#codes.set(word, code);
      this.#writes.push(["INSERT OR REPLACE INTO word VALUES (?, ?)", code, word]);
    }
    return code;
  }

  #takeMaterial(told: MaterialEvent): void {
    if (told.kind === "order.changed") {
      this.#writes.push(...this.#orders.take(told, this.#clocks.align(told.clock, told.time, told.receivedAt)));
      return;
    }
    if (!told.kind.startsWith("piece.") || told.kind === "piece.measured") return;
    const piece = told as PieceEvent;
    if (piece.order !== undefined && piece.variant !== undefined) this.#orders.remember(piece.order, piece.variant);
    const machine = this.#byLabel.get(piece.place);
    if (machine !== undefined) this.#takePiece(machine, piece);
  }

  #takePiece(machine: Machine, told: PieceEvent): void {
    const { pieces } = machine;
    const time = this.#clocks.align(told.clock, told.time, told.receivedAt);
    if (told.order !== undefined && told.kind !== "piece.departed") this.#set(machine, STREAMS.indexOf("order"), { time, value: this.#codeOf(told.order) });
    if (told.kind === "piece.departed") pieces.delete(told.piece);
    else pieces.set(told.piece, told.kind === "piece.completed");
    const stock = pieces.size === 0 ? Stock.none : [...pieces.values()].every((isDone) => isDone) ? Stock.finished : Stock.waiting;
    this.#set(machine, STREAMS.indexOf("stock"), { time, value: stock });
    if (told.kind !== "piece.completed") return;
    const order = told.order ?? "";
    const completion: Completion = {
      time,
      start: told.startTime === undefined ? Number.NaN : told.startTime + time - told.time,
      piece: told.piece,
      order,
      variant: told.variant ?? this.variantOf(order),
      verdict: told.verdict ?? "good",
      isFirst: !this.hasCompletion(machine, told.piece),
    };
    if (!machine.record.complete(completion)) return;
    const { start, piece, variant, verdict, isFirst } = completion;
    this.#writes.push(["INSERT OR IGNORE INTO completion VALUES (?, ?, ?, ?, ?, ?, ?, ?)", machine.code, time, piece, Number.isNaN(start) ? null : start, order, variant, verdict, isFirst ? 1 : 0]);
  }

  #takeGap({ source, tagUid, from, to, reason }: GapRecord): void {
    for (const machine of this.machines) {
      const { stateTag, record } = machine;
      const isOf = tagUid === undefined ? source === stateTag.source || source.startsWith(`${stateTag.source}/`) || reason === "log_damaged" : tagUid === stateTag.tagUid;
      if (!isOf || !(from < to) || record.gaps.some((gap) => gap.from === from && gap.to === to)) continue;
      record.gaps.push({ from, to });
      record.gaps.sort((a, b) => a.from - b.from);
      machine.revision++;
      this.#writes.push(["INSERT OR IGNORE INTO gap VALUES (?, ?, ?)", machine.code, from, to]);
    }
  }

  #takeAlert({ assetUid, payload }: EdgeEvent): void {
    const machine = assetUid === undefined ? undefined : this.#byUid.get(assetUid);
    const { alertUid, rule, priority, raisedAt, clearedAt } = payload;
    if (machine === undefined || typeof alertUid !== "string" || typeof raisedAt !== "number") return;
    const ended = typeof clearedAt === "number" ? clearedAt : null;
    this.#writes.push(["INSERT OR REPLACE INTO alert VALUES (?, ?, ?, ?, ?, ?)", machine.code, alertUid, String(rule), Number(priority) || 4, raisedAt, ended]);
  }

  #takeReason({ assetUid, payload }: EdgeEvent): void {
    const machine = assetUid === undefined ? undefined : this.#byUid.get(assetUid);
    const { stopFrom, reason, comment, by } = payload;
    if (machine === undefined || typeof stopFrom !== "number" || typeof reason !== "string") return;
    this.#writes.push(["INSERT OR REPLACE INTO reason VALUES (?, ?, ?, ?, ?)", machine.code, stopFrom, reason, typeof comment === "string" ? comment : null, String(by)]);
  }
}
