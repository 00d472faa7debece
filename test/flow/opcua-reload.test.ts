/** A reload of the config while a server is read. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { putRequest, takeAnswer } from "../../edge/compose/serving/file-requests.ts";
import { loadConfig } from "../../edge/config/load.ts";
import { plugins } from "../../edge/plugins.ts";
import { startEdge } from "../../edge/runtime.ts";
import { stateIn } from "../../edge/store/state-file.ts";
import { SITE } from "../fakes/config/plant-folder.ts";
import { LedgerServer, OWN_NAMESPACE } from "../fakes/ledger/server.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-reload-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const SOON = { timeout: 30_000, interval: 50 };

const plant = (port: number, high: number): string => `gemba: 1
include: [site.yaml]
namespaces: { own: "${OWN_NAMESPACE}" }
sources:
  - { name: line, kind: opcua, endpoint: "opc.tcp://127.0.0.1:${port}", security: { mode: none, insecure: true } }
types:
  counter:
    kind: box
    tags:
      - signal: count
        name: { zh: 数, en: Count }
        type: number
        unit: "1"
        range: [0, 1e9]
        limits: { high: ${high} }
        binding: { path: "own:Counter0", every: 0 }
assets:
  - uid: "urn:own:c1"
    label: C1
    type: counter
    name: { zh: 计数器, en: Counter }
    path: acme/one/hall/c1
    source: line
    address: { root: /Objects/own:Machine }
`;

it("[A54] a reload with changed limits leaves session, subscription and samples of a server as they are", async () => {
  await using server = await LedgerServer.start();
  writeFileSync(join(dir, "site.yaml"), SITE);
  writeFileSync(join(dir, "gemba.yaml"), plant(server.port, 1e9));
  const dataDir = join(dir, "data");
  const edge = await startEdge(await loadConfig(dir, plugins, { env: {} }), {
    dataDir,
    host: "127.0.0.1",
    port: 0,
    log: pino({ level: "silent" }),
  });
  const ask = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${edge.address}/api/v1/${path}`)).json()) as T;
  const tag = encodeURIComponent("urn:own:c1#count");
  // Pixel columns of 5 ms: each sample has its own.
  const numbers = async (): Promise<number[]> =>
    (await ask<{ min?: number[] }>(`trends?tag=${tag}&from=-20s&width=4000`)).min ?? [];
  const subscriptions = (): unknown => {
    const [source = ""] = readdirSync(dataDir, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith("resume.json"),
    );
    const { point } = JSON.parse(stateIn(readFileSync(join(dataDir, source), "utf8"))) as {
      point: { subscriptions: { id: number }[] };
    };
    return point.subscriptions.map(({ id }) => id);
  };
  try {
    await vi.waitFor(async () => expect((await numbers()).length).toBeGreaterThan(20), SOON);
    const before = {
      held: await server.held(),
      subscriptions: subscriptions(),
      newest: (await numbers()).at(-1) as number,
    };
    writeFileSync(join(dir, "gemba.yaml"), plant(server.port, 1));
    putRequest(dataDir, "reload", { id: "one", user: "test" });
    await vi.waitFor(
      () => expect(takeAnswer(dataDir, "reload", "one")?.done).toEqual({ applied: ["limits"], restart: [] }),
      SOON,
    );
    await vi.waitFor(async () => expect((await numbers()).at(-1)).toBeGreaterThan(before.newest + 40), SOON);
    // The lower limit counts, so the reload did take place.
    await vi.waitFor(async () => expect((await ask<{ alerts: unknown[] }>("alerts")).alerts).toHaveLength(1), SOON);
    const all = await numbers();
    expect(all).toEqual(all.map((_, n) => (all[0] as number) + n));
    expect(await server.held()).toEqual(before.held);
    expect(subscriptions()).toEqual(before.subscriptions);
    expect(await ask<{ gaps: unknown[] }>(`gaps?from=-1h`)).toMatchObject({ gaps: [] });
  } finally {
    await edge.stop();
  }
});
