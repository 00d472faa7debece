/** A state engine over a small plant, with a clock that tests advance. */
import { Ajv } from "ajv";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { AskedFollower } from "../../../../edge/contracts/path/follower-plugin.ts";
import type { Micros } from "../../../../edge/contracts/path/sample-batch.ts";
import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import type { Verdict } from "../../../../edge/contracts/production/material-event.ts";
import type { ProductionReader } from "../../../../edge/contracts/production/production.ts";
import { answersOfStates } from "../../../../edge/production/books/answer-states.ts";
import { productionReader } from "../../../../edge/production/books/readers.ts";
import { type KpisConfig, kpisConfig } from "../../../../edge/production/state/config.ts";
import { Production } from "../../../../edge/production/state/production.ts";
import { StateEngine } from "../../../../edge/production/state/state-engine.ts";
import { WorkCalendar } from "../../../../edge/production/state/work-calendar.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { type BenchPlant, batchOf, log, S } from "../../detect/bench-plant.ts";

/** Monday 2026-01-05 08:00 in Shanghai. */
export const SHIFT_START = Date.UTC(2026, 0, 5) * 1000;
export const SHIFTS = [
  { name: { zh: "早", en: "Early" }, start: "08:00", end: "16:00" },
  { name: { zh: "夜", en: "Night" }, start: "22:00", end: "06:00" },
];
/** Numbers of MachineryItemState (OPC 40001-1). */
export const STATE = { notAvailable: 0, outOfService: 1, notExecuting: 2, executing: 3 } as const;

export const MACHINE = [
  { signal: "item-state", type: "enum", role: "item-state" },
  { signal: "mode", type: "enum", role: "operation-mode" },
  { signal: "good", role: "parts-good" },
] as const;

function configOf(written: unknown): KpisConfig {
  const config = structuredClone(written) as KpisConfig;
  const validate = new Ajv({ useDefaults: true, strict: true }).compile(kpisConfig);
  if (!validate(config)) throw new Error(JSON.stringify(validate.errors));
  return config;
}

export class Work {
  readonly bench: BenchPlant;
  readonly config: KpisConfig;
  readonly calendar: WorkCalendar;
  readonly path: string;
  readonly recorded: EdgeEvent[] = [];
  engine: StateEngine;
  production: Production;
  now: Micros;
  isLive = true;
  #reportedLive = true;
  #number = 0;
  readonly #linkOf: (tag: Tag) => string;

  constructor(bench: BenchPlant, written: unknown = {}, startS = 0, linkOf: (tag: Tag) => string = () => "line") {
    this.bench = bench;
    this.#linkOf = linkOf;
    this.config = configOf(written);
    this.calendar = new WorkCalendar(bench.plant.site, this.config);
    this.path = recordPath("states");
    this.now = SHIFT_START + startS * S;
    this.engine = this.#open();
    this.event("links.changed", { payload: { isWhole: true, live: ["line"], silent: [] } });
    this.production = this.#asked();
  }

  /** As after a restart. */
  reopen(): void {
    this.engine.write({ position: 1, time: this.now });
    this.engine.close();
    this.engine = this.#open();
    this.production = this.#asked();
  }

  set(label: string, signal: string, value: number, at = this.now, receivedAt = Math.max(at, this.now)): void {
    this.engine.observe(batchOf([{ ref: this.bench.ref(label, signal), value, at }], receivedAt));
  }

  /** The machine does not know the value, so it is bad. */
  lose(label: string, signal: string): void {
    this.engine.observe(
      batchOf([{ ref: this.bench.ref(label, signal), value: Number.NaN, status: 0x80000000, at: this.now }], this.now),
    );
  }

  wait(seconds: number, each?: () => void): void {
    for (let i = 0; i < seconds; i++) {
      this.now += S;
      if (this.isLive !== this.#reportedLive) this.#reportLink();
      this.engine.tick(this.now);
      each?.();
    }
  }

  /** A piece as its machine reports it. */
  report(
    kind: "arrived" | "started" | "completed" | "departed",
    place: string,
    piece: string,
    {
      at = this.now,
      ...payload
    }: { at?: Micros; verdict?: Verdict; order?: string; variant?: string; startedAt?: number } = {},
  ): void {
    this.engine.take(
      event(
        `piece.${kind}`,
        {
          time: at,
          receivedAt: Math.max(at, this.now),
          pieceId: piece,
          payload: { source: "line", place, ...payload },
        },
        this.#number++,
      ),
    );
  }

  event(type: string, members: Partial<EdgeEvent>): void {
    this.engine.take(event(type, { time: this.now, receivedAt: this.now, ...members }, this.#number++));
  }

  /** Queries as from API and viewer, but without a thread in between. */
  get reader(): ProductionReader {
    const { production, config, bench } = this;
    const { plant, tags } = bench;
    const answers = answersOfStates({ production, config, plant, calendar: this.calendar, takePast: () => 0 });
    const record = async (reason: EdgeEvent): Promise<void> => {
      this.recorded.push(reason);
      this.event("state.reason", reason);
    };
    const book: Pick<AskedFollower<typeof answers>, "ask"> = {
      ask: async (question, ...asked) => (answers[question] as (...asked: readonly unknown[]) => never)(...asked),
    };
    return productionReader(book, { config, plant, tags, record, now: () => this.now });
  }

  #reportLink(): void {
    this.#reportedLive = this.isLive;
    const links = ["line"];
    this.event("links.changed", {
      payload: { isWhole: false, live: this.isLive ? links : [], silent: this.isLive ? [] : links },
    });
  }

  #open(): StateEngine {
    return new StateEngine({
      config: this.config,
      plant: this.bench.plant,
      tags: this.bench.tags,
      path: this.path,
      log,
      linkOf: this.#linkOf,
    });
  }

  #asked(): Production {
    return new Production({ config: this.config, engine: this.engine, calendar: this.calendar });
  }
}

function event(type: string, members: Partial<EdgeEvent>, number: number): EdgeEvent {
  return { eventUid: `e${number}`, type, time: 0, receivedAt: 0, schema: `${type}/1`, payload: {}, ...members };
}
