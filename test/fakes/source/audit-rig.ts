import { join } from "node:path";
import { pino } from "pino";
import { afterEach } from "vitest";
import { Tally } from "../../../edge/batch/tally.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { Inlet } from "../../../edge/contracts/path/source.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import type { CommitLog } from "../../../edge/historian/log/commit-log.ts";
import type { LogOptions } from "../../../edge/historian/log/log-options.ts";
import type { AuditedInlet } from "../../../edge/pipeline/audited-inlet.ts";
import { LossAudit } from "../../../edge/pipeline/loss-audit.ts";
import { LogFolder, never } from "../log/folder.ts";
import { batchOf, T0 } from "./samples.ts";
import { FakeTags } from "./tags.ts";

export const folder = new LogFolder();
const audits: LossAudit[] = [];
afterEach(async () => {
  for (const audit of audits.splice(0)) await audit.close();
});
const REFS = [0, 1, 2, 3, 4].map((ref) => ref as TagRef);

/** A log with an audit, and a source that hands over through a test's own stage. */
export class Rig {
  readonly audit: LossAudit;
  readonly inlet: AuditedInlet;
  readonly gaps: EdgeEvent[] = [];
  readonly said: Record<string, unknown>[] = [];
  readonly log: CommitLog;
  /** Loses batches. */
  loses = false;
  #tally = new Tally();
  numbers = new Map<string, number>();
  now = T0;

  static async start(over: Partial<LogOptions> = {}, tags = FakeTags.ofSize(10)): Promise<Rig> {
    const holder: { rig?: Rig } = {};
    const log = await folder.start({
      ...{ tags, maxBytes: 1 << 30 },
      onCommitted: (batches, events, waveforms, position, ends) =>
        holder.rig?.committed({ batches, events, waveforms, position, ends }),
      ...over,
    });
    holder.rig = new Rig(log, tags);
    return holder.rig;
  }

  private constructor(log: CommitLog, tags: FakeTags) {
    this.log = log;
    const logger = pino(
      { level: "error" },
      { write: (line: string) => void this.said.push(JSON.parse(line) as Record<string, unknown>) },
    );
    const path = join(folder.dir, "audit", "loss-audit.json");
    this.audit = new LossAudit({ tags, log, logger, now: () => this.now, isPersonalStored: false, path });
    audits.push(this.audit);
    const leaky: Inlet = {
      push: (batch) => (this.loses ? log.push(batchOf()) : log.push(batch)),
      pushEvents: (batch) => log.pushEvents(batch),
      pushWaveform: (block) => (this.loses ? log.push(batchOf()) : log.pushWaveform(block)),
      full: false,
      committed: (...wait) => log.committed(...wait),
    };
    this.inlet = this.source(leaky);
  }

  source(inlet: Inlet, name = "line"): AuditedInlet {
    return this.audit.inlet(name, REFS, inlet);
  }

  committed(commit: Parameters<LossAudit["committed"]>[0]): void {
    this.gaps.push(...commit.events.filter(({ type }) => type === "gap.declared"));
    this.audit.committed(commit);
  }

  read(...samples: [number, number, number][]): void {
    this.take(batchOf(...samples));
  }

  take(batch: SampleBatch): void {
    this.#tally.add(batch);
    this.inlet.push(batch);
  }

  /** A session of the source begins, with nothing counted. */
  begin(): void {
    this.inlet.begin();
    this.#tally = new Tally();
  }

  receipt(): void {
    this.inlet.receipt({ ...this.#tally.take(0), numbers: new Map(this.numbers) });
  }

  get tally(): Tally {
    return this.#tally;
  }

  async settled(): Promise<void> {
    await this.log.committed(this.log.push(batchOf([9, T0, 0])), never);
  }

  /** As many seconds as the audit waits for a gap, and one more. */
  wait(): ReturnType<LossAudit["tick"]>[number][] {
    return Array.from({ length: 16 }, () => this.audit.tick()).flat();
  }
}
