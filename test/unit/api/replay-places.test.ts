import { EventEmitter, once } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import type { Api } from "../../../edge/api/http/api.ts";
import { type ApiDeps, buildApi } from "../../../edge/api/server.ts";
import { MAX_WAITING_BYTES } from "../../../edge/api/stream/reader-socket.ts";
import { ReplayPlayer } from "../../../edge/api/stream/replay-player.ts";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { ReplayReader } from "../../../edge/contracts/path/replay.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";

/**
 * Places of a replay on real sockets, and the data that wait for one reader, on a socket whose peer reads on demand.
 */

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  sent: (string | Uint8Array)[] = [];
  pings = 0;
  ended: string | undefined;
  send(part: string | Uint8Array): void {
    this.bufferedAmount += part.length;
    this.sent.push(part);
  }
  close(code: number): void {
    this.ended ??= String(code);
    this.readyState = 2;
  }
  terminate(): void {
    this.ended ??= "terminated";
    this.readyState = 3;
  }
  ping(): void {
    this.pings++;
  }
  pong(): void {
    this.bufferedAmount += 2;
  }
}

/** A plant of many tags, so that a keyframe has several frames. */
function replayOf(tags: number): ReplayReader & { asked: number; open: (() => void)[] } {
  const samples = () => {
    const builder = new BatchBuilder();
    for (let ref = 0; ref < tags; ref++) builder.add(ref as TagRef, 1e6 + ref, ref, 0, 0);
    return builder.finish(1e6);
  };
  const reader = {
    asked: 0,
    open: [] as (() => void)[],
    range: async () => ({ from: 0, to: 1e12 }),
    keyframe: (at: number) =>
      new Promise<{ at: number; samples: ReturnType<typeof samples>; alerts: [] }>((resolve) => {
        reader.asked++;
        reader.open.push(() => resolve({ at, samples: samples(), alerts: [] }));
      }),
    stretch: async ({ from, to }: { from: number; to: number }) => ({
      from,
      to,
      samples: new BatchBuilder().finish(to),
      events: [],
      alertChanges: [],
    }),
  };
  return reader;
}

function playerOf(tags = 10) {
  const socket = new FakeSocket();
  const replay = replayOf(tags);
  const clock = { ms: 0 };
  const dropped: string[] = [];
  const player = new ReplayPlayer(socket as unknown as WebSocket, {
    replay,
    dictionary: () => "d".repeat(2 * MAX_WAITING_BYTES),
    clock: () => clock.ms,
    greeted: () => undefined,
    dropped: (reason) => dropped.push(reason),
  });
  const turn = (ms: number): void => {
    clock.ms += ms;
    player.turn();
  };
  const answer = async (): Promise<void> => {
    for (const one of replay.open.splice(0)) one();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { socket, replay, dropped, player, turn, answer };
}

describe("[row 13] data waiting for a reader of a replay", () => {
  it("[B9] are bounded beside a larger dictionary, whatever is acknowledged, and flow again with room", async () => {
    const { socket, player, turn, answer } = playerOf(50_000);
    player.hear({ kind: "replay", at: 1e6, speed: 0 });
    await answer();
    expect(socket.sent).toHaveLength(1);
    for (let i = 0; i < 40; i++) player.hear({ kind: "ack", version: 1 });
    turn(100);
    expect(socket.sent).toHaveLength(1);
    socket.bufferedAmount = 0;
    turn(100);
    for (let i = 0; i < 40; i++) player.hear({ kind: "ack", version: 1 });
    expect(socket.bufferedAmount).toBeGreaterThan(0);
    expect(socket.bufferedAmount).toBeLessThanOrEqual(MAX_WAITING_BYTES);
  });

  it("[B9] a thousand seeks query one instant at a time, the newest, and send one dictionary", async () => {
    const { socket, replay, player, answer, turn } = playerOf();
    for (let i = 0; i < 40; i++) player.hear({ kind: "replay", at: i, speed: 0 });
    expect(replay.asked).toBe(1);
    await answer();
    expect(replay.asked).toBe(2);
    await answer();
    expect(replay.asked).toBe(2);
    socket.bufferedAmount = 0;
    turn(100);
    expect(socket.sent.filter((part) => typeof part === "string" && part.startsWith("d"))).toHaveLength(1);
    expect(socket.sent.find((part) => typeof part === "string" && part.startsWith("{"))).toContain('"at":39');
    for (let i = 0; i < 40; i++) player.hear({ kind: "replay", at: i, speed: 0 });
    expect(socket.ended).toBe("1008");
  });

  it.each([
    ["reads nothing", false],
    ["acknowledges nothing", true],
  ])("[B9] one that %s is cut off after 30 s, with a reason", async (_, reads) => {
    const { socket, dropped, player, turn, answer } = playerOf();
    player.hear({ kind: "replay", at: 1e6, speed: 1 });
    await answer();
    if (reads) socket.bufferedAmount = 0;
    turn(100);
    if (reads) socket.bufferedAmount = 0;
    turn(100);
    for (let s = 0; s < 29; s++) turn(1000);
    expect(socket.ended).toBeUndefined();
    for (let s = 0; s < 4; s++) turn(1000);
    expect([socket.ended, dropped]).toEqual(["terminated", ["stalled"]]);
  });

  it("[B11] one that shows an instant and answers no ping is cut off", async () => {
    const { socket, dropped, player, turn, answer } = playerOf();
    player.hear({ kind: "replay", at: 1e6, speed: 0 });
    await answer();
    const read = (): void => {
      socket.bufferedAmount = 0;
    };
    read();
    turn(100);
    read();
    player.hear({ kind: "ack", version: 1 });
    for (let s = 0; s < 60; s++) {
      turn(1000);
      if (s < 40) socket.emit("pong");
    }
    expect([socket.ended, socket.pings]).toEqual([undefined, 4]);
    for (let s = 0; s < 30; s++) turn(1000);
    expect([socket.ended, dropped]).toEqual(["terminated", ["silent"]]);
  });
});

describe("[row 12] places of a replay", () => {
  let app: Api;
  let port = 0;
  const sockets: WebSocket[] = [];
  afterEach(async () => {
    vi.restoreAllMocks();
    for (const socket of sockets.splice(0)) socket.terminate();
    await app.close();
  });
  const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 10 });
  async function start(over: Partial<ApiDeps> = {}) {
    const edge = fakeEdge(over);
    app = buildApi(edge.deps);
    await app.listen({ host: "127.0.0.1", port: 0 });
    port = (app.server.address() as { port: number }).port;
    return edge;
  }
  function connect(localAddress: string, path = "replay") {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/${path}`, { localAddress });
    sockets.push(socket);
    const heard = { status: 0, code: 0, reason: "", kinds: [] as string[] };
    socket.on("unexpected-response", (_request, response) => {
      heard.status = response.statusCode ?? 0;
      response.resume();
    });
    socket.on("close", (code, reason) => Object.assign(heard, { code, reason: String(reason) }));
    socket.on("error", () => undefined);
    socket.on("message", (data, isBinary) =>
      heard.kinds.push(isBinary ? "frame" : (JSON.parse(String(data)) as { kind: string }).kind),
    );
    return { socket, heard };
  }
  async function play(localAddress: string) {
    const one = connect(localAddress);
    await once(one.socket, "open");
    one.socket.send('{"kind":"replay","at":1000000,"speed":0}');
    return one;
  }

  it("[B10] 100 silent connections hold no place: a replay plays", async () => {
    const { deps } = await start();
    const silent = Array.from({ length: 100 }, () => connect("127.0.0.2"));
    await until(() => expect(silent.filter(({ heard }) => heard.code === 1013)).toHaveLength(100 - 32));
    const { heard } = await play("127.0.0.1");
    await until(() => expect(heard.kinds).toEqual(["dictionary", "keyframe", "frame"]));
    expect(deps.counters.text()).toContain("gemba_replay_readers 1\n");
    expect(deps.counters.text()).toContain(
      'gemba_replay_dropped_total{reason="too many connections without a command"} 69\n',
    );
  });

  it("[B10] one client has at most 8 of the 20 places; a closed one is free again at once", async () => {
    const { deps } = await start();
    const taken = [];
    for (let i = 0; i < 8; i++) taken.push(await play("127.0.0.2"));
    await until(() => expect(deps.counters.text()).toContain("gemba_replay_readers 8\n"));
    const ninth = connect("127.0.0.2");
    await until(() => expect(ninth.heard.status).toBe(503));
    const other = await play("127.0.0.3");
    await until(() => expect(other.heard.kinds).toContain("frame"));
    taken[0]?.socket.send("no message");
    await until(() => expect(deps.counters.text()).toContain("gemba_replay_readers 8\n"));
    const again = await play("127.0.0.2");
    await until(() => expect(again.heard.kinds).toContain("frame"));
  });

  it("[B10] a client with 8 places displaces no replay that shows a single instant", async () => {
    const { deps } = await start();
    const now = performance.now.bind(performance);
    let aheadMs = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now() + aheadMs);
    const pings: number[] = [];
    const all: Awaited<ReturnType<typeof play>>[] = [];
    for (let i = 0; i < 20; i++) {
      const one = await play(`127.0.0.${2 + Math.floor(i / 8)}`);
      one.socket.on("message", (_data, isBinary) => isBinary && one.socket.send('{"kind":"ack","version":1}'));
      one.socket.on("ping", () => {
        pings[i] = (pings[i] ?? 0) + 1;
      });
      all.push(one);
    }
    await until(() => expect(all.every(({ heard }) => heard.kinds.includes("frame"))).toBe(true));
    for (let step = 1; step <= 4; step++) {
      aheadMs += 16_000;
      await until(() => expect(pings.filter((count) => count >= step)).toHaveLength(20));
    }
    const ninth = connect("127.0.0.2");
    await until(() => expect(ninth.heard.status).toBe(503));
    expect(deps.counters.text()).toContain("gemba_replay_readers 20\n");
    const other = await play("127.0.0.9");
    await until(() => expect(other.heard.kinds).toContain("frame"));
    await until(() => expect(all.filter(({ heard }) => heard.code === 1013)).toHaveLength(1));
  });

  it("[B10] places of the stream are bounded for each address too, and silent ones hold none", async () => {
    const { deps } = await start();
    const mine = Array.from({ length: 100 }, () => {
      const one = connect("127.0.0.2", "stream");
      one.socket.on("open", () => one.socket.send('{"kind":"hello","have":0}'));
      return one;
    });
    await until(() => expect(deps.counters.text()).toContain("gemba_stream_readers 100\n"));
    expect(mine.every(({ heard }) => heard.status === 0)).toBe(true);
    const more = connect("127.0.0.2", "stream");
    await until(() => expect(more.heard.status).toBe(503));
    for (let i = 0; i < 100; i++) connect("127.0.0.3", "stream");
    const other = connect("127.0.0.4", "stream");
    other.socket.on("open", () => other.socket.send('{"kind":"hello","have":0}'));
    await until(() => expect(other.heard.kinds).toContain("frame"));
  });
});
