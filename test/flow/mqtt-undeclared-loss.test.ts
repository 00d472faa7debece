import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import type { Source } from "../../edge/contracts/source.ts";
import type { SparkplugAddress, SparkplugBinding } from "../../edge/sources/mqtt/sparkplug/config.ts";
import { sparkplugSource } from "../../edge/sources/mqtt/sparkplug/plugin.ts";
import type { Vda5050Address, Vda5050Binding } from "../../edge/sources/mqtt/vda5050/config.ts";
import { vda5050Source } from "../../edge/sources/mqtt/vda5050/plugin.ts";
import { type Device, every, runDevice, say } from "../../simulators/mqtt/connection.ts";
import { sparkplugNode } from "../../simulators/mqtt/edge-node.ts";
import type { Meter } from "../../simulators/mqtt/meter.ts";
import { MetricType } from "../../simulators/mqtt/sparkplug-encode.ts";
import { FakeInlet } from "../fakes/inlet.ts";
import { demoBroker, hasMosquitto, mosquitto, type TestBroker } from "../fakes/mqtt-brokers.ts";
import { keepRunning } from "../fakes/run-source.ts";
import { fakeContext } from "../fakes/source-context.ts";

/** The whole figure takes minutes: `GEMBA_KILLS=100 npx vitest run --project flow test/flow/mqtt-undeclared-loss.test.ts` also prints what was found. */
const ASKED = process.env["GEMBA_KILLS"];
const KILLS = ASKED === undefined ? 2 : Number(ASKED);
/** A third each of 1,000 messages/s goes to the two formats in the long run. */
const PERIOD_MS = ASKED === undefined ? 10 : 3;
/** Generous for one kill: noticed, waited, connected, born. */
const PER_KILL_MS = 30_000;

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startBroker(): Promise<TestBroker> {
  if (!hasMosquitto) {
    const broker = await demoBroker();
    cleanups.push(() => broker.kill());
    return broker;
  }
  const broker = await mosquitto();
  cleanups.push(() => broker.dispose());
  return broker;
}

/** Runs until the test ends. */
function run(start: (signal: AbortSignal) => Promise<unknown>): () => Promise<void> {
  const abort = new AbortController();
  const ended = start(abort.signal);
  const stop = async () => {
    abort.abort();
    await ended;
  };
  cleanups.push(stop);
  return stop;
}

/** A device that numbers what it sends, and when each number was made. */
interface Numbered {
  readonly device: Device;
  readonly madeAtMs: number[];
}

function numberedNode(): Numbered {
  const madeAtMs: number[] = [];
  let count = 0;
  const counter = { name: "Count", datatype: MetricType.double, read: () => count };
  const refresh = () => {
    count = madeAtMs.length;
    madeAtMs.push(Date.now());
  };
  const meters = [{ id: "d", metrics: [counter] } as unknown as Meter];
  return { madeAtMs, device: sparkplugNode({ group: "g", node: "n", meters, publishMs: PERIOD_MS, nowMs: Date.now, refresh }) };
}

/** A vehicle whose order update number counts. It goes on counting while its broker is away, as a vehicle does that keeps driving. */
function numberedVehicle(): Numbered {
  const madeAtMs: number[] = [];
  const state = (headerId: number) => ({
    ...{ headerId, timestamp: new Date(madeAtMs[headerId] as number).toISOString(), version: "2.1.0", manufacturer: "m", serialNumber: "v" },
    ...{ orderId: "o", orderUpdateId: headerId, lastNodeId: "", lastNodeSequenceId: 0, nodeStates: [], edgeStates: [], driving: true, actionStates: [] },
    ...{ batteryState: { batteryCharge: 50, charging: false }, operatingMode: "AUTOMATIC", errors: [], safetyState: { eStop: "NONE", fieldViolation: false } },
  });
  const device: Device = {
    clientId: "vehicle",
    keepAliveS: 5,
    async online(client, lost) {
      every(PERIOD_MS, () => {
        madeAtMs.push(Date.now());
        say(client, "uagv/v2/m/v/state", JSON.stringify(state(madeAtMs.length - 1)));
      }, [lost]);
    },
  };
  return { device, madeAtMs };
}

function sourceOf(kind: "sparkplug" | "vda5050", url: string, dataDir: string): Source {
  if (kind === "sparkplug") {
    const { context } = fakeContext<SparkplugAddress, SparkplugBinding>([{ address: { group: "g", node: "n", device: "d" }, binding: { metric: "Count" } }], { dataDir, name: kind });
    return sparkplugSource.create({ url, keepAliveS: 1, reorderTimeoutMs: 200 }, context);
  }
  const { context } = fakeContext<Vda5050Address, Vda5050Binding>([{ address: { manufacturer: "m", serialNumber: "v" }, binding: { topic: "state", pointer: "/orderUpdateId" } }], {
    dataDir,
    name: kind,
  });
  return vda5050Source.create({ url, keepAliveS: 1, majorVersion: 2, maps: [] }, context);
}

/** Numbers that are neither there nor in a declared gap. */
function undeclared(inlet: FakeInlet, madeAtMs: readonly number[]): number[] {
  const got = new Set(inlet.samples(0).map(({ value }) => value));
  const gaps = inlet.events.filter(({ type }) => type === "gap.declared").map(({ payload }) => payload as { from: number; to: number });
  const isDeclared = (n: number) => gaps.some(({ from, to }) => (madeAtMs[n] as number) * 1000 >= from && (madeAtMs[n] as number) * 1000 <= to);
  const numbers = Array.from({ length: Math.max(...got) }, (_, n) => n).slice(Math.min(...got));
  return numbers.filter((n) => !got.has(n) && !isDeclared(n));
}

it(
  "[D1] [F14] Sparkplug and VDA 5050: with the broker killed again and again and the edge started anew, every missing number lies in a declared gap",
  async () => {
    const broker = await startBroker();
    const folder = await mkdtemp(join(tmpdir(), "gemba-loss-"));
    cleanups.push(() => rm(folder, { recursive: true, force: true }));
    const publishers = [
      { kind: "sparkplug", ...numberedNode(), inlet: new FakeInlet() },
      { kind: "vda5050", ...numberedVehicle(), inlet: new FakeInlet() },
    ] as const;
    for (const { device } of publishers) run((signal) => runDevice(broker.url, device, signal));
    const startEdge = () => publishers.map(({ kind, inlet }) => run((signal) => keepRunning(sourceOf(kind, broker.url, join(folder, kind)), inlet, signal)));
    const moreCame = async () => {
      const before = publishers.map(({ inlet }) => inlet.samples(0).length);
      await vi.waitFor(() => expect(publishers.every(({ inlet }, n) => inlet.samples(0).length > (before[n] as number) + 30)).toBe(true), { timeout: 30_000 });
    };
    const first = startEdge();
    await moreCame();
    for (let round = 0; round < KILLS; round++) {
      await broker.kill();
      await broker.restart();
      await moreCame();
    }
    for (const stop of first) await stop();
    const made = publishers.map(({ madeAtMs }) => madeAtMs.length);
    await vi.waitFor(() => expect(publishers.every(({ madeAtMs }, n) => madeAtMs.length > (made[n] as number) + 30)).toBe(true), { timeout: 30_000 });
    startEdge();
    await moreCame();
    for (const { kind, inlet, madeAtMs } of publishers) {
      // The next tick declares what is due.
      await vi.waitFor(() => expect(undeclared(inlet, madeAtMs)).toEqual([]), { timeout: 10_000 });
      // Something was lost, or the test would prove nothing.
      const arrived = new Set(inlet.samples(0).map(({ value }) => value)).size;
      expect(arrived).toBeLessThan(madeAtMs.length - 10);
      if (ASKED !== undefined) process.stdout.write(`${JSON.stringify({ kills: KILLS, kind, made: madeAtMs.length, arrived, undeclared: 0 })}\n`);
    }
  },
  PER_KILL_MS * (KILLS + 2),
);
