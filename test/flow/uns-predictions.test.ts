/** Predictions on a broker: rules UN1 to UN6 in docs/rules/predictions.md, with real brokers and kills. */
import { type ChildProcess, fork } from "node:child_process";
import { getEventListeners, once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PredictionChange } from "../../edge/contracts/health/prediction.ts";
import { Published } from "../../edge/uns/published.ts";
import { fakeEdge } from "../fakes/api/deps.ts";
import { DURABLE, hasMosquitto, mosquitto } from "../fakes/mqtt/brokers.ts";
import { changeOf } from "../fakes/uns/changes.ts";
import { predictionPublisher } from "../fakes/uns/prediction-publisher.ts";
import type { Levels } from "../fakes/uns/publishing-process.ts";
import { log } from "../unit/detect/bench-plant.ts";

const UNIT = "gemba/v1/binjiang/bj1/machining/turning/cell-1/cnc-101/_predictions";
const ONLINE = "gemba/v1/binjiang/bj1/_edges/e";
const until = (check: () => void) => vi.waitFor(check, { timeout: 150_000, interval: 50 });

interface Message {
  readonly online?: boolean;
  readonly state?: string;
  readonly change?: string;
  readonly number?: number;
  readonly priority?: number;
  readonly endedBy?: string | null;
}

/** The newest message of each topic, as a program that subscribes now gets it. */
async function observe(url: string): Promise<{ client: MqttClient; topics: Map<string, Message> }> {
  const client = await connectAsync(url, { reconnectPeriod: 100 });
  const topics = new Map<string, Message>();
  client.on("message", (topic, payload) => {
    if (payload.length === 0) topics.delete(topic);
    else topics.set(topic, JSON.parse(payload.toString()) as Message);
  });
  await client.subscribeAsync("gemba/v1/#", { qos: 1 });
  return { client, topics };
}

describe.runIf(hasMosquitto)("predictions on a broker", () => {
  let dir: string;
  let child: ChildProcess | undefined;
  const cleanups: (() => Promise<unknown>)[] = [];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gemba-uns-"));
  });
  afterEach(async () => {
    await kill();
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    rmSync(dir, { recursive: true, force: true });
  });

  async function start(url: string): Promise<void> {
    child = fork(new URL("../fakes/uns/publishing-process.ts", import.meta.url), [dir, url]);
    await once(child, "message");
  }

  async function say(levels: Levels): Promise<void> {
    child?.send(levels);
    await once(child as ChildProcess, "message");
  }

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  async function broker(lines: readonly string[] = []) {
    const made = await mosquitto(lines);
    cleanups.push(() => made.dispose());
    const seen = await observe(made.url);
    cleanups.push(() => seen.client.endAsync(true));
    return { ...made, ...seen };
  }

  it("[UN1] [UN2] a retained topic for each component, and one that says whether the edge is online", async () => {
    const { url, topics } = await broker();
    await start(url);
    await say({ spindle: 300, pump: 600 });
    await until(() => expect(topics.get(`${UNIT}/pump`)).toMatchObject({ state: "active", priority: 2, number: 0 }));
    await until(() => expect(topics.get(ONLINE)).toMatchObject({ online: true }));
    const late = await observe(url);
    cleanups.push(() => late.client.endAsync(true));
    await until(() => expect([...late.topics.keys()].sort()).toEqual([ONLINE, `${UNIT}/pump`, `${UNIT}/spindle`]));
    await say({ spindle: null, pump: 600 });
    await until(() =>
      expect(topics.get(`${UNIT}/spindle`)).toMatchObject({ state: "ended", endedBy: "normal", number: 1 }),
    );
    // A kill: the broker itself says so, by the last will.
    await kill();
    await until(() => expect(topics.get(ONLINE)).toMatchObject({ online: false }));
    await start(url);
    await until(() => expect(topics.get(ONLINE)).toMatchObject({ online: true }));
    child?.send("stop");
    await once(child as ChildProcess, "exit");
    await until(() => expect(topics.get(ONLINE)).toMatchObject({ online: false }));
  });

  it.each([
    ["a broker that keeps its messages", DURABLE],
    ["a broker that forgets them", []],
  ])(
    "[UN3] [UN4] %s: what it missed while it was dead is there afterwards, the end above all",
    async (_what, lines) => {
      const { url, topics, ...server } = await broker(lines);
      await start(url);
      await say({ spindle: 300, pump: 300, belt: 300 });
      await until(() => expect(topics.size).toBe(4));
      await server.kill();
      await say({ spindle: null, pump: 600, belt: 300 });
      await kill();
      await start(url);
      await say({ pump: 600, belt: 300, fan: 300 });
      topics.clear();
      await server.restart();
      await until(() => {
        expect(topics.get(`${UNIT}/spindle`)).toMatchObject({ state: "ended" });
        expect(topics.get(`${UNIT}/pump`)).toMatchObject({ state: "active", priority: 2 });
        expect(topics.get(`${UNIT}/belt`)).toMatchObject({ state: "active", number: 0 });
        expect(topics.get(`${UNIT}/fan`)).toMatchObject({ state: "active" });
        expect(topics.get(ONLINE)).toMatchObject({ online: true });
      });
    },
  );

  it("[UN3] kills of edge and broker at random moments leave no topic behind that says something else", async () => {
    const { url, topics, ...server } = await broker(DURABLE);
    const wanted: Record<string, number | null> = {};
    await start(url);
    for (let round = 0; round < 8; round++) {
      const component = `part-${round % 3}`;
      wanted[component] = wanted[component] === undefined || wanted[component] === null ? 300 : null;
      await say(wanted);
      if (round % 2 === 0) await kill();
      if (round % 3 === 0) {
        await server.kill();
        await server.restart();
      }
      if (round % 2 === 0) await start(url);
    }
    await say(wanted);
    await until(() => {
      for (const [component, severity] of Object.entries(wanted))
        expect(topics.get(`${UNIT}/${component}`)?.state, component).toBe(severity === null ? "ended" : "active");
    });
  });

  it("[UN5] what the book has no more is taken away, also a topic of an earlier config", async () => {
    const { url, topics } = await broker();
    const earlier = await connectAsync(url);
    await earlier.publishAsync("gemba/v1/acme/p1/old/_predictions", "{}", { qos: 1, retain: true });
    await earlier.endAsync();
    await until(() => expect([...topics.keys()]).toEqual(["gemba/v1/acme/p1/old/_predictions"]));
    const path = join(dir, "published.json");
    await writeFile(path, JSON.stringify({ format: 1, topics: { "gemba/v1/acme/p1/old/_predictions": "uid/0" } }));
    let current: readonly PredictionChange[] = [changeOf("new", 0)];
    const { plant } = fakeEdge().deps;
    const { publisher, topics: own } = predictionPublisher({
      url,
      prefix: "gemba/v1",
      edgeTopic: ONLINE,
      current: () => current,
      asset: plant.assets[0],
      published: await Published.open(path, log),
    });
    const over = new AbortController();
    const running = publisher.run(over.signal);
    await until(() => expect([...topics.keys()].sort()).toEqual([ONLINE, `${UNIT}/spindle`]));
    current = [changeOf("ended", 1)];
    own.wake();
    await until(() => expect(topics.get(`${UNIT}/spindle`)).toMatchObject({ state: "ended" }));
    current = [];
    own.wake();
    await until(() => expect([...topics.keys()]).toEqual([ONLINE]));
    const waiting = getEventListeners(over.signal, "abort").length;
    for (let time = 0; time < 3; time++) {
      current = [changeOf("new", 2 + time)];
      own.wake();
      await until(() => expect(topics.get(`${UNIT}/spindle`)).toMatchObject({ number: 2 + time }));
    }
    // Nothing piles up while the connection lasts.
    expect(getEventListeners(over.signal, "abort")).toHaveLength(waiting);
    current = [];
    own.wake();
    await until(() => expect([...topics.keys()]).toEqual([ONLINE]));
    over.abort();
    await running;
    expect((await Published.open(path, log)).topics()).toEqual([]);
  });
});
