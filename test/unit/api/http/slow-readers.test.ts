import { once } from "node:events";
import { connect } from "node:net";
import { fastify } from "fastify";
import { describe, expect, it } from "vitest";
import { lazily, PIECE_BYTES, sendInPieces } from "../../../../edge/api/http/answer-pieces.ts";
import type { Api } from "../../../../edge/api/http/api.ts";
import { oneAtATime } from "../../../../edge/api/http/one-at-a-time.ts";
import { cutSlowReaders, READER_LIMITS, type ReaderLimits } from "../../../../edge/api/http/slow-readers.ts";
import { type ApiDeps, buildApi } from "../../../../edge/api/server.ts";
import { Counters } from "../../../../edge/observe/counters.ts";
import { fakeEdge } from "../../../fakes/api/deps.ts";
import { acknowledge, ask, count, held, type Listening, portOf, rawClients, until } from "./raw-clients.ts";

/**
 * Clients that send requests and do not read, on real sockets. The tests measure what the server holds, not its speed.
 */
const { open, sockets, silent, says } = rawClients();

async function edge(over: Partial<ApiDeps> = {}, size = 4): Promise<Api & Listening> {
  const app = buildApi(fakeEdge(over, size).deps) as Api & Listening;
  await app.listen({ host: "127.0.0.1", port: 0 });
  open.push(app);
  return app;
}

/** A server of one route with the same hooks as the API, and limits that a test can wait for. */
async function small(answer: () => unknown, limits: Partial<ReaderLimits> = {}) {
  const counters = new Counters();
  const app = fastify({ forceCloseConnections: true });
  sendInPieces(app);
  oneAtATime(app, { counters });
  cutSlowReaders(app, {
    counters,
    jobs: fakeEdge().deps.jobs,
    limits: { ...READER_LIMITS, lookEveryMs: 20, ...limits },
  });
  let asked = 0;
  app.get("/api/v1/assets", { schema: { response: { 200: {} } } }, async () => {
    asked++;
    return answer();
  });
  app.get("/api/v1/health", async () => ({ live: true }));
  await app.listen({ host: "127.0.0.1", port: 0 });
  open.push(app);
  return { app, counters, asked: () => asked };
}

describe("[row 3] readers that never read", () => {
  it("[B1] a second request of a connection begins after the first answer was handed over; order is kept", async () => {
    const waiting: (() => void)[] = [];
    const { app, asked } = await small(
      () => new Promise((resolve) => waiting.push(() => resolve({ n: waiting.length }))),
    );
    const answer = says(app, ask("/api/v1/assets").repeat(3) + ask("/api/v1/assets", "Connection: close\r\n"));
    for (let n = 1; n <= 4; n++) {
      await until(() => expect(waiting).toHaveLength(n));
      expect(asked()).toBe(n);
      waiting[n - 1]?.();
    }
    expect([...(await answer).matchAll(/\{"n":(\d)\}/g)].map(([, n]) => n)).toEqual(["1", "2", "3", "4"]);
  });

  it("[B1] a connection that sends many requests ahead is closed", async () => {
    const { app, asked, counters } = await small(() => new Promise(() => undefined));
    expect(await says(app, ask("/api/v1/assets").repeat(1000))).toBe("");
    expect(asked()).toBe(1);
    expect(count(counters, 'gemba_api_cut_total{reason="pipelined"}')).toBeGreaterThanOrEqual(1);
    await until(async () => expect(await held(app)).toBe(0));
  });

  it("[B4] a long answer is produced as fast as it is read: an idle client costs a few pieces", async () => {
    let made = 0;
    const members = Array.from({ length: 1_000_000 }, (_, i) => i);
    const entry = (i: number): string => {
      made++;
      return `${i} ${"x".repeat(100)}`;
    };
    const { app, counters } = await small(() => ({ list: lazily(members, entry) }));
    silent(app, ask("/api/v1/assets"));
    let before = -1;
    await until(async () => {
      const now = made;
      const isStill = now > 0 && now === before;
      before = now;
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(isStill).toBe(true);
    });
    expect(made).toBeLessThan(members.length / 4);
    expect(count(counters, "gemba_api_waiting_bytes")).toBeLessThanOrEqual(8 * PIECE_BYTES);
  });

  it("[B4] an answer in pieces is the same JSON", async () => {
    const answers: unknown[] = [
      { list: [], nothing: undefined, text: 'a\u2028"', more: { list: [1, undefined, Number.NaN] } },
      {},
      [1, 2],
      null,
      "text",
      {
        list: Array.from({ length: 1000 }, (_, i) => ({ i, name: "é".repeat(i % 90) })),
        after: 1,
        second: Array.from({ length: 65 }, () => null),
      },
    ];
    const queue = [...answers];
    const { app } = await small(() => queue.shift());
    for (const answer of answers) {
      const got = await fetch(`http://127.0.0.1:${portOf(app)}/api/v1/assets`);
      const expected = typeof answer === "string" ? answer : JSON.stringify(answer);
      expect(await got.text()).toBe(expected);
    }
  });

  it("[B5] an unread answer ends with its connection", async () => {
    const { app, counters } = await small(() => ({ text: "x".repeat(50_000_000) }), { stalledMs: 300 });
    silent(app, ask("/api/v1/assets"));
    await until(() => expect(count(counters, 'gemba_api_cut_total{reason="stalled"}')).toBe(1));
    await until(async () => expect(await held(app)).toBe(0));
  });

  it("[B5] an answer that is read very slowly ends too", async () => {
    const { app, counters } = await small(() => ({ text: "x".repeat(50_000_000) }), {
      slowAfterMs: 500,
      leastBytesPerSecond: 1e12,
    });
    const socket = silent(app, ask("/api/v1/assets"));
    const dripping = setInterval(() => socket.read(100_000), 20);
    await until(() => expect(count(counters, 'gemba_api_cut_total{reason="too slow"}')).toBe(1));
    clearInterval(dripping);
    await until(async () => expect(await held(app)).toBe(0));
  });

  it("[B5] an answer that the edge produces slowly does not end", async () => {
    const { app, counters } = await small(
      () => new Promise((resolve) => setTimeout(() => resolve({ at: "last" }), 600)),
      { stalledMs: 50, slowAfterMs: 50 },
    );
    expect(await says(app, ask("/api/v1/assets", "Connection: close\r\n"))).toContain('{"at":"last"}');
    expect(counters.text()).not.toContain("gemba_api_cut_total");
  });

  it("[B4] while too much waits for slow readers, only health is answered", async () => {
    const { app } = await small(() => ({ text: "x".repeat(50_000_000) }), { mostWaitingBytes: 1000 });
    silent(app, ask("/api/v1/assets"));
    await until(async () =>
      expect((await fetch(`http://127.0.0.1:${portOf(app)}/api/v1/assets`, { method: "HEAD" })).status).toBe(503),
    );
    const refused = await fetch(`http://127.0.0.1:${portOf(app)}/api/v1/assets`);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    expect((await fetch(`http://127.0.0.1:${portOf(app)}/api/v1/health`)).status).toBe(200);
  });

  it("[B4] 40 connections that ask for the largest list and read nothing hold a bounded number of bytes", async () => {
    const app = await edge({}, 20_000);
    for (let i = 0; i < 40; i++) silent(app, ask("/api/v1/tags").repeat(i % 2 === 0 ? 1 : 1000));
    for (let i = 0; i < 50; i++)
      expect((await fetch(`http://127.0.0.1:${portOf(app)}/api/v1/health`)).status).toBe(200);
    const text = await (await fetch(`http://127.0.0.1:${portOf(app)}/metrics`)).text();
    expect(Number(/gemba_api_waiting_bytes (\d+)/.exec(text)?.[1])).toBeLessThanOrEqual(40 * 8 * PIECE_BYTES);
  });
});

describe("slow senders", () => {
  it("[row 3] a body that arrives very slowly is refused in time", async () => {
    const app = await edge();
    const answer = says(app, acknowledge(1000, "{"));
    const socket = sockets.at(-1);
    const dripping = setInterval(() => socket?.write(" "), 500);
    try {
      expect(await answer).toMatch(/^HTTP\/1\.1 408/);
    } finally {
      clearInterval(dripping);
    }
  });
});

describe("[B6] [row 18] a client that disconnects", () => {
  it("is counted and not logged as an error, whenever it disconnects", async () => {
    const { deps, logLines } = fakeEdge({
      historian: { ...fakeEdge().deps.historian, trend: async () => new Promise(() => undefined) },
    });
    const app = buildApi(deps) as Api & Listening;
    await app.listen({ host: "127.0.0.1", port: 0 });
    open.push(app);
    const texts = [
      ask("/api/v1/health"),
      ask("/api/v1/trends?tag=urn:test:lathe:1001%23temperature"),
      acknowledge(1000, "{"),
      acknowledge(2, "{}"),
      ask("/nothing"),
      ask(
        "/api/v1/stream",
        "Connection: Upgrade\r\nUpgrade: websocket\r\n" +
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
      ),
    ];
    for (let round = 0; round < 40; round++) {
      for (const text of texts) {
        const socket = connect(portOf(app), "127.0.0.1");
        socket.on("error", () => undefined);
        await once(socket, "connect");
        if (round % 2 === 0) socket.write(text, () => socket.resetAndDestroy());
        else {
          socket.write(text);
          setTimeout(() => socket.destroy(), round % 10);
        }
      }
    }
    await until(async () => expect(await held(app)).toBe(0));
    await until(() => expect(count(deps.counters, "gemba_api_left_total")).toBeGreaterThan(20));
    expect(logLines.filter((line) => (JSON.parse(line) as { level: number }).level >= 50)).toEqual([]);
  });

  it("does not hide an error of the edge", async () => {
    let fail: ((error: Error) => void) | undefined;
    const trend = () => new Promise<never>((_, reject) => (fail = reject));
    const { deps, logLines } = fakeEdge({ historian: { ...fakeEdge().deps.historian, trend } });
    const app = buildApi(deps) as Api & Listening;
    await app.listen({ host: "127.0.0.1", port: 0 });
    open.push(app);
    const socket = connect(portOf(app), "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(ask("/api/v1/trends?tag=urn:test:lathe:1001%23temperature"));
    await until(() => expect(fail).toBeDefined());
    socket.resetAndDestroy();
    await until(() => expect(count(deps.counters, "gemba_api_left_total")).toBe(1));
    fail?.(new Error("the index is broken"));
    const errors = () => logLines.map((line) => JSON.parse(line) as { level: number; reason?: string });
    await until(() =>
      expect(errors()).toContainEqual(expect.objectContaining({ level: 50, reason: "the index is broken" })),
    );
  });
});
