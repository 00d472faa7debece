import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, get } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import WebSocket from "ws";

/** A malicious client beside a harmless reader, on an API in a process of its own. */

let dir: string;
let child: ChildProcess;
let port: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-hostile-"));
  child = fork(new URL("../fakes/alerts/alerting-process.ts", import.meta.url), [dir, "http://127.0.0.1:9/", "1"], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv: ["--expose-gc"],
  });
  port = Number(new URL(String((await once(child, "message"))[0])).port);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  child.kill("SIGKILL");
  rmSync(dir, { recursive: true });
});

/** What the process holds once its garbage is collected: its resident size depends on when that happens. */
async function heldMb(): Promise<number> {
  const answer = once(child, "message");
  child.send("held bytes");
  return Number((await answer)[0]) / 2 ** 20;
}

function open(misbehave: (socket: WebSocket) => void): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/stream`);
    socket.on("open", () => misbehave(socket)).on("error", () => undefined);
    socket.on("close", () => resolve());
  });
}

it("[G4] 10 MB, floods and noise: each ends its own connection, is counted, and costs 20 MB", async () => {
  const abuses: ((socket: WebSocket) => void)[] = [
    (socket) => socket.send(Buffer.alloc(10_000_000)),
    (socket) => Array.from({ length: 20_000 }, () => socket.send("", { fin: false })),
    (socket) => Array.from({ length: 10_000 }, (_, i) => socket.send(`{"kind":"subscribe","tag":${i}}`)),
    (socket) => Array.from({ length: 10_000 }, () => socket.ping("x".repeat(100))),
    (socket) => socket.send(Buffer.from([0x7b, 0xff, 0xfe]), { binary: false }),
  ];
  const round = () => Promise.all(abuses.map((abuse) => open(abuse)));
  // Ten rounds before, because what is loaded at first use is loaded then.
  for (let n = 0; n < 10; n++) await round();
  const before = await heldMb();
  for (let n = 0; n < 5; n++) await round();
  expect((await heldMb()) - before).toBeLessThanOrEqual(20);
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const cut = [...metrics.matchAll(/gemba_stream_dropped_total\{reason="([^"]+)"\} (\d+)/g)].map(
    ([, reason, count]) => [reason, Number(count)],
  );
  expect(Object.fromEntries(cut)).toEqual({
    "bad frame": 45,
    "not a message of this stream": 15,
    "too many messages": 15,
  });
});

it("[G5] 1,000 silent or slow sockets take only the available places; earlier connections are served", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get(`http://127.0.0.1:${port}/api/v1/health`, { agent }, (response) =>
        response.resume().on("end", () => resolve(response.statusCode)),
      ).on("error", reject);
    });
  expect(await ask()).toBe(200);
  for (let i = 0; i < 1_000; i++) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined).resume();
    sockets.push(socket);
  }
  const text = "GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
  let letters = 0;
  const dripping = setInterval(() => {
    const letter = text[letters++ % text.length] as string;
    for (const socket of sockets.slice(0, 50)) if (socket.writable) socket.write(letter);
  }, 1_000);
  try {
    const open = (): number => sockets.filter(({ closed }) => !closed).length;
    // Beyond the largest number of connections the server hangs up at once; all others end within its time limits.
    await vi.waitFor(() => expect(open()).toBeLessThanOrEqual(511), { timeout: 5_000, interval: 20 });
    for (let i = 0; i < 200; i++) expect(await ask()).toBe(200);
    await vi.waitFor(
      async () => {
        expect(await ask()).toBe(200);
        expect(open()).toBe(0);
      },
      { timeout: 25_000, interval: 100 },
    );
    expect((await fetch(`http://127.0.0.1:${port}/api/v1/health`)).status).toBe(200);
  } finally {
    clearInterval(dripping);
    agent.destroy();
  }
});
