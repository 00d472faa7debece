/** Verdicts on findings of a running edge, from the work item to the version and back (docs/rules/verdicts.md). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { parseOptions } from "../../edge/cli/options.ts";
import { verdictsCommand } from "../../edge/cli/verdicts.ts";
import { loadConfig } from "../../edge/config/load.ts";
import { openLog } from "../../edge/historian/log/commit-log.ts";
import { readPlantFile } from "../../edge/model/plant-file.ts";
import { plugins } from "../../edge/plugins.ts";
import { type RunningEdge, startEdge } from "../../edge/runtime.ts";
import { busPlant, busValue, SIGNALS } from "../fakes/past/bus-plant.ts";
import { batchOf, log, S } from "../unit/detect/bench-plant.ts";

const SOON = { timeout: 60_000, interval: 100 };
const SECONDS = 90;
let dir: string;
let dataDir: string;
let edge: RunningEdge | undefined;
let shown: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-verdicts-"));
  dataDir = join(dir, "data");
  const plant = join(busPlant(dir), "gemba.yaml");
  const text = readFileSync(plant, "utf8");
  const [asset = ""] = /^ {2}- \{ uid: "urn:t:m1".*$/m.exec(text) ?? [];
  const other = asset.replaceAll(/\b(m|M)1\b/g, "$12").replace("node: n ", "node: n2 ");
  writeFileSync(plant, `${text}${other}\n`);
  shown = "";
  vi.spyOn(process.stdout, "write").mockImplementation((said) => {
    shown += String(said);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await edge?.stop();
  edge = undefined;
  rmSync(dir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const options = { dataDir, host: "127.0.0.1", port: 0, log: pino({ level: "silent" }) };
  edge = await startEdge(await loadConfig(join(dir, "plant"), plugins, { env: {} }), options);
}

async function ask<T>(path: string, body?: object): Promise<T> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`${edge?.address}/api/v1/${path}`, body === undefined ? {} : init);
  expect(answer.status, path).toBeLessThan(300);
  return (await answer.json()) as T;
}

async function gemba(...words: readonly string[]): Promise<string> {
  shown = "";
  const options = parseOptions([...words, "--data-dir", dataDir]);
  expect(await verdictsCommand.run(options, new AbortController().signal)).toBe(0);
  return shown;
}

/** Puts the samples of a meter whose supply sags at the end into the log of the stopped edge, and starts it again. */
async function sag(label: string): Promise<void> {
  await edge?.stop();
  const { edgeId, plant, tags } = readPlantFile(dataDir);
  const asset = plant.assets.find((one) => one.label === label);
  const commitLog = await openLog({ dir: join(dataDir, "log"), edgeId, epoch: 1, log });
  const begin = Math.floor(Date.now() / 1000 - 3 * SECONDS) * S;
  for (let second = 0; second < SECONDS; second++) {
    const at = begin + second * S + 300_000;
    const rows = SIGNALS.map((signal) => ({
      ref: tags.find((tag) => tag.assetUid === asset?.assetUid && tag.signal === signal)?.ref as never,
      at,
      value: busValue(signal, second),
    }));
    commitLog.push(batchOf(rows, at + 20_000));
  }
  await commitLog.close();
  await start();
}

interface Alert {
  readonly alertUid: string;
  readonly rule: string;
  readonly assetUid: string;
}

async function sagOf(assetUid: string): Promise<Alert> {
  return await vi.waitFor(async () => {
    const { alerts } = await ask<{ alerts: readonly Alert[] }>("alerts?from=-1h");
    const found = alerts.find((one) => one.assetUid === assetUid && one.rule === "health/bus");
    return found ?? expect.fail("no alert yet");
  }, SOON);
}

async function adaptationOf(assetUid: string): Promise<object | null> {
  const { components } = await ask<{ components: readonly { component: string; adaptation: object | null }[] }>(
    `component-health?asset=${encodeURIComponent(assetUid)}`,
  );
  return components.find(({ component }) => component === "bus")?.adaptation ?? null;
}

it("[VL5] [VL6] [VL9] a verdict is proposed, applied, on record, in force for the next, and taken back", async () => {
  await start();
  await sag("M1");
  const { alertUid } = await sagOf("urn:t:m1");
  const { itemUid, hypotheses } = await ask<{ itemUid: string; hypotheses: object[] }>("work-items", {
    cause: alertUid,
  });
  expect(hypotheses).toMatchObject([{ kind: "power-sag" }]);
  await ask(`work-items/${itemUid}/acts`, { actUid: "1", kind: "start" });
  const finish = { actUid: "2", kind: "finish", done: "looked at it", verdict: "wrong", foundKind: "none" };
  await ask(`work-items/${itemUid}/acts`, finish);

  expect(await gemba()).toContain("9.00 → 9.50  meter bus/voltage-sag");
  expect(await adaptationOf("urn:t:m1")).toBeNull();
  expect(await gemba("apply")).toContain("Version 1 is in force (before: 0), from 1 verdicts");
  await vi.waitFor(async () => expect(await adaptationOf("urn:t:m2")).toEqual({ version: 1, verdicts: 1 }), SOON);
  const { entries } = await ask<{ entries: readonly { action: string; target: string }[] }>(
    "journal?action=health.adapt",
  );
  expect(entries).toMatchObject([{ action: "health.adapt", target: "health version 1" }]);

  await sag("M2");
  await sagOf("urn:t:m2");
  await vi.waitFor(async () => expect(await adaptationOf("urn:t:m2")).toEqual({ version: 1, verdicts: 1 }), SOON);
  expect(await gemba("back", "--language", "zh")).toContain("已恢复第 0 版（此前为第 1 版）");
  await vi.waitFor(async () => expect(await adaptationOf("urn:t:m1")).toBeNull(), SOON);
});
