/** A loss between decoder and disk is found and named, and nothing else is. With the real log on a disk, and the real counting. */
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { expect, it } from "vitest";
import { Tally } from "../../../edge/batch/tally.ts";
import { sayCause } from "../../../edge/contracts/alerts/causes.ts";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { Inlet } from "../../../edge/contracts/path/source.ts";
import type { WaveformBlock } from "../../../edge/contracts/path/waveform-block.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import type { CommitLog } from "../../../edge/historian/log/commit-log.ts";
import type { LogOptions } from "../../../edge/historian/log/log-options.ts";
import type { AuditedInlet } from "../../../edge/pipeline/audited-inlet.ts";
import { LossAudit } from "../../../edge/pipeline/loss-audit.ts";
import { LossFinding } from "../../../edge/pipeline/loss-finding.ts";
import { LogFolder, never } from "../../fakes/log/folder.ts";
import { batchOf, T0 } from "../../fakes/source/samples.ts";
import { FakeTags, fakeTag } from "../../fakes/source/tags.ts";

const folder = new LogFolder();
const REFS = [0, 1, 2, 3, 4].map((ref) => ref as TagRef);

/** A log with an audit, and a source that hands over through what a test puts between. */
class Rig {
  readonly audit: LossAudit;
  readonly inlet: AuditedInlet;
  readonly gaps: EdgeEvent[] = [];
  readonly said: Record<string, unknown>[] = [];
  readonly log: CommitLog;
  /** Loses batches. */
  loses = false;
  #tally = new Tally();
  numbers = new Map<string, number>();

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
    this.audit = new LossAudit({ tags, log, logger, now: () => T0, isPersonalStored: false });
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

it("[LA1] [LA4] [LA5] a batch that is lost between decoder and log is named with tag, stretch and the source's numbers, and declared", async () => {
  const rig = await Rig.start();
  rig.begin();
  rig.numbers.set("subscription 7", 130);
  rig.read([1, T0, 1], [2, T0, 1]);
  rig.receipt();
  rig.read([1, T0 + 1e6, 2]);
  rig.loses = true;
  rig.read([2, T0 + 2e6, 2], [2, T0 + 3e6, 3]);
  rig.loses = false;
  rig.read([1, T0 + 4e6, 3]);
  rig.numbers.set("subscription 7", 133);
  rig.receipt();
  rig.read([1, T0 + 5e6, 4], [2, T0 + 5e6, 4]);
  await rig.settled();
  expect(rig.audit.tick(), "the log may still declare it").toEqual([]);
  const found = rig.wait();
  const tag = "urn:test:asset:1#signal-2";
  expect(found).toEqual([
    {
      source: "line",
      lost: 2,
      tags: new Map([[tag, 2]]),
      isOfMore: false,
      from: T0 + 1e6,
      to: T0 + 4e6,
      numbers: ["subscription 7: 130 to 133"],
    },
  ]);
  expect(rig.audit.counts).toEqual({ checked: 6, missing: 2, declared: 0 });
  expect(rig.said).toMatchObject([
    { source: "line", lost: 2, tags: [{ tagUid: tag, lost: 2 }], numbers: ["subscription 7: 130 to 133"] },
  ]);
  await rig.settled();
  const payload = { source: "line", tagUid: tag, lost: 2, from: T0 + 1e6, to: T0 + 4e6, reason: "edge_fault" };
  expect(rig.gaps.map((gap) => gap.payload)).toEqual([payload]);
  expect(sayCause({ code: "edge_fault", params: {} })).toMatchObject({ en: "lost inside the edge" });
  expect(rig.wait(), "once").toEqual([]);

  const finding = new LossFinding("edge" as AssetUid);
  expect(finding.at([], T0)).toMatchObject({ standing: false });
  const said = finding.at(found, T0);
  expect(said).toMatchObject({ rule: "edge/lost-samples", kind: "system", standing: true });
  for (const text of [said.message.zh, said.message.en])
    for (const part of ["line", tag, new Date(T0 / 1000 + 1000).toISOString()]) expect(text).toContain(part);
  expect([finding.at([], T0 + 599e6).standing, finding.at([], T0 + 600e6).standing]).toEqual([true, false]);
});

it("[LA5] more tags than can be named are one gap of the source", async () => {
  const rig = await Rig.start({}, FakeTags.ofSize(50));
  rig.begin();
  rig.loses = true;
  rig.take(batchOf(...Array.from({ length: 30 }, (_, ref): [number, number, number] => [ref, T0, 1])));
  rig.receipt();
  rig.loses = false;
  await rig.settled();
  expect(rig.wait()).toMatchObject([{ lost: 30, isOfMore: true }]);
  await rig.settled();
  expect(rig.gaps.map(({ payload }) => payload)).toEqual([
    { source: "line", lost: 30, from: T0, to: T0, reason: "edge_fault" },
  ]);
});

it("[LA2] late, repeated, moved and stored samples, several sources in one commit, and more in the log than was counted are no loss", async () => {
  const rig = await Rig.start({ commitMs: 20 });
  const other = rig.source(rig.log, "other");
  rig.begin();
  for (let round = 0; round < 300; round++) {
    const time = T0 + (round % 7) * 1e6;
    rig.read([1, time, round], [1, time, round], [2, time - 3600e6, round]);
    other.push(batchOf([5, time, round]));
    rig.log.pushEvents({
      events: [{ eventUid: String(round), type: "x", time, receivedAt: time, schema: "x/1", payload: {} }],
    });
    if (round % 3 === 0) rig.receipt();
    if (round % 50 === 0) await sleep(1);
  }
  await rig.settled();
  expect(rig.wait()).toEqual([]);
  expect(rig.audit.counts).toMatchObject({ checked: 3 * 298, missing: 0, declared: 0 });
});

it("[LA2] a receipt is compared at its place: what comes behind it in the same commit does not make up for a loss before it", async () => {
  const rig = await Rig.start({ commitMs: 50 });
  rig.begin();
  rig.loses = true;
  rig.read([1, T0, 1]);
  rig.loses = false;
  rig.read([2, T0, 1]);
  rig.receipt();
  rig.read([1, T0 + 1, 2], [1, T0 + 2, 3]);
  rig.receipt();
  await rig.settled();
  expect(rig.wait()).toMatchObject([{ lost: 1, tags: new Map([["urn:test:asset:1#signal-1", 1]]) }]);
});

it("[LA1] [LA2] a waveform counts as one, in its place among samples", async () => {
  const rig = await Rig.start({ commitMs: 50 });
  const wave = (start: number): WaveformBlock => ({
    tag: 3 as TagRef,
    start,
    receivedAt: T0,
    dtS: 0.001,
    unit: "g",
    status: 0,
    flags: 0,
    points: Float32Array.of(1),
    context: {},
  });
  const send = (start: number): void => {
    rig.tally.addWaveform(3, start);
    rig.inlet.pushWaveform(wave(start));
  };
  rig.begin();
  rig.read([1, T0, 1]);
  send(T0);
  rig.read([1, T0 + 1, 1]);
  rig.receipt();
  rig.loses = true;
  send(T0 + 2);
  rig.loses = false;
  rig.receipt();
  send(T0 + 3);
  rig.receipt();
  await rig.settled();
  expect(rig.wait()).toMatchObject([{ lost: 1, tags: new Map([["urn:test:asset:1#signal-3", 1]]), from: T0 + 2 }]);
  expect(rig.audit.counts.checked).toBe(5);
});

it("[LA3] a session that begins anew, and an edge that was killed in between, leave nothing to compare", async () => {
  const rig = await Rig.start();
  rig.begin();
  rig.read([1, T0, 1], [2, T0, 1]);
  rig.begin();
  // The server sends again what it has no acknowledgement for.
  rig.read([1, T0, 1], [2, T0, 1]);
  rig.receipt();
  rig.begin();
  rig.receipt();
  await rig.settled();
  expect(rig.wait()).toEqual([]);
  await folder.stop(rig.log);

  const again = await Rig.start();
  again.begin();
  again.read([1, T0, 1]);
  again.receipt();
  await again.settled();
  expect(again.wait()).toEqual([]);
  expect(again.audit.counts).toEqual({ checked: 1, missing: 0, declared: 0 });
});

it("[LA3] what an earlier session left without a receipt does not make up for a loss in this one", async () => {
  const rig = await Rig.start();
  rig.begin();
  rig.read([1, T0, 1], [1, T0 + 1, 2]);
  rig.begin();
  rig.loses = true;
  rig.read([1, T0 + 2, 3]);
  rig.loses = false;
  rig.receipt();
  await rig.settled();
  expect(rig.wait()).toMatchObject([{ lost: 1, tags: new Map([["urn:test:asset:1#signal-1", 1]]) }]);
});

it("[LA4] what the log itself has no room for is declared by the log, and is no defect", async () => {
  const rig = await Rig.start({ maxPendingBytes: 600, fullBytes: 500, commitMs: 20 });
  rig.begin();
  for (let n = 0; n < 20; n++) rig.read([1, T0 + n, n], [2, T0 + n, n]);
  rig.receipt();
  await expect.poll(() => rig.gaps.length).toBe(1);
  expect(rig.wait()).toEqual([]);
  const lost = rig.gaps.map(({ payload }) => payload["lost"] as number);
  expect(lost[0]).toBeGreaterThan(0);
  expect(rig.audit.counts).toEqual({ checked: 40, missing: 0, declared: lost[0] });
});

it("[LA4] a gap of a link or a server excuses no loss behind the decoder", async () => {
  const rig = await Rig.start();
  rig.begin();
  const payload = { source: "line", from: T0 - 1e6, to: T0 + 1e6, reason: "source_down_no_history", lost: 5 };
  rig.inlet.pushEvents({
    events: [{ eventUid: "g", type: "gap.declared", time: T0, receivedAt: T0, schema: "gap/1", payload }],
  });
  rig.loses = true;
  rig.read([1, T0, 1]);
  rig.loses = false;
  rig.receipt();
  await rig.settled();
  expect(rig.wait()).toMatchObject([{ lost: 1 }]);
});

it("[LA6] samples about people, which go to no disk, are not missed", async () => {
  const rig = await Rig.start({}, new FakeTags([fakeTag(1, { class: "personal" }), fakeTag(2), fakeTag(9)]));
  rig.begin();
  rig.loses = true;
  rig.read([1, T0, 1]);
  rig.loses = false;
  rig.receipt();
  await rig.settled();
  expect(rig.wait()).toEqual([]);
});

it("[LA7] receipts that wait for a disk become few, and are compared all the same", async () => {
  const rig = await Rig.start({ commitMs: 100 });
  rig.begin();
  for (let n = 0; n < 50; n++) {
    rig.loses = n === 30;
    rig.read([1, T0 + n, n], [2, T0 + n, n]);
    rig.receipt();
  }
  await rig.settled();
  expect(rig.wait()).toMatchObject([
    {
      lost: 2,
      tags: new Map([
        ["urn:test:asset:1#signal-1", 1],
        ["urn:test:asset:1#signal-2", 1],
      ]),
    },
  ]);
  expect(rig.audit.counts.checked).toBe(100);
});
