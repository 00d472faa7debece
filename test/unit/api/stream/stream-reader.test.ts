import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { MAX_WAITING_BYTES } from "../../../../edge/api/stream/reader-socket.ts";
import { StreamMessages } from "../../../../edge/api/stream/stream-messages.ts";
import { StreamReader } from "../../../../edge/api/stream/stream-reader.ts";
import type { LiveIndication } from "../../../../edge/contracts/safety/live-risk.ts";
import { fakeEdge, LINK, NOW_US } from "../../../fakes/api/deps.ts";
import { batchOf } from "../../../fakes/source/tags.ts";

/** The edge's side of a WebSocket, whose peer reads only on demand. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  sent = 0;
  readonly kinds: string[] = [];
  ended: string | undefined;
  lastText = "";
  send(bytes: Uint8Array): void {
    const kind = /^\{"kind":"([a-z-]+)"/.exec(Buffer.from(bytes.subarray(0, 40)).toString())?.[1];
    if (kind !== undefined) {
      this.kinds.push(kind);
      this.lastText = Buffer.from(bytes).toString();
    }
    this.bufferedAmount += bytes.length;
    this.sent += bytes.length;
  }
  close(code: number): void {
    this.ended = String(code);
  }
  terminate(): void {
    this.ended = "terminated";
  }
  pings = 0;
  ping(): void {
    this.pings++;
  }
  pong(): void {
    this.send(new Uint8Array(2));
  }
}

function readerOf(size = 4) {
  const edge = fakeEdge({}, size);
  const clock = { ms: 0 };
  const socket = new FakeSocket();
  const dropped: string[] = [];
  const messages = new StreamMessages(edge.deps);
  const reader = new StreamReader(socket as unknown as WebSocket, messages, {
    events: { greeted: () => undefined, dropped: (reason) => dropped.push(reason), sent: () => undefined },
    clock: () => clock.ms,
    log: edge.deps.log,
  });
  const turn = (ms: number): void => {
    clock.ms += ms;
    messages.newTurn();
    reader.turn();
  };
  return {
    ...edge,
    socket,
    dropped,
    turn,
    say: (message: unknown) => socket.emit("message", Buffer.from(JSON.stringify(message)), false),
  };
}

describe("stream reader", () => {
  it("[W14] a lost link, and the figures that depend on it, are sent in the next turn; else once a second", () => {
    const { socket, twin, turn, say } = readerOf();
    twin.heard(LINK);
    say({ kind: "hello", have: 0 });
    expect(socket.kinds).toEqual(["dictionary", "links", "sources", "alerts", "kpis"]);
    socket.bufferedAmount = 0;
    turn(300);
    expect(socket.kinds.slice(5)).toEqual([]);
    twin.lost(LINK, "connection refused");
    turn(100);
    expect(socket.kinds.slice(5)).toEqual(["links", "kpis"]);
    twin.heard(LINK);
    turn(100);
    expect(socket.kinds.slice(7)).toEqual([]);
    turn(150);
    expect(socket.kinds.slice(7)).toEqual(["links", "kpis"]);
    turn(900);
    expect(socket.kinds.slice(9)).toEqual([]);
    turn(100);
    expect(socket.kinds.slice(9)).toEqual(["links"]);
  });

  it("[W15] a refused source is reported at once, and so is its next state", () => {
    const { socket, deps, turn, say } = readerOf();
    const source = {
      name: "milling",
      kind: "opcua",
      since: 1,
      samplesPerSecond: 0,
      received: 0,
      dropped: 0,
      counts: {},
    };
    let state: "running" | "degraded" = "running";
    deps.health = () => ({
      live: true,
      ready: true,
      since: 1,
      impaired: [],
      sinks: [],
      followers: [],
      jobs: [],
      audit: { checked: 0, missing: 0, declared: 0 },
      sources: [state === "running" ? { ...source, state } : { ...source, state, reason: "connect ECONNREFUSED" }],
    });
    say({ kind: "hello", have: 0 });
    const sentSources = () => socket.kinds.filter((kind) => kind === "sources").length;
    expect(sentSources()).toBe(1);
    turn(2_000);
    expect(sentSources()).toBe(1);
    state = "degraded";
    turn(100);
    expect(sentSources()).toBe(2);
    state = "running";
    turn(300);
    expect(sentSources()).toBe(3);
  });

  it("[LV16] live risk is sent at once when an indication begins, and else as often as its figures are of use", () => {
    const { socket, deps, turn, say } = readerOf();
    const none = { known: 0, unknown: 0, refused: 0 };
    const risk = { ...{ functions: [], people: none, robots: none, vehicles: none, zones: [] }, at: Number.NaN };
    const indication = { kind: "lone-worker", since: NOW_US, zone: "a", isUnknown: false } as const;
    const reader = { version: 0, state: () => ({ ...risk, indications: [] as LiveIndication[] }), onChange: () => {} };
    Object.assign(deps, { liveRisk: reader });
    say({ kind: "hello", have: 0 });
    turn(1_000);
    const sent = () => socket.kinds.filter((kind) => kind === "live-risk").length;
    expect(sent()).toBe(0);
    risk.at = NOW_US;
    const counts = [1_000, 250, 750].map((ms) => {
      turn(ms);
      return sent();
    });
    expect(counts).toEqual([1, 1, 2]);
    reader.version = 1;
    reader.state = () => ({
      ...risk,
      indications: Array.from({ length: 300 }, (_, i) => ({ ...indication, level: i / 300 })),
    });
    turn(1);
    expect(sent()).toBe(3);
    const { risk: last } = JSON.parse(socket.lastText) as { risk: { indications: { level: number }[] } };
    expect(last.indications).toHaveLength(100);
    expect(last.indications[0]?.level).toBeCloseTo(299 / 300);
    turn(249);
    expect(sent()).toBe(3);
    turn(1);
    expect(sent()).toBe(4);
    // An alert stands for hours and has no figures that change.
    reader.version = 2;
    reader.state = () => ({ ...risk, indications: [{ ...indication, kind: "safety-alert", level: 1, alertUid: "a" }] });
    const slow = [1, 250, 749, 1].map((ms) => {
      turn(ms);
      return sent();
    });
    expect(slow).toEqual([5, 5, 5, 6]);
  });

  it("[W10] is cut off after 30 s without progress, not before", () => {
    const { socket, dropped, turn, say } = readerOf();
    say({ kind: "hello", have: 0 });
    turn(30_000);
    expect(socket.ended).toBeUndefined();
    turn(1);
    expect([socket.ended, dropped]).toEqual(["terminated", ["stalled"]]);
  });

  it("[W10] is kept while it acknowledges, however slowly", () => {
    const { twin, socket, turn, say } = readerOf();
    say({ kind: "hello", have: 0 });
    for (let i = 1; i <= 5; i++) {
      socket.bufferedAmount = 0;
      say({ kind: "ack", version: i - 1 });
      twin.apply(batchOf([{ ref: 0, time: NOW_US + i }]));
      turn(25_000);
    }
    expect(socket.ended).toBeUndefined();
  });

  it("[W10] is closed when it sends nothing for 10 s", () => {
    const { socket, turn } = readerOf();
    turn(10_000);
    expect(socket.ended).toBeUndefined();
    turn(1);
    expect(socket.ended).toBe("1008");
  });

  it("[W9] queues at most the cap, beside a larger dictionary", () => {
    const { twin, alerts, socket, turn, say } = readerOf(6_000);
    say({ kind: "hello", have: 0 });
    const dictionary = socket.sent;
    expect(dictionary).toBeGreaterThan(MAX_WAITING_BYTES);
    for (let i = 0; i < 290; i++) {
      alerts.version++;
      twin.apply(batchOf([{ ref: 0, time: NOW_US + i }]));
      turn(100);
    }
    expect(socket.sent).toBe(dictionary);
    socket.bufferedAmount = 0;
    turn(100);
    expect(socket.sent).toBeGreaterThan(dictionary);
    for (let i = 0; i < 250; i++) {
      alerts.version++;
      turn(1000);
      if (socket.ended !== undefined) break;
      expect(socket.bufferedAmount).toBeLessThanOrEqual(MAX_WAITING_BYTES);
    }
    expect(socket.ended).toBe("terminated");
  });

  it("[B11] is kept while a long message is sent slowly, which blocks pings", () => {
    const { socket, turn, say } = readerOf(6_000);
    say({ kind: "hello", have: 0 });
    for (let i = 0; i < 90; i++) {
      socket.bufferedAmount -= 1_000;
      turn(1_000);
      expect([i, socket.ended]).toEqual([i, undefined]);
    }
    expect(socket.pings).toBe(0);
  });

  it("[W11] answers a ping only while nothing waits", () => {
    const { socket } = readerOf();
    socket.emit("ping", Buffer.alloc(0));
    socket.emit("ping", Buffer.alloc(0));
    expect(socket.sent).toBe(2);
  });
});

describe("a reader that cannot be served", () => {
  it("[PA4] is closed with 1011 and a log line, for an error in its turn or at a message", () => {
    for (const when of ["turn", "message"]) {
      const { deps, socket, turn, say, logLines } = readerOf();
      const broken = () => {
        throw new Error("no such tag");
      };
      if (when === "message") Object.assign(deps.alerts, { standing: broken });
      say({ kind: "hello", have: 0 });
      if (when === "turn") Object.assign(deps.alerts, { standing: broken });
      if (when === "turn") Object.defineProperty(deps.alerts, "version", { value: 99 });
      expect(() => turn(1_000)).not.toThrow();
      expect([when, socket.ended]).toEqual([when, "1011"]);
      expect(logLines.join()).toContain("no such tag");
    }
  });
});
