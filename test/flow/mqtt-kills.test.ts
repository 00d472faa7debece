import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { lossesOf } from "../fakes/log/losses.ts";
import { DURABLE, hasMosquitto, mosquitto } from "../fakes/mqtt/brokers.ts";
import { KINDS, type Kind, startMqttEdge } from "../fakes/mqtt/edge.ts";
import { account, askHistorian, readLog } from "../fakes/mqtt/ledger.ts";
import { allPublishers } from "../fakes/mqtt/publisher.ts";
import { IS_FULL, sizeOf } from "../run/long-sets.ts";
import { randomOf } from "../run/seed.ts";

/**
 * The long run also prints its findings: `GEMBA_KILLS=100 npx vitest run --project flow test/flow/mqtt-kills.test.ts`
 * takes a quarter of an hour.
 */
const IS_LONG = IS_FULL || process.env["GEMBA_KILLS"] !== undefined;
const BROKER_KILLS = sizeOf("GEMBA_KILLS", { short: 8, full: 30 });
const EDGE_KILLS = sizeOf("GEMBA_KILLS", { short: 3, full: 30 });
/**
 * Messages of all kinds between two kills of the broker. A kill costs mosquitto about half a message of QoS 1, however
 * many there were, so a share is meaningful only for kills far apart: 4 s at 1,000 messages/s in the long run.
 */
const BETWEEN = IS_LONG ? 4_000 : 200;
/**
 * Share of accepted QoS 1 messages that the broker may lose: the limit in the long run, ten times as much in the short
 * one, whose kills are close together. Losses are counted, so a run may have four standard deviations more.
 */
const LOST_SHARE = IS_LONG ? 0.0005 : 0.005;
/** Messages of all kinds a second while the edge is killed: fewer in the short run, which shares its machine. */
const EDGE_LOAD = IS_LONG ? 5_000 : 2_000;
/**
 * The deadline of all waits below, for a busy machine. Each kill costs a start of the edge, and the load continues
 * meanwhile, so that a slower machine has more to read.
 */
const deadlineMs = (kills: number) => 300_000 + 60_000 * kills;

const random = randomOf("kills of broker and edge");
let dir: string;
const cleanups: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-kills-"));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await rm(dir, { recursive: true, force: true });
});

type Publishers = ReturnType<typeof allPublishers>;

function publishers(url: string, perSecond: number): Publishers {
  const all = allPublishers(url, perSecond);
  for (const { publisher } of all) cleanups.push(() => publisher.stop());
  return all;
}

/** Messages sent before the subscription do not count. */
function sentSince(all: Publishers): Map<Kind, number> {
  return new Map(all.map(({ kind, sent }) => [kind, sent.length]));
}

/**
 * Every number of each kind is stored, or lies in a declared gap of its source; and each stored number is in the
 * historian once.
 */
async function settle(
  all: Publishers,
  since: ReadonlyMap<Kind, number>,
  run: object,
): Promise<Record<Kind, { sent: number; lost: number }>> {
  const log = await readLog(dir);
  const figures = Object.fromEntries(
    all.map(({ kind, sent: everything }) => {
      const newest = [...log[kind].counts.keys()].reduce((high, n) => Math.max(high, n), 0);
      const sent = everything.slice(since.get(kind)).filter(({ n }) => kind === "mqtt-json" || n <= newest);
      const { lost, undeclared } = account(sent, log[kind]);
      expect(undeclared, kind).toEqual([]);
      return [kind, { sent: sent.length, lost }];
    }),
  ) as Record<Kind, { sent: number; lost: number }>;
  const inLog = KINDS.map((kind) => log[kind].counts.size);
  const inHistorian = await askHistorian(
    dir,
    inLog.reduce((sum, size) => sum + size, 0),
  );
  expect(KINDS.map((kind) => [kind, inHistorian[kind]])).toEqual(
    KINDS.map((kind, n) => [kind, { rows: inLog[n], numbers: inLog[n] }]),
  );
  const declaredGaps = KINDS.map((kind) => log[kind].gaps.length);
  if (IS_LONG)
    process.stdout.write(
      `${JSON.stringify({ ...run, ...figures, undeclared: 0, declaredGaps, inHistorian: inLog })}\n`,
    );
  return figures;
}

it.runIf(hasMosquitto)(
  "[Q2] [Q3] [F14] [LA2] broker killed again and again under 1,000 messages/s, a third each: all QoS 1 " +
    "it still held is in the historian once, and every number lost, of QoS 1 or 0, lies in a declared gap",
  async () => {
    const broker = await mosquitto(DURABLE);
    cleanups.push(() => broker.dispose());
    const edge = await startMqttEdge(dir, broker.url);
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= edge.stop();
      return stopped;
    };
    cleanups.push(stop);
    const all = publishers(broker.url, 1_000);
    for (const { publisher } of all) await publisher.start();
    const moreCame = async (messages: number) => {
      const before = KINDS.map((kind) => edge.received(kind));
      const came = () => KINDS.map((kind, n) => edge.received(kind) - (before[n] as number));
      await vi.waitFor(
        () => {
          expect(Math.min(...came())).toBeGreaterThan(20);
          expect(came().reduce((sum, count) => sum + count, 0)).toBeGreaterThan(messages);
        },
        { timeout: deadlineMs(BROKER_KILLS), interval: 10 },
      );
    };
    await moreCame(100);
    const since = sentSince(all);
    const startedMs = performance.now();
    for (let kill = 1; kill <= BROKER_KILLS; kill++) {
      await moreCame(BETWEEN);
      await sleep(random() * 300);
      await broker.kill();
      await broker.restart();
    }
    await moreCame(500);
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    for (const { publisher } of all) await publisher.stop();
    const last = all[0].sent.at(-1)?.n as number;
    await vi.waitFor(async () => expect((await readLog(dir))["mqtt-json"].counts.has(last)).toBe(true), {
      timeout: deadlineMs(BROKER_KILLS),
      interval: 500,
    });
    await stop();
    expect(lossesOf(edge.audit)).toEqual([]);
    expect(edge.audit.counts.checked).toBeGreaterThan(100);
    const log = await readLog(dir);
    // Removed as repeats before they reach the log.
    expect([...log["mqtt-json"].counts.values()].every((count) => count === 1)).toBe(true);
    const figures = await settle(all, since, { killed: "broker", kills: BROKER_KILLS, seconds });
    const expected = figures["mqtt-json"].sent * LOST_SHARE;
    expect(figures["mqtt-json"].lost).toBeLessThanOrEqual(expected + 4 * Math.sqrt(expected));
    // Some QoS 0 messages must have been lost, or the test would prove nothing.
    for (const kind of ["sparkplug", "vda5050"] as const) expect(figures[kind].lost).toBeGreaterThan(BROKER_KILLS);
  },
  deadlineMs(BROKER_KILLS),
);

it.runIf(hasMosquitto)(
  "[Q1] [Q10] [F14] [LA3] [LA8] edge killed again and again under load, a third of each kind: no QoS 1 is lost, " +
    "each number is in the historian once, and every number of QoS 0 that is missing lies in a declared gap",
  async () => {
    const broker = await mosquitto(["max_queued_messages 0", "max_inflight_messages 0"]);
    cleanups.push(() => broker.dispose());
    const all = publishers(broker.url, EDGE_LOAD);
    let since: Map<Kind, number> | undefined;
    const startedMs = performance.now();
    for (let kill = 1; kill <= EDGE_KILLS; kill++) {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, "../fakes/mqtt/edge-process.ts"), dir, broker.url],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      const over = once(child, "exit");
      cleanups.push(async () => void child.kill("SIGKILL"));
      if (kill === 1) for (const { publisher } of all) await publisher.start();
      await once(child.stdout, "data");
      since ??= sentSince(all);
      await sleep(100 + random() * 400);
      child.kill("SIGKILL");
      await over;
    }
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    // With the last kill these two lose their memory as well: only the audit's account knows that they were heard.
    for (const kind of ["sparkplug", "vda5050"] as const) await rm(join(dir, kind, "last-heard.json"));
    const edge = await startMqttEdge(dir, broker.url);
    await vi.waitFor(() => expect(KINDS.every((kind) => edge.received(kind) > 0)).toBe(true), {
      timeout: deadlineMs(EDGE_KILLS),
    });
    for (const { publisher } of all) await publisher.stop();
    // The broker keeps the order: when the last number has arrived, all kept messages have.
    const last = all[0].sent.at(-1)?.n as number;
    await vi.waitFor(async () => expect((await readLog(dir))["mqtt-json"].counts.has(last)).toBe(true), {
      timeout: deadlineMs(EDGE_KILLS),
      interval: 1_000,
    });
    await edge.stop();
    expect(lossesOf(edge.audit)).toEqual([]);
    const gaps = Object.values(await readLog(dir)).flatMap((log) => log.gaps);
    expect(gaps.filter(({ reason }) => reason === "edge_fault")).toEqual([]);
    const figures = await settle(all, since ?? new Map(), { killed: "edge", kills: EDGE_KILLS, seconds });
    expect(figures["mqtt-json"].sent).toBeGreaterThan(500);
    expect(figures["mqtt-json"].lost).toBe(0);
    for (const kind of ["sparkplug", "vda5050"] as const) expect(figures[kind].lost).toBeGreaterThan(EDGE_KILLS);
  },
  deadlineMs(EDGE_KILLS),
);
