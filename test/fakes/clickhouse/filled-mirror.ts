/** A copy of an edge's log that grows by seeded items, and stores that follow it. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../../edge/contracts/path/waveform-block.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import type { DescribedTag } from "../../../edge/fleet/wire/described-tag.ts";
import { blocksOf, type CommitGroup } from "../../../edge/historian/log/pending.ts";
import { Dictionary } from "../../../edge/hub/edge-record.ts";
import { MirrorLog } from "../../../edge/hub/mirror-log.ts";
import { logKey } from "../../../edge/hub/store/clickhouse/tables.ts";
import type { StoreConfig } from "../../../edge/hub/store/config.ts";
import type { HubStoreParts } from "../../../edge/hub/store/hub-store.ts";
import { seeded } from "../../reliability/random.ts";
import { T0 } from "../source/samples.ts";
import type { ChdbServer } from "./chdb-server.ts";

export const TAGS = 20;

export const historian = {
  answers: "embedded",
  rollupDays: { "1s": 1, "10s": 1, "1min": 1, "1h": 1 },
  maxBytes: 1e9,
  memoryLimitMb: 64,
} as const;

export function storeAt(url: string, password: string, more: Partial<StoreConfig> = {}): StoreConfig {
  return {
    kind: "clickhouse",
    url,
    database: "gemba",
    user: "default",
    password,
    compress: true,
    everyMs: 100,
    blockSamples: 2_000,
    timeoutMs: 5_000,
    ...more,
  };
}

const tagOf = (ref: number, unit = "mm"): DescribedTag => ({
  ref: ref as TagRef,
  tagUid: `asset#c/s${ref}`,
  assetUid: "asset",
  component: "c",
  signal: `s${ref}`,
  type: "number",
  unit,
});

export class FilledMirror {
  readonly dir: string;
  readonly edgeId: string;
  readonly mirror: MirrorLog;
  readonly dictionary: Dictionary;
  readonly #random: () => number;
  /** What is committed: samples by tag and time, the last one of each, and events by uid. */
  readonly samples = new Map<string, string>();
  readonly events = new Map<string, EdgeEvent>();

  private constructor(dir: string, edgeId: string, parts: { mirror: MirrorLog; dictionary: Dictionary; seed: number }) {
    this.dir = dir;
    this.edgeId = edgeId;
    this.mirror = parts.mirror;
    this.dictionary = parts.dictionary;
    this.#random = seeded(parts.seed);
  }

  static async open(
    dir: string,
    { edgeId = "edge", logUid = "log", seed = 1, begins = 0, maxBytes = 1e9 } = {},
  ): Promise<FilledMirror> {
    await mkdir(dir, { recursive: true });
    const dictionary = Dictionary.open(dir);
    const mirror = await MirrorLog.open({
      dir: join(dir, "log"),
      edgeId,
      logUid,
      epoch: 1,
      begins,
      maxBytes,
      retentionHours: 72,
      tags: dictionary,
      log: pino({ level: "silent" }),
    });
    const filled = new FilledMirror(dir, edgeId, { mirror, dictionary, seed });
    if (dictionary.size === 0) filled.describe();
    return filled;
  }

  describe(unit = "mm"): void {
    this.dictionary.add(
      Array.from({ length: TAGS }, (_, ref) => tagOf(ref, unit)),
      this.mirror.position,
    );
  }

  parts(store: StoreConfig | undefined): HubStoreParts {
    const { dir: folder, edgeId, mirror, dictionary } = this;
    const log = pino({ level: "silent" });
    return { folder, edgeId, site: "Werk\t1", mirror, dictionary, config: { store, historian }, log };
  }

  /** Adds samples, some texts, some keys that come again, and an event. */
  async add(count: number, at = T0 + this.mirror.position * 1000): Promise<void> {
    const random = this.#random;
    const builder = new BatchBuilder();
    for (let n = 0; n < count; n++) {
      const ref = Math.floor(random() * TAGS) as TagRef;
      const again = random() < 0.02 ? 50_000 : 0;
      const time = at + n * 1000 - again;
      const status = random() < 0.05 ? 0x80000000 : random() < 0.05 ? 0x40000000 : 0;
      if (ref === 0) builder.addText(ref, time, random() < 0.1 ? "" : `tëxt\t${n}`, status, 4);
      else builder.add(ref, time, random() < 0.02 ? Number.NaN : Math.round(random() * 1e4) / 100, status, n % 64);
    }
    await this.addBatch(builder.finish(at));
    if (random() < 0.5) await this.addEvents([this.#event(at)]);
  }

  /** `isRemembered`: whether `samples` has them too. */
  async addBatch(batch: SampleBatch, { isRemembered = true } = {}): Promise<void> {
    const from = this.mirror.position;
    const entries = blocksOf(batch).map((one) => ({ kind: "samples", batch: one }) as const);
    await this.#store({ entries, from, to: from + batch.length, bytes: 0 });
    for (let i = 0; isRemembered && i < batch.length; i++) {
      const value = batch.texts.get(i) ?? batch.values[i];
      const row = [value, batch.statuses[i], batch.flags[i]].join("|");
      this.samples.set(`${batch.tags[i]}@${batch.times[i]}`, row);
    }
  }

  async addEvents(events: readonly EdgeEvent[]): Promise<void> {
    const from = this.mirror.position;
    const json = JSON.stringify(events);
    await this.#store({ entries: [{ kind: "events", events, json }], from, to: from + events.length, bytes: 0 });
    for (const event of events) this.events.set(event.eventUid, event);
  }

  async addWaveforms(blocks: readonly WaveformBlock[]): Promise<void> {
    const from = this.mirror.position;
    const entries = blocks.map((block) => ({ kind: "waveform", block }) as const);
    await this.#store({ entries, from, to: from + blocks.length, bytes: 0 });
  }

  /** The stored rows of this log, as `samples` has them. */
  async storedIn(server: ChdbServer, database = "gemba"): Promise<Map<string, string>> {
    const log = logKey(this.edgeId, this.mirror.logUid);
    const rows = await server.ask(
      `SELECT concat(toString(ref), '@', toString(time)), isNull(text), hex(ifNull(text, '')), toString(value), status,
         flags FROM ${database}.samples FINAL WHERE log = ${log}`,
    );
    return new Map(
      rows.map(([key = "", isNumber, hex = "", value, status, flags]) => {
        const shown = isNumber === "1" ? Number(value) : Buffer.from(hex, "hex").toString("utf8");
        return [key, [shown, status, flags].join("|")];
      }),
    );
  }

  async close(): Promise<void> {
    await this.mirror.close();
    this.dictionary.close();
  }

  async #store(group: CommitGroup): Promise<void> {
    if (!(await this.mirror.store(group))) throw new Error("the copy takes nothing");
  }

  #event(at: number): EdgeEvent {
    const eventUid = `0190a000-0000-7000-8000-${String(this.mirror.position).padStart(12, "0")}`;
    const payload = { text: 'it\'s "quoted"\n', at, zh: "事件" };
    return { eventUid, type: "piece.finished", time: at, receivedAt: at + 7, schema: "test/1", payload } as EdgeEvent;
  }
}
