/** Config, budget and state of the uplink. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, expect, it, vi } from "vitest";
import { valueProblems } from "../../../edge/config/read-file.ts";
import type { Finding } from "../../../edge/contracts/alerts/detector.ts";
import { Budget } from "../../../edge/fleet/budget.ts";
import { uplinkConfig, uplinkProblems } from "../../../edge/fleet/config.ts";
import { uplinkSection } from "../../../edge/fleet/section.ts";
import { openState } from "../../../edge/fleet/uplink-state.ts";
import { hubConfig, hubProblems } from "../../../edge/hub/config.ts";
import { readRecord } from "../../../edge/hub/edge-record.ts";
import { freePort } from "../../fakes/net/free-port.ts";

const dir = mkdtempSync(join(tmpdir(), "gemba-uplink-"));
afterEach(() => {
  for (const name of readdirSync(dir)) rmSync(join(dir, name), { recursive: true });
});

const codesOf = (hub: Record<string, unknown>) =>
  valueProblems("uplink.yaml", { hub }, uplinkConfig, uplinkProblems).map(({ code }) => code);

const KEYS = {
  waveforms: "none" as const,
  everyMs: 2_500,
  messageKb: 64,
  inFlightKb: 1_024,
  acts: false,
  actHours: 4,
  files: { megabytes: 64, kilobytesPerSecond: 64 },
};

it("[UL10] a link that leaves the machine needs TLS and a key of its own; halves and doubles are refused", () => {
  const away = ["tls://hub.example:4222"];
  expect(codesOf({ servers: ["nats://127.0.0.1:4222"] })).toEqual([]);
  expect(codesOf({ servers: ["nats://localhost:4222", "nats://[::1]:4222"] })).toEqual([]);
  expect(codesOf({ servers: ["nats://hub.example:4222"] })).toEqual(["fleet-open-link", "fleet-unknown-edge"]);
  expect(codesOf({ servers: away })).toEqual(["fleet-unknown-edge"]);
  expect(codesOf({ servers: away, nkeySeed: "SU" })).toEqual([]);
  expect(codesOf({ servers: away, cert: "c" })).toEqual(["fleet-half-certificate"]);
  expect(codesOf({ servers: away, nkeySeed: "SU", credentials: "x" })).toEqual(["fleet-two-keys"]);
  expect(codesOf({ servers: ["nats://user:secret@127.0.0.1:4222"] })).not.toEqual([]);
  expect(codesOf({ servers: [] })).not.toEqual([]);
  const hub = valueProblems("hub.yaml", { servers: ["nats://10.0.0.1:4222"] }, hubConfig, hubProblems);
  expect(hub.map(({ code }) => code)).toEqual(["fleet-open-link", "fleet-unknown-edge"]);
});

it("[UL11] without a hub in the config there is no file, no thread and no timer, and an old alert ends", async () => {
  const found: Finding[] = [];
  const context = {
    book: { apply: (all: readonly Finding[]) => found.push(...all) },
    edgeUid: "e",
    now: () => 0,
    dataDir: dir,
  };
  const open = await uplinkSection.open?.(KEYS, context as never);
  expect(open?.tick).toBeUndefined();
  expect(found).toMatchObject([{ rule: "uplink/hub", standing: false }]);
  expect(readdirSync(dir)).toEqual([]);
});

it("[UL11] a hub that is away is an alert with cause and remedy in both languages", async () => {
  const found: Finding[] = [];
  const context = {
    book: { apply: (all: readonly Finding[]) => found.push(...all) },
    edgeUid: "e",
    now: () => 0,
    dataDir: dir,
    log: pino({ level: "silent" }),
    plant: { site: { name: { en: "Plant", zh: "工厂" } } },
    identity: { edgeId: "edge-1", epoch: 1 },
    inlet: {
      dir,
      logUid: "log",
      position: 0,
      cursor: async () => ({ acknowledged: 0, acknowledge: () => undefined, moveTo: () => undefined }),
    },
  };
  const hub = { servers: [`nats://127.0.0.1:${await freePort()}`] };
  const config = { hub, ...KEYS };
  const open = await uplinkSection.open?.(config, context as never);
  await vi.waitFor(
    () => {
      open?.tick?.(0);
      expect(found.at(-1)?.standing).toBe(true);
    },
    { timeout: 30_000, interval: 50 },
  );
  await open?.close();
  expect(found.at(-1)?.message.en).toMatch(/uplink\.hub\): .*nothing listens there; check .*nothing is lost/);
  expect(found.at(-1)?.message.zh).toMatch(/uplink\.hub）：.*没有程序在监听；请检查.*数据就不会丢失/);
});

it("[UL7] a budget lets history pass evenly, and live values take at most the next minute", () => {
  const budget = new Budget(3_600_000, 0);
  let sent = 0;
  for (let ms = 0; ms < 3_600_000; ms += 100)
    if (budget.hasRoom(ms)) {
      budget.spend(10_000);
      sent += 10_000;
    }
  // An hour, the minute that was there at first, and one message.
  expect(sent).toBeGreaterThan(3_590_000);
  expect(sent).toBeLessThanOrEqual(3_600_000 + 60_000 + 10_000);
  while (budget.hasRoomForLive(3_600_000)) budget.spend(10_000);
  expect(budget.waitMs(3_600_000)).toBeLessThan(71_000);
  expect(new Budget(Number.POSITIVE_INFINITY, 0).hasRoom(1e12)).toBe(true);
});

it("[HU5] each start is on disk before the edge greets, and a thread that starts again is the same start", async () => {
  const log = { dir, logUid: "log", epoch: 1, oldest: 0, position: 0 };
  const first = await openState(join(dir, "uplink"), log);
  expect(await openState(join(dir, "uplink"), log)).toEqual(first);
  const second = await openState(join(dir, "uplink"), { ...log, epoch: 2, position: 70 });
  expect(second.starts.map(({ epoch, position }) => [epoch, position])).toEqual([
    [1, 0],
    [2, 70],
  ]);
  expect(new Set(second.starts.map(({ run }) => run)).size).toBe(2);
  expect((await openState(join(dir, "uplink"), { ...log, logUid: "other" })).starts).toHaveLength(1);
});

it("[HU7] a damaged record of an edge is refused with what to do, because a guess could mix two edges", () => {
  expect(readRecord(dir)).toBeUndefined();
  for (const text of ["{", "null", '{"version":2}', '{"version":1,"starts":[]}']) {
    writeFileSync(join(dir, "edge.json"), text);
    expect(() => readRecord(dir)).toThrow("move its folder away");
  }
});
