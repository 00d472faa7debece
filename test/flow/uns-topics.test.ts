/** JSON topics by equipment path: rules UN14 to UN17 in docs/rules/uns.md, with a real broker and kills of it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DURABLE, hasMosquitto, mosquitto } from "../fakes/mqtt/brokers.ts";
import { type PublishingEdge, startPublishingEdge } from "../fakes/uns/publishing-edge.ts";
import { sizeOf } from "../run/long-sets.ts";

const FORCE = "gemba/v1/e/s/a/ram/force";
const until = (check: () => void) => vi.waitFor(check, { timeout: 150_000, interval: 10 });
const KILLS = sizeOf("GEMBA_UNS_KILLS", { short: 3, full: 100 });

interface Message {
  readonly topic: string;
  readonly isRetained: boolean;
  readonly said: Record<string, unknown> | undefined;
}

describe.runIf(hasMosquitto)("JSON topics of a unified namespace", () => {
  let dir: string;
  const cleanups: (() => Promise<unknown>)[] = [];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gemba-uns-topics-"));
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    rmSync(dir, { recursive: true, force: true });
  });

  async function broker(lines: readonly string[] = []) {
    const made = await mosquitto(lines);
    cleanups.push(() => made.dispose());
    return made;
  }

  /** A program that gets everything; with an id the broker keeps messages for it while it is away. */
  async function program(url: string, id?: string): Promise<{ client: MqttClient; messages: Message[] }> {
    const own = id === undefined ? {} : { clientId: id, clean: false };
    const client = await connectAsync(url, { reconnectPeriod: 20, ...own });
    client.on("error", () => undefined);
    cleanups.push(() => client.endAsync(true));
    const messages: Message[] = [];
    client.on("message", (topic, payload, { retain }) => {
      const said = payload.length === 0 ? undefined : (JSON.parse(payload.toString()) as Record<string, unknown>);
      messages.push({ topic, isRetained: retain, said });
    });
    await client.subscribeAsync("gemba/v1/#", { qos: 1 });
    return { client, messages };
  }

  async function edge(url: string, over: Parameters<typeof startPublishingEdge>[2]): Promise<PublishingEdge> {
    const made = await startPublishingEdge(dir, url, over);
    cleanups.push(() => made.close());
    return made;
  }

  it("[UN13] [UN14] the newest value of each interval, retained; all again in a new connection", async () => {
    const { url, kill, restart } = await broker();
    const { messages } = await program(url);
    const plant = await edge(url, { sends: ["values"], everyMs: 300 });
    for (let n = 1; n <= 200; n++) await plant.push([0, n]);
    await plant.push([1, 7], [2, "P-7"], [3, 1]);
    const newest = (topic: string) => messages.findLast((message) => message.topic === topic)?.said;
    await until(() => {
      expect(newest(FORCE)).toMatchObject({ schema: "value/1", value: 200, unit: "kN", quality: "good" });
      expect(newest("gemba/v1/e/s/a/program")).toMatchObject({ value: "P-7" });
      expect(newest("gemba/v1/e/s/a/door-open")).toMatchObject({ value: true, simulated: true });
    });
    expect(messages.filter(({ topic }) => topic === FORCE).length).toBeLessThan(200);
    const late = await program(url);
    await until(() =>
      expect(late.messages).toContainEqual(expect.objectContaining({ topic: FORCE, isRetained: true })),
    );
    await kill();
    await restart();
    const afterwards = await program(url);
    await until(() =>
      expect(afterwards.messages.findLast(({ topic }) => topic === FORCE)?.said).toMatchObject({ value: 200 }),
    );
    await plant.close();
    // What is not wanted any more leaves the broker.
    await edge(url, { sends: ["alerts"] });
    await until(() => expect(newest(FORCE)).toBeUndefined());
  });

  it(`[UN15] ${KILLS} kills of the broker: every event arrives, in order, and never after a later one`, async () => {
    const { url, kill, restart } = await broker(DURABLE);
    const { messages } = await program(url, "mes");
    const plant = await edge(url, { sends: ["events"] });
    let said = 0;
    const say = async (count: number) => {
      for (let n = 0; n < count; n++) await plant.say({ type: "piece.completed", payload: { number: ++said } });
    };
    const arrived = () => [
      ...new Set(
        messages
          .filter(({ topic }) => topic === "gemba/v1/e/s/a/_events/piece.completed")
          .map((message) => (message.said?.["payload"] as { number: number } | undefined)?.number),
      ),
    ];
    for (let round = 0; round < KILLS; round++) {
      await say(30);
      if (round % 2 === 0) await until(() => expect(arrived().length).toBe(said));
      await kill();
      await say(30);
      await restart();
    }
    await until(() => expect(arrived().length).toBe(said));
    expect(arrived()).toEqual(Array.from({ length: said }, (_, n) => n + 1));
    expect(messages.every(({ isRetained, topic }) => !isRetained || !topic.includes("_events"))).toBe(true);
  });

  it("[UN15] a restart of the edge goes on behind the last acknowledged event", async () => {
    const { url } = await broker();
    const { messages } = await program(url);
    const first = await edge(url, { sends: ["events"] });
    await first.say({ type: "piece.completed", payload: { number: 1 } });
    await until(() => expect(messages.some(({ topic }) => topic.includes("_events"))).toBe(true));
    await first.close();
    const second = await edge(url, { sends: ["events"] });
    await second.say({ type: "gap.declared", payload: { source: "plc" } });
    await until(() => expect(messages.at(-1)?.topic).toBe("gemba/v1/e/s/a/_events/gap.declared"));
    expect(messages.filter(({ topic }) => topic.endsWith("piece.completed"))).toHaveLength(1);
  });

  it("[UN16] [UN17] standing alerts and figures are retained topics, which go when they are over", async () => {
    const { url } = await broker();
    const { messages } = await program(url);
    const plant = await edge(url, { sends: ["alerts", "kpis"] });
    const alertUid = await plant.raise("spindle/hot");
    const topic = `gemba/v1/e/s/a/_alerts/${alertUid}`;
    const newest = (of: string) => messages.findLast((message) => message.topic === of);
    await until(() =>
      expect(newest(topic)?.said).toMatchObject({ schema: "alert/1", rule: "spindle/hot", state: "active" }),
    );
    await until(() => expect(newest("gemba/v1/e/s/_kpis/output")?.said).toMatchObject({ kpi: "output", value: 12 }));
    await plant.clear("spindle/hot");
    await until(() => expect(newest(topic)?.said).toMatchObject({ state: "cleared" }));
    await plant.acknowledge(alertUid, "li.wei");
    await until(() => expect(newest(topic)).toMatchObject({ said: undefined }));
    expect(JSON.stringify(messages)).not.toContain("li.wei");
  });
});
