import { describe, expect, it } from "vitest";
import type WebSocket from "ws";
import { NOW_US } from "../fakes/api/deps.ts";
import { expectSame, frameOf, streamedEdge, until } from "../fakes/api/streamed-edge.ts";
import { batchOf } from "../fakes/source/tags.ts";

const { start, read, stalledReader } = streamedEdge();
const T0 = NOW_US - (NOW_US % 1000);

describe("readers that are slow or hostile", () => {
  it("[W9] a reader that never reads costs no more than the cap and does not affect others", async () => {
    const { twin, deps } = await start({}, 20_000);
    const all = (value: number): void =>
      twin.apply(batchOf(Array.from({ length: 20_000 }, (_, ref) => ({ ref, time: T0 + value * 1000, value }))));
    all(0);
    const stalled = await stalledReader();
    stalled.write(frameOf('{"kind":"hello","have":0}'));
    const good = read();
    await expectSame(good, twin);
    const sent = (): number => Number(/gemba_stream_sent_bytes_total (\d+)/.exec(deps.counters.text())?.[1]);
    for (let i = 1; i <= 15; i++) {
      all(i);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await expectSame(good, twin);
    // The bytes that were handed over for the stalled reader: dictionary, one piece and lists up to the cap.
    const dictionary = JSON.stringify(good.messages.get("dictionary")).length;
    const goodBytes = good.frameBytes.reduce((sum, bytes) => sum + bytes, 0);
    expect(sent() - goodBytes - 2 * dictionary).toBeLessThan(2 * 1024 * 1024);
  });

  it.each([
    ["binary", 1003, (socket: WebSocket) => socket.send(Buffer.from([1, 2, 3]))],
    ["text that is not JSON", 1008, (socket: WebSocket) => socket.send("{")],
    ["a message nobody knows", 1008, (socket: WebSocket) => socket.send('{"kind":"subscribe"}')],
    ["an unknown field", 1008, (socket: WebSocket) => socket.send('{"kind":"hello","have":0,"__proto__":1,"x":1}')],
    ["an invalid version", 1008, (socket: WebSocket) => socket.send('{"kind":"hello","have":-1}')],
    [
      "two hellos",
      1008,
      (socket: WebSocket) => ["hello", "hello"].map((kind) => socket.send(JSON.stringify({ kind, have: 0 }))),
    ],
    ["64 KiB that are not a message", 1008, (socket: WebSocket) => socket.send("x".repeat(64 * 1024))],
    ["more than 64 KiB", 1009, (socket: WebSocket) => socket.send("x".repeat(64 * 1024 + 1))],
    ["10 MB", 1009, (socket: WebSocket) => socket.send(Buffer.alloc(10_000_000))],
    [
      "a flood of acknowledgements",
      1008,
      (socket: WebSocket) => Array.from({ length: 200 }, () => socket.send('{"kind":"ack","version":5}')),
    ],
    [
      "more than 64 KiB in fragments",
      1009,
      (socket: WebSocket) => Array.from({ length: 65 }, () => socket.send("x".repeat(1024), { fin: false })),
    ],
    [
      "a flood of empty fragments",
      1008,
      (socket: WebSocket) => Array.from({ length: 20_000 }, () => socket.send("", { fin: false })),
    ],
    [
      "text that is not UTF-8",
      1007,
      (socket: WebSocket) => socket.send(Buffer.from([0x7b, 0xff, 0xfe]), { binary: false }),
    ],
    [
      "10,000 subscriptions",
      1008,
      (socket: WebSocket) => Array.from({ length: 10_000 }, (_, i) => socket.send(`{"kind":"subscribe","tag":${i}}`)),
    ],
    ["a flood of pings", 1008, (socket: WebSocket) => Array.from({ length: 200 }, () => socket.ping())],
  ])("[G4] [S14] [W11] %s closes the connection with %i, and the next reader is served", async (_, code, misbehave) => {
    const { twin, logLines } = await start();
    twin.apply(batchOf([{ ref: 0, time: T0 }]));
    const bad = read({ hello: undefined });
    bad.socket.on("open", () => misbehave(bad.socket));
    await until(() => expect(bad.closed?.code).toBe(code));
    expect(logLines.join("")).toContain("a reader of the stream was cut off");
    await expectSame(read(), twin);
  });

  it("[G4] [W11] bytes that are not a WebSocket frame end only the connection", async () => {
    const { twin } = await start();
    twin.apply(batchOf([{ ref: 0, time: T0 }]));
    const socket = await stalledReader();
    let closed = false;
    socket.resume();
    socket.on("close", () => (closed = true));
    socket.write(Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 37 + 0x73) % 256)));
    await until(() => expect(closed).toBe(true));
    await expectSame(read(), twin);
  });

  it("[W12] reader 201 is refused before the upgrade, and accepted when another has left", async () => {
    const { twin, deps } = await start();
    twin.apply(batchOf([{ ref: 0, time: T0 }]));
    const first = Array.from({ length: 200 }, (_, i) => read({ localAddress: `127.0.0.${2 + (i % 2)}` }));
    await until(() => expect(first.every((client) => client.changes.length > 0)).toBe(true), 20_000);
    const late = read({ localAddress: "127.0.0.4" });
    await until(() => expect(late.refused).toBe(503));
    first[0]?.close();
    await until(() => expect(deps.counters.text()).toContain("gemba_stream_readers 199"));
    await expectSame(read({ localAddress: "127.0.0.4" }), twin);
  });
});
