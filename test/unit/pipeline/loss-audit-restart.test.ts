/** The audit goes on after a restart of the edge. With the real log on a disk, and the real counting. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Tally } from "../../../edge/batch/tally.ts";
import type { Inlet } from "../../../edge/contracts/path/source.ts";
import { folder, Rig } from "../../fakes/source/audit-rig.ts";
import { batchOf, T0 } from "../../fakes/source/samples.ts";

async function restarted(rig: Rig): Promise<Rig> {
  rig.audit.tick();
  await folder.stop(rig.log);
  await rig.audit.close();
  return await Rig.start();
}

/** An inlet that loses every batch. */
function leaking({ log }: Rig): Inlet {
  return {
    push: () => log.push(batchOf()),
    pushEvents: (batch) => log.pushEvents(batch),
    pushWaveform: (block) => log.pushWaveform(block),
    full: false,
    committed: (...wait) => log.committed(...wait),
  };
}

it("[LA8] a loss that waits for its gap when the edge is stopped is declared after the restart", async () => {
  const rig = await Rig.start();
  rig.begin();
  rig.read([1, T0, 1]);
  rig.receipt();
  rig.loses = true;
  rig.read([1, T0 + 1e6, 2], [1, T0 + 2e6, 3]);
  rig.receipt();
  await rig.settled();
  const again = await restarted(rig);
  again.begin();
  again.read([1, T0 + 9e6, 4]);
  again.receipt();
  await again.settled();
  expect(again.wait()).toMatchObject([{ source: "line", lost: 2, from: T0 + 1e6, to: T0 + 2e6 }]);
  await again.settled();
  expect(again.gaps.map(({ payload }) => payload)).toMatchObject([{ source: "line", lost: 2, reason: "edge_fault" }]);
  const third = await restarted(again);
  expect(third.wait(), "once").toEqual([]);
});

it("[LA8] a loss of a source that the config no longer has is declared once, not at each start", async () => {
  const rig = await Rig.start();
  const source = rig.source(leaking(rig), "old");
  const tally = new Tally();
  const batch = batchOf([1, T0, 1]);
  tally.add(batch);
  source.push(batch);
  source.receipt({ ...tally.take(0), numbers: new Map() });
  await rig.settled();
  const again = await restarted(rig);
  expect(again.wait()).toMatchObject([{ source: "old", lost: 1 }]);
  await again.settled();
  const third = await restarted(again);
  expect(third.wait(), "once").toEqual([]);
});

it("[LA8] a loss of the last second before a stop is declared after the restart", async () => {
  const rig = await Rig.start();
  rig.begin();
  rig.loses = true;
  rig.read([1, T0, 1], [1, T0 + 1e6, 2]);
  rig.receipt();
  await rig.settled();
  await folder.stop(rig.log);
  await rig.audit.close();
  const again = await Rig.start();
  expect(again.wait()).toMatchObject([{ source: "line", lost: 2 }]);
});

it("[LA8] a clock that was ahead once does not hide later times without samples", async () => {
  const rig = await Rig.start();
  rig.begin();
  rig.now = T0 + 3600e6;
  rig.read([1, T0 + 3600e6, 1]);
  rig.receipt();
  await rig.settled();
  rig.now = T0;
  rig.read([1, T0, 1]);
  rig.receipt();
  await rig.settled();
  const again = await restarted(rig);
  again.now = T0 + 60e6;
  again.inlet.met(new Map([["", 0]]));
  await again.settled();
  expect(again.gaps.map(({ payload }) => payload)).toMatchObject([{ source: "line", from: T0, to: T0 + 60e6 }]);
});

it("[LA8] for a source that forgot its publishers, the time since an earlier run is declared, once", async () => {
  const rig = await Rig.start();
  rig.begin();
  rig.inlet.met(new Map([["g/n", 0]]));
  rig.read([1, T0, 1]);
  rig.numbers = new Map([
    ["g/n", 7],
    ["v/state", 41],
    ["v/order", 5],
  ]);
  rig.receipt();
  await rig.settled();
  expect(rig.gaps, "at a first start no earlier time is known").toEqual([]);
  const again = await restarted(rig);
  again.now = T0 + 60e6;
  again.begin();
  const met = new Map([
    ["g/n", 0],
    ["g/new", 0],
    ["v/state", 42],
    ["v/order", 9],
  ]);
  again.inlet.met(met);
  again.inlet.met(met);
  await again.settled();
  const span = { from: T0, to: T0 + 60e6, reason: "edge_down_no_history" };
  expect(again.gaps.map(({ payload }) => payload)).toEqual([
    { source: "line/g/n", ...span },
    { source: "line/v/order", ...span },
  ]);
  const third = await restarted(again);
  third.now = T0 + 90e6;
  third.inlet.met(new Map([["", 0]]));
  await third.settled();
  expect(third.gaps.map(({ payload }) => payload)).toEqual([{ source: "line", ...span, to: T0 + 90e6 }]);
});

it("[LA8] a source that continues from its own memory gets no gap, however its publishers count", async () => {
  const rig = await Rig.start();
  rig.begin();
  rig.numbers.set("subscription 7", 130);
  rig.read([1, T0, 1]);
  rig.receipt();
  await rig.settled();
  const again = await restarted(rig);
  again.begin();
  again.numbers.set("subscription 9", 3);
  again.read([1, T0 + 9e6, 4]);
  again.receipt();
  await again.settled();
  expect([again.wait(), again.gaps]).toEqual([[], []]);
});

it("[LA8] a damaged file of accounts counts as missing", async () => {
  mkdirSync(join(folder.dir, "audit"));
  writeFileSync(join(folder.dir, "audit", "loss-audit.json"), '{"format":1,"sources":[{"source":"line","at":1,"num');
  const rig = await Rig.start();
  rig.begin();
  rig.inlet.met(new Map([["", 0]]));
  await rig.settled();
  expect([rig.wait(), rig.gaps]).toEqual([[], []]);
});
