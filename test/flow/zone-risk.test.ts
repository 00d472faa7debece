/** Risk of a zone by alerts of a running edge, and its record: rules LV34 to LV41 in docs/rules/live-risk.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { loadConfig } from "../../edge/config/load.ts";
import { plugins } from "../../edge/plugins.ts";
import { type RunningEdge, startEdge } from "../../edge/runtime.ts";
import { type CellServer, cellServer } from "../fakes/safety/cell-server.ts";

const SOON = { timeout: 60_000, interval: 100 };
const SOUND = { isOpen: false, isLocked: true };
const BRIDGED = { isOpen: false, isLocked: false };
let dir: string;
let cell: CellServer;
let edge: RunningEdge | undefined;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-zone-risk-"));
  cell = await cellServer(dir);
});
afterEach(async () => {
  await edge?.stop();
  edge = undefined;
  await cell.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function start(): Promise<RunningEdge> {
  const options = { dataDir: join(dir, "data"), host: "127.0.0.1", port: 0, log: pino({ level: "silent" }) };
  return await startEdge(await loadConfig(dir, plugins, { env: {} }), options);
}

async function ask<T>(path: string, body?: object): Promise<T> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`${edge?.address}/api/v1/${path}`, body === undefined ? {} : init);
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as T;
}

interface Live {
  readonly at: string | null;
  readonly indications: readonly {
    kind: string;
    zone?: string;
    since: string;
    alertUid?: string;
    isUnknown: boolean;
  }[];
  readonly zones: readonly { zone: string; level: number; causes: readonly string[]; unknown: number }[];
}

const live = () => ask<Live>("safety/live");
const soon = async (check: (state: Live) => void) => await vi.waitFor(async () => check(await live()), SOON);

it("[LV34] [LV36] [LV37] a bypassed interlock and heat raise the zone, with timer, and end when they end", async () => {
  cell.gate(SOUND);
  cell.heat(30);
  edge = await start();
  await edge.firstValues;
  await soon(({ at }) => expect(at).not.toBeNull());
  expect((await live()).zones).toEqual([]);

  // The bolt must have been seen in its place before it can contradict the gate.
  const about = `component-health?asset=${encodeURIComponent("urn:t:cell")}`;
  await vi.waitFor(async () => expect(JSON.stringify(await ask(about))).toContain("cell"), SOON);
  const bridgedMs = Date.now();
  cell.gate(BRIDGED);
  await soon(({ zones }) =>
    expect(zones).toMatchObject([{ zone: "cell", level: 0.75, causes: ["interlock-bypassed"] }]),
  );
  const [bypass] = (await live()).indications;
  expect(Date.parse(bypass?.since ?? "")).toBeGreaterThanOrEqual(bridgedMs - 1_000);
  expect(bypass).toMatchObject({ zone: "cell", isUnknown: false });

  const { alerts } = await ask<{ alerts: { alertUid: string; occurrenceUid: string }[] }>("alerts");
  const alert = alerts.find(({ alertUid }) => alertUid === bypass?.alertUid);
  expect(alert).toBeDefined();
  const shelf = { kind: "timed", minutes: 5, reason: "test", occurrenceUid: alert?.occurrenceUid };
  await ask(`alerts/${bypass?.alertUid}/shelve`, shelf);
  expect((await live()).indications.map(({ alertUid }) => alertUid)).toEqual([bypass?.alertUid]);

  cell.heat(55);
  cell.heat(65);
  await soon(({ zones }) => expect(zones[0]?.causes).toEqual(["interlock-bypassed", "temperature"]));
  cell.gate(SOUND);
  await soon(({ zones }) => expect(zones).toMatchObject([{ zone: "cell", level: 0.7, causes: ["temperature"] }]));
  cell.heat(30);
  await soon(({ zones }) => expect(zones).toEqual([]));
});

interface Past {
  readonly zones: readonly {
    zone: string;
    spans: readonly { from: string; to: string; level: number | null; causes: readonly string[]; isUnknown: boolean }[];
  }[];
}

it("[LV38] [LV39] [LV40] [LV41] a zone has its minutes over a restart, and others are unknown", async () => {
  cell.gate(SOUND);
  cell.heat(65);
  edge = await start();
  await soon(({ zones }) => expect(zones).toMatchObject([{ zone: "cell", level: 0.7 }]));
  const hotMs = Date.now();
  await edge.stop();
  edge = await start();
  await vi.waitFor(
    async () => {
      const { zones } = await ask<Past>("safety/zones/history?from=-1h");
      expect(zones.map(({ zone }) => zone)).toEqual(["cell", "aisle"]);
      const at = (zone: string, ms: number) =>
        zones
          .find((one) => one.zone === zone)
          ?.spans.find(({ from, to }) => Date.parse(from) <= ms && ms < Date.parse(to));
      expect(at("cell", hotMs)).toMatchObject({ level: 0.7, causes: ["temperature"] });
      expect(at("aisle", hotMs)).toMatchObject({ level: 0, causes: [] });
      // The edge did not run then.
      expect(at("cell", hotMs - 600_000)).toMatchObject({ level: null, causes: [], isUnknown: true });
    },
    { timeout: 120_000, interval: 1_000 },
  );
});
