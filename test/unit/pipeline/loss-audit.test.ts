/** Only a loss between decoder and disk is found and named. With the real log on a disk, and the real counting. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { causeInWords } from "../../../edge/contracts/alerts/causes.ts";
import type { WaveformBlock } from "../../../edge/contracts/path/waveform-block.ts";
import type { AssetUid, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { LossFinding } from "../../../edge/pipeline/loss-finding.ts";
import { folder, Rig } from "../../fakes/source/audit-rig.ts";
import { batchOf, T0 } from "../../fakes/source/samples.ts";
import { FakeTags, fakeTag } from "../../fakes/source/tags.ts";

it(
  "[LA1] [LA4] [LA5] a batch that is lost between decoder and log is named with tag, stretch and the source's " +
    "numbers, and declared",
  async () => {
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
    expect(causeInWords({ code: "edge_fault", params: {} })).toMatchObject({ en: "lost inside the edge" });
    expect(rig.wait(), "once").toEqual([]);

    const finding = new LossFinding("edge" as AssetUid);
    expect(finding.at([], T0)).toMatchObject({ standing: false });
    const said = finding.at(found, T0);
    expect(said).toMatchObject({ rule: "edge/lost-samples", kind: "system", standing: true });
    for (const text of [said.message.zh, said.message.en])
      for (const part of ["line", tag, new Date(T0 / 1000 + 1000).toISOString()]) expect(text).toContain(part);
    expect([finding.at([], T0 + 599e6).standing, finding.at([], T0 + 600e6).standing]).toEqual([true, false]);
  },
);

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

it(
  "[LA2] late, repeated, moved and stored samples, several sources in one commit, and more in the log than was " +
    "counted are no loss",
  async () => {
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
  },
);

it(
  "[LA2] a receipt is compared at its place: later samples in the same commit do not make up for a " + "loss before it",
  async () => {
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
  },
);

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

it("[LA3] a new session, and a killed edge in between, leave nothing to compare", async () => {
  const rig = await Rig.start();
  rig.begin();
  rig.read([1, T0, 1], [2, T0, 1]);
  rig.begin();
  // The server repeats unacknowledged messages.
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

it("[LA3] samples of an earlier session without a receipt do not hide a loss in this one", async () => {
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

it("[LA4] samples for which the log has no room are declared by the log, and are not a defect", async () => {
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

it("[LA4] a gap of a link or a server does not excuse a loss after the decoder", async () => {
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

it("[LA7] receipts that wait for a disk are merged, and compared all the same", async () => {
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
