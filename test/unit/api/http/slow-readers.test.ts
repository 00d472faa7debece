import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { fastify } from "fastify";
import { afterEach, describe, expect, it, vi } from "vitest";
import { lazily, PIECE_BYTES, sendInPieces } from "../../../../edge/api/http/answer-pieces.ts";
import { limitConnections } from "../../../../edge/api/http/connections.ts";
import type { Api, ApiDeps } from "../../../../edge/api/http/deps.ts";
import { oneAtATime } from "../../../../edge/api/http/one-at-a-time.ts";
import { cutSlowReaders, READER_LIMITS, type ReaderLimits } from "../../../../edge/api/http/slow-readers.ts";
import { buildApi } from "../../../../edge/api/server.ts";
import { Counters } from "../../../../edge/observe/counters.ts";
import { fakeEdge } from "../../../fakes/api/deps.ts";

/** Clients that ask and do not read, on real sockets. What counts is what the server holds, not how fast it is. */

interface Listening {
  readonly server: { address(): unknown; getConnections(done: (error: Error | null, count: number) => void): void };
  close(): Promise<void> | PromiseLike<unknown>;
}
const open: Listening[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const app of open.splice(0)) await app.close();
});

const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 20_000, interval: 10 });
const portOf = ({ server }: Listening): number => (server.address() as { port: number }).port;
const held = ({ server }: Listening): Promise<number> =>
  new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
const count = (counters: Counters, line: string): number =>
  Number(counters.text().match(new RegExp(`^${line.replace(/[{}"]/g, "\\$&")} (\\d+)`, "m"))?.[1] ?? 0);

/** A client that sends and never reads. */
function silent(app: Listening, text: string): Socket {
  const socket = connect(portOf(app), "127.0.0.1", () => socket.write(text));
  socket.pause();
  socket.on("error", () => undefined);
  sockets.push(socket);
  return socket;
}

function says(app: Listening, text: string, localAddress = "127.0.0.1"): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port: portOf(app), host: "127.0.0.1", localAddress }, () => socket.write(text));
    sockets.push(socket);
    let answer = "";
    socket.on("data", (data) => {
      answer += String(data);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
  });
}

const ask = (path: string, more = ""): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;

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
  it("[B1] a second request of a connection begins when the answer to the first was handed over, and answers keep their order", async () => {
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

  it("[B1] a connection that sends many requests ahead is cut off", async () => {
    const { app, asked, counters } = await small(() => new Promise(() => undefined));
    expect(await says(app, ask("/api/v1/assets").repeat(1000))).toBe("");
    expect(asked()).toBe(1);
    expect(count(counters, 'gemba_api_cut_total{reason="pipelined"}')).toBeGreaterThanOrEqual(1);
    await until(async () => expect(await held(app)).toBe(0));
  });

  it("[B4] a long answer is made as fast as it is read: a client that reads nothing costs a few pieces", async () => {
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

  it("[B4] what comes in pieces is the same JSON", async () => {
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

  it("[B5] an answer of which nothing is read ends with its connection", async () => {
    const { app, counters } = await small(() => ({ text: "x".repeat(50_000_000) }), { stalledMs: 300 });
    silent(app, ask("/api/v1/assets"));
    await until(() => expect(count(counters, 'gemba_api_cut_total{reason="stalled"}')).toBe(1));
    await until(async () => expect(await held(app)).toBe(0));
  });

  it("[B5] one that is read drop by drop ends too", async () => {
    const { app, counters } = await small(() => ({ text: "x".repeat(50_000_000) }), {
      slowAfterMs: 500,
      leastBytesPerSecond: 1e12,
    });
    const socket = silent(app, ask("/api/v1/assets"));
    const drip = setInterval(() => socket.read(100_000), 20);
    await until(() => expect(count(counters, 'gemba_api_cut_total{reason="too slow"}')).toBe(1));
    clearInterval(drip);
    await until(async () => expect(await held(app)).toBe(0));
  });

  it("[B5] an answer that the edge is slow to make is waited for", async () => {
    const { app, counters } = await small(
      () => new Promise((resolve) => setTimeout(() => resolve({ at: "last" }), 600)),
      { stalledMs: 50, slowAfterMs: 50 },
    );
    expect(await says(app, ask("/api/v1/assets", "Connection: close\r\n"))).toContain('{"at":"last"}');
    expect(counters.text()).not.toContain("gemba_api_cut_total");
  });

  it("[B4] while too much waits for slow readers, health alone is answered", async () => {
    const { app } = await small(() => ({ text: "x".repeat(50_000_000) }), { mostWaitingBytes: 1000 });
    silent(app, ask("/api/v1/assets"));
    await until(async () =>
      expect((await fetch(`http://127.0.0.1:${portOf(app)}/api/v1/assets`, { method: "HEAD" })).status).toBe(503),
    );
    const refused = await fetch(`http://127.0.0.1:${portOf(app)}/api/v1/assets`);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    expect((await fetch(`http://127.0.0.1:${portOf(app)}/api/v1/health`)).status).toBe(200);
  });

  it("[B4] 40 connections that ask for the largest list a thousand times and read nothing hold a bounded number of bytes, and health answers", async () => {
    const app = await edge({}, 20_000);
    for (let i = 0; i < 40; i++) silent(app, ask("/api/v1/tags").repeat(i % 2 === 0 ? 1 : 1000));
    for (let i = 0; i < 50; i++)
      expect((await fetch(`http://127.0.0.1:${portOf(app)}/api/v1/health`)).status).toBe(200);
    const text = await (await fetch(`http://127.0.0.1:${portOf(app)}/metrics`)).text();
    expect(Number(/gemba_api_waiting_bytes (\d+)/.exec(text)?.[1])).toBeLessThanOrEqual(40 * 8 * PIECE_BYTES);
  });
});

describe("[row 3] connections", () => {
  async function limited(
    limits: { most: number; mostOfOne: number; reserve: number; reserveMs: number },
    isProxy?: (address: string) => boolean,
  ) {
    const counters = new Counters();
    const app = fastify({ forceCloseConnections: true });
    limitConnections(app, { counters, limits, ...(isProxy === undefined ? {} : { isProxy }) });
    app.get("/api/v1/assets", async () => ({ assets: [] }));
    app.get("/api/v1/health", async () => ({ live: true }));
    await app.listen({ host: "127.0.0.1", port: 0 });
    open.push(app);
    return { app, counters };
  }
  const idle = async (app: Listening, number: number, localAddress: string): Promise<void> => {
    for (let i = 0; i < number; i++) {
      const socket = connect({ port: portOf(app), host: "127.0.0.1", localAddress });
      socket.on("error", () => undefined).resume();
      sockets.push(socket);
      await once(socket, "connect");
    }
  };

  it("[B2] one address takes its share and no more; another one is answered", async () => {
    const { app, counters } = await limited({ most: 20, mostOfOne: 10, reserve: 4, reserveMs: 60_000 });
    await idle(app, 12, "127.0.0.2");
    await until(() => expect(count(counters, "gemba_api_connections")).toBe(12));
    expect(await says(app, ask("/api/v1/assets", "Connection: close\r\n"), "127.0.0.3")).toMatch(/^HTTP\/1\.1 200/);
    const refused = await says(app, ask("/api/v1/assets"), "127.0.0.2");
    expect(refused).toMatch(/^HTTP\/1\.1 503/);
    expect(refused.toLowerCase()).toContain("retry-after: 5");
  });

  it("[B3] health answers when every place is taken and the reserve is full of the same silent ones", async () => {
    const { app, counters } = await limited({ most: 20, mostOfOne: 10, reserve: 4, reserveMs: 60_000 });
    for (const address of ["127.0.0.2", "127.0.0.3", "127.0.0.4"]) await idle(app, 20, address);
    await until(() => expect(count(counters, "gemba_api_connections")).toBe(24));
    for (let i = 0; i < 10; i++) expect(await says(app, ask("/api/v1/health"), "127.0.0.5")).toMatch(/^HTTP\/1\.1 200/);
    expect(await says(app, ask("/api/v1/assets"), "127.0.0.5")).toMatch(/^HTTP\/1\.1 503/);
    expect(count(counters, "gemba_api_connections")).toBeLessThanOrEqual(24);
  });

  it("[B3] a connection of the reserve lasts as long as it may, whatever it says", async () => {
    const { app, counters } = await limited({ most: 0, mostOfOne: 0, reserve: 4, reserveMs: 200 });
    await idle(app, 4, "127.0.0.1");
    await until(() => expect(count(counters, "gemba_api_connections")).toBe(0));
  });

  it("[B2] a trusted proxy speaks for many: its connections are bounded by the whole alone; a closed one gives its place back", async () => {
    const { app, counters } = await limited(
      { most: 20, mostOfOne: 2, reserve: 1, reserveMs: 60_000 },
      (address) => address === "127.0.0.9",
    );
    await idle(app, 10, "127.0.0.9");
    await until(() => expect(count(counters, "gemba_api_connections")).toBe(10));
    for (const socket of sockets.splice(0)) socket.destroy();
    await until(() => expect(count(counters, "gemba_api_connections")).toBe(0));
    await idle(app, 2, "127.0.0.2");
    expect(count(counters, 'gemba_api_cut_total{reason="too many connections"}')).toBe(0);
  });
});

describe("slow senders", () => {
  it("[row 3] a body that comes drop by drop is refused in time", async () => {
    const app = await edge();
    const answer = says(
      app,
      "POST /api/v1/alerts/alert-1/acknowledge HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
    );
    const socket = sockets.at(-1);
    const drip = setInterval(() => socket?.write(" "), 500);
    try {
      expect(await answer).toMatch(/^HTTP\/1\.1 408/);
    } finally {
      clearInterval(drip);
    }
  });
});

describe("[row 18] a client that left", () => {
  it("is counted and is no failure in the log, whenever it left", async () => {
    const { deps, logLines } = fakeEdge({
      historian: { ...fakeEdge().deps.historian, trend: async () => new Promise(() => undefined) },
    });
    const app = buildApi(deps) as Api & Listening;
    await app.listen({ host: "127.0.0.1", port: 0 });
    open.push(app);
    const texts = [
      ask("/api/v1/health"),
      ask("/api/v1/trends?tag=urn:test:lathe:1001%23temperature"),
      "POST /api/v1/alerts/alert-1/acknowledge HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
      "POST /api/v1/alerts/alert-1/acknowledge HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
      ask("/nothing"),
      ask(
        "/api/v1/stream",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
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
});
