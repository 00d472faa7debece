/** An OPC UA source that is killed and started again on one data folder, with a log that keeps what was committed. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { EventBatch, GapRecord } from "../../../edge/contracts/path/event-batch.ts";
import type { Micros, SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { Inlet, LogPosition, Receipt } from "../../../edge/contracts/path/source.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { AuditedInlet } from "../../../edge/pipeline/audited-inlet.ts";
import { LossAudit } from "../../../edge/pipeline/loss-audit.ts";
import { OVERFLOW } from "../../../edge/sources/opcua/decode/decode-value.ts";
import { OpcuaRig, type TagSpec } from "../opcua/session.ts";
import { FakeInlet } from "../source/inlet.ts";
import { FakeTags, fakeTag } from "../source/tags.ts";
import { COUNTERS, type LedgerServer } from "./server.ts";

/** Of the rig. */
const ASSET = "urn:test:machine:1" as AssetUid;

const TAGS = new FakeTags(Array.from({ length: COUNTERS }, (_, ref) => fakeTag(ref, { assetUid: ASSET })));

/** How long the disk takes, as the commit log's group commit. */
const COMMIT_MS = 20;

/** What is on disk, over all lives of the edge. */
class Disk {
  /** Numbers by tag, with how often each came. */
  readonly numbers = Array.from({ length: COUNTERS }, () => new Map<number, number>());
  readonly gaps: GapRecord[] = [];
  /** Samples whose status says that the server's queue overflowed before them. */
  overflowed = 0;
}

/** Tells the audit of one life of the edge where the inlet stands. */
class AuditedPlace {
  readonly audit: LossAudit;
  readonly #inlet: AuditedInlet;

  constructor(position: () => LogPosition) {
    const log = { pushEvents: () => position(), full: false, problem: undefined };
    this.audit = new LossAudit({
      tags: TAGS,
      log,
      logger: pino({ level: "silent" }),
      isPersonalStored: true,
      now: () => Date.now() * 1000,
    });
    this.#inlet = this.audit.inlet(
      "line",
      TAGS.all().map(({ ref }) => ref),
      log as unknown as Inlet,
    );
  }

  begin(): void {
    this.#inlet.pushEvents({ events: [] });
    this.#inlet.begin();
  }

  receipt(receipt: Receipt): void {
    this.#inlet.pushEvents({ events: [] });
    this.#inlet.receipt(receipt);
  }
}

/** Commits in groups; what was not committed when it crashes is gone. */
class CommittingInlet extends FakeInlet {
  readonly #disk: Disk;
  #pending: (SampleBatch | EventBatch)[] = [];
  #handed = 0;
  #committed = 0;
  #isCrashed = false;
  #waiters: { readonly position: number; readonly resolve: () => void; readonly reject: (error: unknown) => void }[] =
    [];
  readonly #timer: NodeJS.Timeout;
  readonly #place = new AuditedPlace(() => this.#handed);
  /** Drops so many batches. */
  loses = 0;

  constructor(disk: Disk) {
    super();
    this.#disk = disk;
    this.#timer = setInterval(() => this.#commit(), COMMIT_MS);
  }

  get lossAudit(): LossAudit {
    return this.#place.audit;
  }

  override begin(): void {
    this.#place.begin();
  }

  receipt(receipt: Receipt): void {
    this.#place.receipt(receipt);
  }

  override push(batch: SampleBatch): LogPosition {
    if (this.loses > 0) {
      this.loses--;
      return this.#handed;
    }
    this.#pending.push(batch);
    this.#handed += batch.length;
    return this.#handed;
  }

  override pushEvents(batch: EventBatch): LogPosition {
    this.#pending.push(batch);
    return ++this.#handed;
  }

  override async committed(position: LogPosition = 0, signal?: AbortSignal): Promise<void> {
    if (this.#isCrashed) throw new Error("the edge was killed");
    if (position <= this.#committed) return;
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiters.push({ position, resolve, reject });
    const abort = (): void => reject(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    await promise.finally(() => signal?.removeEventListener("abort", abort));
  }

  crash(): void {
    this.#isCrashed = true;
    for (const { reject } of this.#waiters.splice(0)) reject(new Error("the edge was killed"));
    this.#pending = [];
    clearInterval(this.#timer);
  }

  close(): void {
    this.#commit();
    clearInterval(this.#timer);
  }

  #commit(): void {
    this.#tellAudit();
    for (const batch of this.#pending) {
      if ("events" in batch)
        this.#disk.gaps.push(...batch.events.map(({ payload }) => payload as unknown as GapRecord));
      else
        for (let i = 0; i < batch.length; i++) {
          this.#count(batch.tags[i] as number, batch.values[i] as number);
          if (((batch.statuses[i] as number) & OVERFLOW) === OVERFLOW) this.#disk.overflowed++;
        }
    }
    this.#pending = [];
    this.#committed = this.#handed;
    const ready = this.#waiters.filter(({ position }) => position <= this.#committed);
    this.#waiters = this.#waiters.filter(({ position }) => position > this.#committed);
    for (const { resolve } of ready) resolve();
  }

  #tellAudit(): void {
    const batches = this.#pending.filter((batch) => "tags" in batch);
    let end = this.#committed;
    const ends: LogPosition[] = [];
    for (const batch of this.#pending) {
      end += "tags" in batch ? batch.length : 1;
      if ("tags" in batch) ends.push(end);
    }
    this.lossAudit.committed({
      batches,
      events: [],
      waveforms: [],
      position: this.#handed,
      ends: { batches: ends, waveforms: [] },
    });
  }

  #count(tag: number, number: number): void {
    const numbers = this.#disk.numbers[tag] as Map<number, number>;
    numbers.set(number, (numbers.get(number) ?? 0) + 1);
  }
}

export interface Audit {
  /** Numbers of a tag that are neither on disk nor inside a recorded gap. */
  readonly undeclared: readonly string[];
  /** Numbers on disk that were never produced. */
  readonly spurious: readonly string[];
  /** How many numbers gaps had to answer for. */
  readonly declared: number;
}

export class LedgerEdge implements AsyncDisposable {
  readonly disk = new Disk();
  /** What each of its lives compared. */
  readonly audits: LossAudit[] = [];
  readonly #dataDir: string;
  readonly #port: number;
  readonly #config: object;
  #rig: OpcuaRig | undefined;
  #inlet: CommittingInlet | undefined;
  #running: Promise<void> = Promise.resolve();

  private constructor(dataDir: string, port: number, config: object) {
    this.#dataDir = dataDir;
    this.#port = port;
    this.#config = config;
  }

  /** `config`: of the source, beside its endpoint. */
  static async start(port: number, config: object = {}): Promise<LedgerEdge> {
    const edge = new LedgerEdge(await mkdtemp(join(tmpdir(), "gemba-ledger-edge-")), port, config);
    await edge.start();
    return edge;
  }

  async start(): Promise<void> {
    this.#inlet = new CommittingInlet(this.disk);
    this.audits.push(this.#inlet.lossAudit);
    const tags = Array.from({ length: COUNTERS }, (_, i): TagSpec => ({ path: `own:Counter${i}`, every: 0 }));
    this.#rig = await OpcuaRig.of(
      {
        tags,
        config: { endpoint: `opc.tcp://127.0.0.1:${this.#port}`, connectTimeoutMs: 3000, ...this.#config },
        dataDir: this.#dataDir,
      },
      this.#inlet,
    );
    this.#running = this.#rig.keepRunning();
  }

  /** Its log loses the next batch that is handed over. */
  loseBatch(): void {
    if (this.#inlet !== undefined) this.#inlet.loses = 1;
  }

  /** As SIGTERM: what was handed over gets to the disk. */
  async stop(): Promise<void> {
    await this.#rig?.stop();
    await this.#running;
    this.#inlet?.close();
  }

  /** As kill -9 when the link is cut before: the server hears nothing, what was not committed is gone. */
  async crash(): Promise<void> {
    this.#inlet?.crash();
    await this.#rig?.stop();
    await this.#running;
  }

  /** The newest number on disk of any tag. */
  get newest(): number {
    return Math.max(
      0,
      ...this.disk.numbers.map((numbers) =>
        [...numbers.keys()].reduce((newest, number) => Math.max(newest, number), 0),
      ),
    );
  }

  /** How often a lost connection came back by itself. */
  get restored(): number {
    return this.#rig?.health.filter(({ state }) => state === "running").length ?? 0;
  }

  /** Why its sessions ended, since it was started. */
  get ends(): readonly string[] {
    return this.#rig?.ends ?? [];
  }

  /** How often it said this, since it was started. */
  said(text: string): number {
    return this.#rig?.log.filter(({ msg }) => msg.includes(text)).length ?? 0;
  }

  get pkiDir(): string {
    return join(this.#dataDir, "pki");
  }

  /** The last that the source said, for a test that failed. */
  get log(): readonly string[] {
    return [
      ...(this.#rig?.ends.slice(-20) ?? []),
      ...(this.#rig?.log.slice(-20).map((line) => JSON.stringify(line)) ?? []),
    ];
  }

  /** Compares what is on disk with what was produced, from each tag's first number to its last. */
  audit(server: LedgerServer): Audit {
    const produced = server.produced();
    const made = new Set(produced.map(({ number }) => number));
    const undeclared: string[] = [];
    const spurious: string[] = [];
    let declared = 0;
    for (const [tag, numbers] of this.disk.numbers.entries()) {
      const first = [...numbers.keys()].reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY);
      const last = [...numbers.keys()].reduce((most, number) => Math.max(most, number), 0);
      for (const number of numbers.keys()) if (!made.has(number)) spurious.push(`${tag}:${number}`);
      for (const { number, time } of produced) {
        if (number < first || number > last || numbers.has(number)) continue;
        if (this.#isDeclared(tag, time)) declared++;
        else undeclared.push(`${tag}:${number} at ${new Date(time / 1000).toISOString()}`);
      }
    }
    return { undeclared, spurious, declared };
  }

  /** By a gap of the tag, or of the whole source. */
  #isDeclared(tag: number, time: Micros): boolean {
    const { tagUid } = fakeTag(tag, { assetUid: ASSET });
    return this.disk.gaps.some(
      (gap) => (gap.tagUid === undefined || gap.tagUid === tagUid) && gap.from <= time && time <= gap.to,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
