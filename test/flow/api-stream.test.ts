import fc from "fast-check";
import { describe, expect, it } from "vitest";
import WebSocket from "ws";
import { MAX_FRAME_BYTES } from "../../edge/api/stream/frames.ts";
import { localFrom } from "../../edge/contracts/access/journal.ts";
import { LINK, NOW_US } from "../fakes/api/deps.ts";
import { expectSame, frameOf, streamedEdge, until } from "../fakes/api/streamed-edge.ts";
import { batchOf, fakeTag } from "../fakes/source/tags.ts";

const { start, read, url, close, sockets, stalledReader } = streamedEdge();

const T0 = NOW_US - (NOW_US % 1000);

describe("stream", () => {
  it("[W5] sends dictionary, links, sources, alerts and kpis before the first frame", async () => {
    const { twin, deps } = await start();
    twin.heard(LINK);
    const client = read();
    await until(() => expect(client.kinds).toContain("frame"));
    expect(client.kinds.slice(0, 6)).toEqual(["dictionary", "links", "sources", "alerts", "kpis", "frame"]);
    expect(client.messages.get("dictionary")).toMatchObject({ edgeId: deps.edgeId, epoch: 7, tags: { length: 50 } });
    expect(client.messages.get("links")).toMatchObject({ links: [{ name: "line/cell", live: true }] });
    expect(client.messages.get("alerts")).toMatchObject({ version: 1, alerts: [{ alertUid: "alert-1" }] });
  });

  it("[W7] a reader reaches the state of the twin, whatever was applied meanwhile", async () => {
    const { twin } = await start();
    const client = read();
    const samples = fc.sample(
      fc.record({
        ref: fc.nat({ max: 49 }),
        time: fc.nat({ max: 5000 }).map((ms) => T0 + ms * 1000),
        value: fc.double({ noNaN: true }),
        status: fc.constantFrom(0, 0x80000000),
        text: fc.option(fc.string(), { nil: undefined, freq: 5 }),
      }),
      { numRuns: 3000 },
    );
    for (let i = 0; i < samples.length; i += 60) {
      twin.apply(
        batchOf(samples.slice(i, i + 60).map(({ text, ...rest }) => (text === undefined ? rest : { ...rest, text }))),
      );
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await expectSame(client, twin);
    expect(client.frameBytes.length).toBeGreaterThan(2);
  });

  it("[W7] a tag that changed a hundred times between two frames travels once", async () => {
    const { twin } = await start();
    const client = read();
    await until(() => expect(client.changes).toEqual([0]));
    for (let i = 1; i <= 100; i++) twin.apply(batchOf([{ ref: 1, time: T0 + i * 1000, value: i }]));
    await until(() => expect(client.mirror.get(1)?.value).toBe(100));
    expect(client.changes.reduce((sum, samples) => sum + samples, 0)).toBeLessThanOrEqual(2);
  });

  it("[W6] a snapshot of 20,000 tags comes in pieces of 64 KiB at most, each after an ack", async () => {
    const { twin } = await start({}, 20_000);
    twin.apply(
      batchOf(
        Array.from({ length: 20_000 }, (_, ref) => ({
          ref,
          time: T0 - ref * 10_000_000,
          value: ref / 7,
          ...(ref % 50 === 0 ? { text: "主轴轴承 \u0001".repeat(9) } : {}),
        })),
      ),
    );
    const client = read();
    await expectSame(client, twin);
    expect(client.frameBytes.length).toBeGreaterThan(7);
    expect(Math.max(...client.frameBytes)).toBeLessThanOrEqual(MAX_FRAME_BYTES);
    expect(client.changes).toEqual([20_000]);
  });

  it("[W6] without an acknowledgement no second frame is sent", async () => {
    const { twin } = await start();
    twin.apply(batchOf([{ ref: 0, time: T0 }]));
    const socket = new WebSocket(url());
    sockets.push({ destroy: () => socket.terminate() });
    let frames = 0;
    let lists = 0;
    socket.on("open", () => socket.send('{"kind":"hello","have":0}'));
    socket.on("message", (_, isBinary) => (isBinary ? frames++ : lists++));
    await until(() => expect(frames).toBe(1));
    twin.apply(batchOf([{ ref: 1, time: T0 }]));
    const before = lists;
    await until(() => expect(lists).toBeGreaterThanOrEqual(before + 2));
    expect(frames).toBe(1);
  });

  it("[W8] after a reconnect only the difference is sent, and the state is complete", async () => {
    const { twin } = await start();
    twin.apply(batchOf(Array.from({ length: 50 }, (_, ref) => ({ ref, time: T0, value: ref }))));
    const first = read();
    await expectSame(first, twin);
    first.close();
    twin.apply(batchOf([{ ref: 3, time: T0 + 1000, value: 33 }]));
    const second = read({
      hello: { kind: "hello", have: first.version, epoch: first.epoch ?? -1 },
      mirror: first.mirror,
    });
    await expectSame(second, twin);
    expect(second.changes[0]).toBe(1);
  });

  it.each([
    ["another epoch", { have: 1, epoch: 6 }],
    ["no epoch", { have: 1 }],
    ["a version from the future", { have: 99, epoch: 7 }],
  ])("[W8] with %s a whole snapshot comes", async (_, have) => {
    const { twin } = await start();
    twin.apply(batchOf([{ ref: 0, time: T0 }]));
    twin.apply(batchOf([{ ref: 1, time: T0 }]));
    const client = read({ hello: { kind: "hello", ...have } });
    await expectSame(client, twin);
    expect(client.changes[0]).toBe(2);
  });

  it("[W5] tags that were added come in a new dictionary before their samples", async () => {
    const { twin, tags } = await start();
    const client = read();
    await until(() => expect(client.changes).toHaveLength(1));
    tags.add(fakeTag(50));
    twin.apply(batchOf([{ ref: 50, time: T0, value: 5 }]));
    await expectSame(client, twin);
    expect(client.kinds.lastIndexOf("dictionary")).toBeLessThan(client.kinds.lastIndexOf("frame"));
    expect(client.messages.get("dictionary")).toMatchObject({ tags: { length: 51 } });
  });

  it("lists are sent again: links each second, alerts when they changed", async () => {
    const { alerts } = await start();
    const client = read();
    const count = (kind: string): number => client.kinds.filter((one) => one === kind).length;
    await until(() => expect(count("alerts")).toBe(1));
    await alerts.act("alert-1", { kind: "acknowledge", at: NOW_US, principal: localFrom("::1") });
    await until(() =>
      expect(client.messages.get("alerts")).toMatchObject({ version: 2, alerts: [{ state: "acknowledged" }] }),
    );
    await until(() => expect(count("links")).toBeGreaterThanOrEqual(3));
    expect(count("alerts")).toBe(2);
  });

  it("closes cleanly when the edge stops, including stalled readers", async () => {
    const { twin } = await start();
    twin.apply(batchOf([{ ref: 0, time: T0 }]));
    const client = read();
    await until(() => expect(client.version).toBe(1));
    const stalled = await stalledReader();
    stalled.write(frameOf('{"kind":"hello","have":0}'));
    await close();
    await until(() => expect(client.closed?.code).toBe(1001));
  });
});
