/**
 * Follows the copy of an edge's log into ClickHouse (rules HU20 to HU24). The one place that retries: after any failure
 * a new session begins at the position that the database has.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { EdgeError } from "../../../contracts/errors.ts";
import type { SinkHealth } from "../../../contracts/path/historian.ts";
import type { LogPosition } from "../../../contracts/path/source.ts";
import { ColumnRoom } from "../../../historian/log/column-room.ts";
import type { Cursor } from "../../../historian/log/cursor.ts";
import type { LogChunk } from "../../../historian/log/log-chunk.ts";
import { LogReader } from "../../../historian/log/log-reader.ts";
import { backoffMs } from "../../../observe/backoff.ts";
import type { StoreConfig } from "../config.ts";
import type { EdgeHistory, HubStore, HubStoreParts, StoreFigures } from "../hub-store.ts";
import type { Cut } from "./block.ts";
import { readCut, saveCut } from "./cut-file.ts";
import { DayRollups } from "./day-rollups.ts";
import { historyOf } from "./history.ts";
import { NativeBlock } from "./native-block.ts";
import { whyNot } from "./refusal.ts";
import { SampleCount } from "./sample-count.ts";
import { ClickHouseServer } from "./server.ts";
import { hasLess, type Sending, Session } from "./session.ts";
import { logKey } from "./tables.ts";
import { Turns } from "./turns.ts";

/** How often the end of the copy is looked at. */
const LOOK_EVERY_MS = 200;
/** How long somebody waits for the newest items. */
const CATCH_UP_WITHIN_MS = 5_000;
/** A replica may be behind for a moment: only then less is taken for a restored backup. */
const LESS_FOR_MS = 3_000;
const RETRY = { firstMs: 500, maxMs: 30_000 };
/** Blocks in memory, whatever the number of edges: each is read into a room and written into a block. */
const BLOCKS = new Turns(Array.from({ length: 4 }, () => ({ room: new ColumnRoom(), block: new NativeBlock() })));
type Tool = Parameters<Parameters<typeof BLOCKS.run>[0]>[0];

export interface ClickHouseParts extends HubStoreParts {
  readonly store: StoreConfig;
}

export class ClickHouseStore implements HubStore {
  readonly history: EdgeHistory;
  readonly #parts: ClickHouseParts;
  readonly #cursor: Cursor;
  readonly #server: ClickHouseServer;
  readonly #log: bigint;
  readonly #count: SampleCount;
  readonly #days: DayRollups;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  /** The cut of the block that is being sent, or was sent last. */
  #cut: Cut | undefined;
  #stored: LogPosition;
  /** Since when the database has had less than it has acknowledged, ms of this process. */
  #lessSinceMs: number | undefined;
  /** What is before it is wanted now. */
  #wanted: LogPosition = 0;
  #lost = 0;
  #state = "starting";
  /** Of the state, ms UTC. */
  #since = Date.now();
  #problem: string | undefined;
  #failures = 0;

  private constructor(parts: ClickHouseParts, { cursor, cut }: { cursor: Cursor; cut: Cut | undefined }) {
    this.#parts = parts;
    this.#cursor = cursor;
    this.#cut = cut;
    this.#stored = cursor.acknowledged;
    this.#server = new ClickHouseServer(parts.store);
    this.#log = logKey(parts.edgeId, parts.mirror.logUid);
    const { historian: kept } = parts.config;
    this.history = historyOf(this.#server, this.#log, kept);
    this.#count = new SampleCount(this.#server, this.#log);
    this.#days = new DayRollups({
      ...{ server: this.#server, log: this.#log, kept, everyMs: parts.store.everyMs },
      refs: () => parts.dictionary.known.map(({ ref }) => ref),
      ...{ logger: parts.log, signal: this.#closing.signal },
    });
    this.#running = this.#run();
  }

  /** Does not wait for the server. */
  static async open(parts: ClickHouseParts): Promise<ClickHouseStore> {
    const { mirror, folder } = parts;
    // Under the name of the embedded historian: whichever store is configured holds the copy back.
    const cursor = await mirror.cursor("historian", 0);
    return new ClickHouseStore(parts, { cursor, cut: await readCut(folder, mirror.logUid) });
  }

  health(): SinkHealth {
    return {
      name: "clickhouse",
      kind: "clickhouse",
      state: this.#state,
      since: this.#since,
      ...(this.#problem === undefined ? {} : { reason: this.#problem }),
      written: this.#stored,
      rejected: this.#lost,
      backlogSamples: Math.max(0, this.#parts.mirror.position - this.#stored),
    };
  }

  async catchUp(): Promise<boolean> {
    const { position } = this.#parts.mirror;
    this.#wanted = position;
    const { signal } = this.#closing;
    const endMs = performance.now() + CATCH_UP_WITHIN_MS;
    while (this.#stored < position && performance.now() < endMs && !signal.aborted)
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    return this.#stored >= position;
  }

  figures(): Promise<StoreFigures> {
    if (this.#state === "running") this.#count.refresh(this.#stored, this.#closing.signal);
    const behind = Math.max(0, this.#parts.mirror.position - this.#stored);
    const { samples } = this.#count;
    const problem = this.#problem ?? this.#days.problem;
    return Promise.resolve({ state: this.#state, behind, samples, lost: this.#lost, problem });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    await this.#days.settle();
    this.#server.close();
    this.#state = "stopped";
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#session(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#failed(error);
        await sleep(backoffMs(this.#failures++, RETRY), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Until the first failure. */
  async #session(signal: AbortSignal): Promise<void> {
    const { edgeId, site, mirror } = this.#parts;
    const identity = { log: this.#log, edgeId, site, logUid: mirror.logUid };
    const { begins } = mirror;
    const { historian: kept } = this.#parts.config;
    const session = await BLOCKS.run(({ block }) =>
      Session.open(this.#server, identity, { begins, kept, block, signal }),
    );
    await this.#days.load(session.now, session.position > begins);
    await this.#goBack(session);
    this.#took(session);
    // A hub that lost its disk has less than the database: the head of its copy must not follow from the cursor.
    this.#cursor.moveTo(Math.min(session.position, mirror.position));
    const reader = new LogReader(mirror.dir, session.position, { entries: "none", isInOrder: true });
    try {
      while (await this.#isDue(session, signal)) {
        await BLOCKS.run((tool) => this.#sendNext(session, reader, { ...tool, signal }));
        this.#took(session);
        this.#cursor.acknowledge(session.position);
      }
    } finally {
      await reader.close();
    }
  }

  /**
   * What the database acknowledged and has no more goes again. A backup takes one table after the other, so that its
   * positions may be ahead of its samples: all goes again that the copy still has, and equal keys are there once.
   */
  async #goBack(session: Session): Promise<void> {
    const { mirror, folder, log, edgeId } = this.#parts;
    const { position } = session;
    const { acknowledged } = this.#cursor;
    const again = this.#cut?.againTo ?? 0;
    if (position < acknowledged && again < acknowledged) {
      this.#lessSinceMs ??= performance.now();
      const reason = hasLess(position, acknowledged);
      if (performance.now() - this.#lessSinceMs < LESS_FOR_MS) throw new EdgeError("conflict", reason);
      log.warn({ edge: edgeId, reason }, "ClickHouse has less than before");
      this.#cut = { from: -1, to: mirror.oldest, stored: session.now, againTo: acknowledged };
      await saveCut(folder, mirror.logUid, this.#cut);
      session.position = Math.min(position, mirror.oldest);
    } else if (this.#cut !== undefined && this.#cut.to < again) {
      // The last start had not sent all of that.
      session.position = Math.min(position, Math.max(this.#cut.from, mirror.oldest));
    }
    this.#lessSinceMs = undefined;
  }

  /** Waits until there is enough to send, or some of it has waited long enough. False when the store closes. */
  async #isDue(session: Session, signal: AbortSignal): Promise<boolean> {
    const { mirror, store } = this.#parts;
    const from = session.position;
    let since: number | undefined;
    for (; !signal.aborted; await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)) {
      const { position } = mirror;
      this.#days.tick(from, session.now);
      // A cut from before goes again as it was, without what came after it.
      if (this.#cut?.from === from && this.#cut.to <= position) return true;
      if (position - from >= store.blockSamples) return true;
      if (position <= from) continue;
      if (from < this.#wanted) return true;
      since ??= performance.now();
      if (performance.now() - since >= store.everyMs) return true;
    }
    return false;
  }

  async #sendNext(session: Session, reader: LogReader, { room, block, signal }: Tool & Sending): Promise<void> {
    const { mirror, folder, dictionary, store } = this.#parts;
    await session.check(signal);
    const known = this.#cut?.from === session.position ? this.#cut : undefined;
    const chunk = await reader.read(store.blockSamples, known?.to ?? mirror.position, room);
    // What was cut before is gone, or is damaged and followed by nothing yet.
    if (chunk === undefined || chunk.to <= session.position) {
      this.#cut = undefined;
      await sleep(LOOK_EVERY_MS, undefined, { signal });
      return;
    }
    const cut = known?.to === chunk.to ? known : this.#cutOf(chunk, session);
    if (cut !== known) await saveCut(folder, mirror.logUid, cut);
    this.#cut = cut;
    await session.describe(dictionary.known, cut.stored, { block, signal });
    await session.write(chunk, cut, { days: this.#days, block, signal });
  }

  #cutOf({ from, to }: LogChunk, { now: stored }: Session): Cut {
    const { againTo = 0 } = this.#cut ?? {};
    return { from, to, stored, ...(to < againTo ? { againTo } : {}) };
  }

  #took({ position, lost }: Session): void {
    if (lost > this.#lost)
      this.#parts.log.warn(
        { items: lost - this.#lost },
        "ClickHouse lacks items that the copy of the log does not have",
      );
    this.#stored = position;
    this.#lost = lost;
    if (this.#problem !== undefined) this.#parts.log.info({ edge: this.#parts.edgeId }, "ClickHouse takes items again");
    this.#problem = undefined;
    this.#failures = 0;
    this.#become("running");
  }

  #become(state: string): void {
    if (this.#state !== state) this.#since = Date.now();
    this.#state = state;
  }

  #failed(error: unknown): void {
    const reason = whyNot(error, this.#server.url);
    if (this.#problem !== reason)
      this.#parts.log.warn(
        { edge: this.#parts.edgeId, reason },
        "ClickHouse takes nothing; the copy of the log keeps it",
      );
    this.#problem = reason;
    this.#become("degraded");
  }
}
