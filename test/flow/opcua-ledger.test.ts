/**
 * No undeclared loss. A server numbers its samples; link, server and edge are cut, killed and restarted at random; then
 * every number is on disk or inside a recorded gap. GEMBA_LEDGER_FAULTS sets the number of faults.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import type { GapRecord } from "../../edge/contracts/path/event-batch.ts";
import type { Loss } from "../../edge/pipeline/loss.ts";
import type { LossAudit } from "../../edge/pipeline/loss-audit.ts";
import { Random } from "../../simulators/kernel/random.ts";
import { LedgerRig } from "../fakes/ledger/rig.ts";
import { COUNTERS, TICK_MS } from "../fakes/ledger/server.ts";
import { lossesOf } from "../fakes/log/losses.ts";
import { sizeOf } from "../run/long-sets.ts";
import { SEED } from "../run/seed.ts";

/** There are ten kinds, so that the short run has each once. */
const FAULTS = sizeOf("GEMBA_LEDGER_FAULTS", { short: 10, full: 60 });
const REFUSED_FAULTS = sizeOf("GEMBA_LEDGER_FAULTS", { short: 4, full: 60 });
/** Generous: a fault lasts 2 s on average, a busy machine needs longer to come back. */
const WITHIN_MS = 300_000 + FAULTS * 10_000;

/** The single faults. */
const FAULT = {
  reset: async ({ proxy }: LedgerRig, random: Random) => {
    proxy.mode = "reset";
    await sleep(random.between(0, 400));
    proxy.mode = "pass";
  },
  torn: async ({ proxy }: LedgerRig, random: Random) => {
    proxy.cutAfter(Math.ceil(random.between(1, 3000)));
    await vi.waitFor(() => expect(proxy.mode).toBe("reset"), { timeout: 20_000, interval: 5 });
    proxy.mode = "pass";
  },
  silence: async ({ proxy }: LedgerRig, random: Random) => {
    proxy.mode = "blackhole";
    await sleep(random.between(200, 3500));
    proxy.mode = "pass";
  },
  deaf: async ({ proxy }: LedgerRig, random: Random) => {
    proxy.mode = "deaf";
    await sleep(random.between(200, 3500));
    proxy.mode = "pass";
  },
  serverPaused: async ({ server }: LedgerRig, random: Random) => {
    server.pause();
    await sleep(random.between(200, 3500));
    server.goOn();
  },
  halfClosed: async ({ proxy }: LedgerRig) => proxy.halfClose(),
  slow: async ({ proxy }: LedgerRig, random: Random) => {
    proxy.delayMs = random.between(100, 900);
    await sleep(random.between(500, 1500));
    proxy.delayMs = 0;
  },
  serverKilled: async ({ server }: LedgerRig, random: Random) => {
    await server.kill();
    await sleep(random.between(0, 500));
    await server.start();
  },
  edgeKilled: async ({ proxy, edge }: LedgerRig, random: Random) => {
    proxy.mode = "reset";
    await edge.crash();
    await sleep(random.between(0, 500));
    proxy.mode = "pass";
    await edge.start();
  },
  edgeStopped: async ({ edge }: LedgerRig) => {
    await edge.stop();
    await edge.start();
  },
} satisfies Record<string, (rig: LedgerRig, random: Random) => Promise<void>>;

/** Random faults, each followed by the next after a while or at once; returns the outages in ms. */
async function strike(
  rig: LedgerRig,
  faults: number,
  random: Random,
): Promise<{ happened: string[]; outageMs: number }> {
  const kinds = Object.keys(FAULT) as (keyof typeof FAULT)[];
  const happened: string[] = [];
  let outageMs = 0;
  try {
    for (let i = 0; i < faults; i++) {
      const kind = kinds[i < kinds.length ? i : Math.floor(random.next() * kinds.length)] as keyof typeof FAULT;
      happened.push(kind);
      const startedMs = performance.now();
      await FAULT[kind](rig, random);
      // Sometimes the next fault does not wait for the edge to recover.
      if (random.chance(0.7)) await rig.live();
      else await sleep(random.between(0, 800));
      outageMs += performance.now() - startedMs;
    }
    const declared = await rig.settled();
    process.stdout.write(
      `${happened.length} faults, seed ${SEED}: ${rig.server.produced().length} numbers made, ` +
        `${declared} of ${COUNTERS} counters inside recorded gaps, 0 undeclared\n`,
    );
  } catch (error) {
    throw new Error(`seed ${SEED}, ${happened.join(" ")}: ${(error as Error).message}`);
  }
  return { happened, outageMs };
}

it.concurrent(`[C1] [C2] [C5] ${FAULTS} random faults: every number is on disk or inside a recorded gap`, {
  timeout: WITHIN_MS,
}, async () => {
  await using rig = await LedgerRig.start();
  const { happened } = await strike(rig, FAULTS, new Random(SEED));
  const { sessions, subscriptions } = await rig.server.held();
  expect(sessions, "sessions of clients that were killed end after 30 s").toBeLessThanOrEqual(
    1 + happened.filter((kind) => kind !== "serverKilled").length,
  );
  expect(subscriptions).toBeGreaterThanOrEqual(1);
});

it.concurrent("[LA1] [LA2] a batch lost between reading thread and log is found, with tags and the server's numbers", {
  timeout: WITHIN_MS,
}, async () => {
  await using rig = await LedgerRig.start();
  const [audit] = rig.edge.audits as [LossAudit];
  await vi.waitFor(() => expect(audit.counts.checked).toBeGreaterThan(0), { timeout: 30_000 });
  expect(lossesOf(audit)).toEqual([]);
  rig.edge.loseBatch();
  const found: Loss[] = [];
  await vi.waitFor(() => expect(found.push(...lossesOf(audit))).toBeGreaterThan(0), { timeout: 30_000 });
  expect(found).toMatchObject([{ source: "line", numbers: [expect.stringMatching(/^subscription \d+: \d+ to \d+$/)] }]);
  for (const tag of found[0]?.tags.keys() ?? []) expect(tag).toMatch(/^urn:test:machine:1#signal-\d$/);
});

it.concurrent(`[C4] [C5] ${REFUSED_FAULTS} random faults without transfer, republish and history are declared`, {
  timeout: WITHIN_MS,
}, async () => {
  await using rig = await LedgerRig.start({ refuse: ["TransferSubscriptions", "Republish", "HistoryRead"] });
  const { outageMs } = await strike(rig, REFUSED_FAULTS, new Random(SEED + 1));
  expect(declaredUs(rig.edge.disk.gaps)).toBeLessThanOrEqual(outageMs * 1000 + REFUSED_FAULTS * PUBLISHING_US);
});

/** Time inside any gap: a gap that was declared just before the edge was killed may be declared again. */
function declaredUs(gaps: readonly GapRecord[]): number {
  let covered = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { from, to } of [...gaps].sort((a, b) => a.from - b.from)) {
    covered += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return covered;
}

it.concurrent("[C1] [C3] resets, silence and restarts lose nothing with transfer and republish", async () => {
  await using rig = await LedgerRig.start();
  const random = new Random(SEED);
  for (const kind of ["reset", "torn", "edgeKilled", "silence", "edgeStopped"] as const) {
    await FAULT[kind](rig, random);
    await rig.live();
  }
  expect(await rig.settled()).toBe(0);
  expect(rig.edge.disk.gaps).toEqual([]);
  expect(await rig.server.held()).toMatchObject({ subscriptions: 1 });
});

it.concurrent("[F17] if Republish answers Good and nothing, history or gaps cover the numbers", async () => {
  await using rig = await LedgerRig.start({ emptyRepublish: true, history: true });
  const random = new Random(SEED);
  for (const kind of ["reset", "silence", "serverPaused", "deaf", "serverKilled"] as const) {
    await FAULT[kind](rig, random);
    await rig.live();
    const { republishes } = await rig.server.held();
    expect(republishes, kind).toBeLessThan(500);
  }
  await rig.settled();
});

it.concurrent("[C4] without transfer, history fills the gap of an edge that was down", async () => {
  await using rig = await LedgerRig.start({ refuse: ["TransferSubscriptions"], history: true });
  await FAULT.edgeKilled(rig, new Random(SEED));
  await rig.live();
  await FAULT.edgeStopped(rig);
  expect(await rig.settled()).toBe(0);
  expect(rig.edge.disk.gaps).toEqual([]);
});

it.concurrent("[C4] without transfer, republish and history each fault is one short gap", async () => {
  await using rig = await LedgerRig.start({ refuse: ["TransferSubscriptions", "Republish", "HistoryRead"] });
  const random = new Random(SEED);
  for (const kind of ["serverKilled", "edgeKilled", "edgeStopped"] as const) {
    const known = new Set(rig.edge.disk.gaps.map(({ to }) => to));
    const lastBefore = rig.edge.newest;
    await FAULT[kind](rig, random);
    await rig.settled();
    // A gap that was declared just before the edge was killed may be declared again.
    const gaps = rig.edge.disk.gaps.filter(({ to }) => !known.has(to));
    expect(gaps, kind).toHaveLength(1);
    const [{ from, to }] = gaps as [GapRecord];
    expect(to - from, kind).toBeLessThanOrEqual(outageUs(rig, lastBefore) + PUBLISHING_MS * 1000);
  }
});

/**
 * For the edge the outage lasts from its last number to the first one after, which is the widest hole, plus a tick
 * until the server's next one.
 */
function outageUs(rig: LedgerRig, lastBefore: number): number {
  const [numbers] = rig.edge.disk.numbers;
  const produced = rig.server.produced();
  const kept = produced.filter(({ number }) => number >= lastBefore && numbers?.has(number));
  const holes = kept
    .slice(1)
    .map(({ number, time }, i) => ({ number, lastsUs: time - (kept[i] as { time: number }).time }));
  const { number, lastsUs } = holes.reduce((widest, hole) => (hole.lastsUs > widest.lastsUs ? hole : widest));
  const first = produced.findIndex((one) => one.number === number);
  const ended = produced[first] as { time: number };
  // If a server without processor time has just made the widest hole, no number has followed it yet.
  return lastsUs + (produced[first + 1] ?? ended).time - ended.time;
}

/** Tolerance for items that report each change, plus the clock's whole milliseconds. */
const PUBLISHING_MS = 501;
const PUBLISHING_US = (PUBLISHING_MS + TICK_MS) * 1000;
