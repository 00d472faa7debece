/** Reconnecting leaks nothing. GEMBA_RECONNECTS sets the number. */
import { readdirSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it, vi } from "vitest";
import { LedgerEdge } from "../fakes/ledger/edge.ts";
import { LedgerServer } from "../fakes/ledger/server.ts";
import { TcpProxy } from "../fakes/net/tcp-proxy.ts";
import { sizeOf } from "../run/long-sets.ts";

const RECONNECTS = sizeOf("GEMBA_RECONNECTS", { short: 10, full: 150 });
const WARM_UP = 10;

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

it(`[C1] [C5] ${RECONNECTS} resets leave one session, one subscription, and heap and handles where they were`, {
  timeout: 60_000 + RECONNECTS * 3000,
}, async () => {
  await using server = await LedgerServer.start();
  await using proxy = await TcpProxy.to(server.port);
  await using edge = await LedgerEdge.start(proxy.port);
  const live = async (): Promise<void> => {
    const { number } = server.produced().at(-1) ?? { number: 0 };
    await vi.waitFor(() => expect(edge.newest).toBeGreaterThan(number), { timeout: 30_000, interval: 10 });
  };
  const reconnect = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      const before = edge.restored;
      proxy.mode = "reset";
      proxy.mode = "pass";
      await vi.waitFor(() => expect(edge.restored).toBeGreaterThan(before), { timeout: 30_000, interval: 10 });
      // A link that flaps for as long as a silent server may take, without a value, is given up (F3).
      if (i % 3 === 2) await live();
    }
  };
  // Descriptors and resident memory of the process, including the worker.
  const measure = (): { heap: number; rss: number; handles: number } => {
    collectGarbage();
    const { heapUsed, rss } = process.memoryUsage();
    return { heap: heapUsed, rss, handles: readdirSync("/proc/self/fd").length };
  };
  await live();
  await reconnect(WARM_UP);
  const before = measure();
  await reconnect(RECONNECTS);
  await live();
  const after = measure();
  // Figures for documentation.
  process.stdout.write(
    `${RECONNECTS} reconnects: heap ${mb(before.heap)} -> ${mb(after.heap)}, ` +
      `resident ${mb(before.rss)} -> ${mb(after.rss)}, descriptors ${before.handles} -> ${after.handles}\n`,
  );
  expect(edge.audit(server).undeclared).toEqual([]);
  expect(edge.disk.gaps).toEqual([]);
  expect(await server.held()).toMatchObject({ sessions: 1, subscriptions: 1 });
  expect(after.handles).toBeLessThanOrEqual(before.handles + 5);
  expect((after.rss - before.rss) / 1e6, "MB").toBeLessThan(60);
  // The test itself keeps every number it saw, some 100 bytes each; and two readings of the same heap differ.
  expect(after.heap - before.heap).toBeLessThan(300_000 + 20_000 * RECONNECTS);
});
