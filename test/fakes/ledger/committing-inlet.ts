/** An inlet that commits in groups, as the commit log does, and the disk behind it. */
import { pino } from "pino";
import type { EventBatch, GapRecord } from "../../../edge/contracts/path/event-batch.ts";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { Inlet, LogPosition, Receipt } from "../../../edge/contracts/path/source.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { AuditedInlet } from "../../../edge/pipeline/audited-inlet.ts";
import { LossAudit } from "../../../edge/pipeline/loss-audit.ts";
import { OVERFLOW } from "../../../edge/sources/opcua/decode/decode-value.ts";
import { FakeInlet } from "../source/inlet.ts";
import { FakeTags, fakeTag } from "../source/tags.ts";
import { COUNTERS } from "./server.ts";

/** The rig's folder. */
export const ASSET = "urn:test:machine:1" as AssetUid;

const TAGS = new FakeTags(Array.from({ length: COUNTERS }, (_, ref) => fakeTag(ref, { assetUid: ASSET })));

/** Duration of a disk write, like the commit log's group commit. */
const COMMIT_MS = 20;

/** Data on disk, across all runs of the edge. */
export class Disk {
  /** Numbers by tag, with their counts. */
  readonly numbers = Array.from({ length: COUNTERS }, () => new Map<number, number>());
  readonly gaps: GapRecord[] = [];
  /** Samples with the overflow bit of the server's queue. */
  overflowed = 0;
}

/** Reports the inlet's position to the audit of one run of the edge. */
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
      path: "/dev/null/loss-audit.json",
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

/** Commits in groups; uncommitted data are lost in a crash. */
export class CommittingInlet extends FakeInlet {
  readonly #disk: Disk;
  #pending: (SampleBatch | EventBatch)[] = [];
  #handed = 0;
  #committed = 0;
  #isCrashed = false;
  #waiters: { readonly position: number; readonly resolve: () => void; readonly reject: (error: unknown) => void }[] =
    [];
  readonly #timer: NodeJS.Timeout;
  readonly #place = new AuditedPlace(() => this.#handed);
  /** Number of batches to drop. */
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
    this.#reportAudit();
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

  #reportAudit(): void {
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
