/** Exploring the history of a running edge, and what people saved, over a restart (docs/rules/explore.md). */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { loadConfig } from "../../edge/config/load.ts";
import { calculatedTagUid } from "../../edge/contracts/explore/calculated-tag.ts";
import { decodeCurves } from "../../edge/contracts/explore/curve-block.ts";
import { openLog } from "../../edge/historian/log/commit-log.ts";
import { readPlantFile } from "../../edge/model/plant-file.ts";
import { plugins } from "../../edge/plugins.ts";
import { type RunningEdge, startEdge } from "../../edge/runtime.ts";
import { busPlant, busValue, SIGNALS } from "../fakes/past/bus-plant.ts";
import { batchOf, log, S } from "../unit/detect/bench-plant.ts";

const SECONDS = 90;
/** The second in which the supply sags. */
const SAG_AT = 80;
const VOLTAGE = "urn:t:m1#bus/voltage-l1";
let dir: string;
let dataDir: string;
let edge: RunningEdge | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-explore-flow-"));
  dataDir = join(dir, "data");
  busPlant(dir);
});
afterEach(async () => {
  await edge?.stop();
  edge = undefined;
  rmSync(dir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const options = { dataDir, host: "127.0.0.1", port: 0, log: pino({ level: "silent" }) };
  edge = await startEdge(await loadConfig(join(dir, "plant"), plugins, { env: {} }), options);
}

async function send(method: string, path: string, body?: object): Promise<Response> {
  const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return await fetch(`${edge?.address}/api/v1/${path}`, { method, ...(body === undefined ? {} : json) });
}

/** Puts a minute and a half of the meter into the log of the stopped edge. Returns when it begins, µs. */
async function fillLog(): Promise<number> {
  const { edgeId, tags } = readPlantFile(dataDir);
  const commitLog = await openLog({ dir: join(dataDir, "log"), edgeId, epoch: 1, log });
  const begin = Math.floor(Date.now() / 1000 - 3 * SECONDS) * S;
  for (let second = 0; second < SECONDS; second++) {
    const at = begin + second * S + 300_000;
    const rows = SIGNALS.map((signal) => ({
      ref: tags.find((tag) => tag.signal === signal)?.ref as never,
      at,
      value: busValue(signal, second),
    }));
    commitLog.push(batchOf(rows, at + 20_000));
  }
  await commitLog.close();
  return begin;
}

it("[XP1] [XP11] [XP12] a calculated tag and a sag in the history of an edge, over a restart", async () => {
  await start();
  await edge?.stop();
  const begin = await fillLog();
  await start();
  const iso = (second: number) => new Date((begin + second * S) / 1000).toISOString();
  const expression = { text: "u - 230", inputs: [{ name: "u", tag: VOLTAGE }] };
  const content = { name: "Deviation", unit: "V", expression };
  const saved = await send("PUT", "calculated-tags/dev-1", { scope: "plant", content });
  expect(await saved.json()).toMatchObject({ uid: "dev-1", owner: "local", revision: 1 });
  const question = {
    ...{ from: iso(0), to: iso(SECONDS), width: SECONDS },
    curves: [{ tag: VOLTAGE }, { tag: calculatedTagUid("dev-1") }],
  };
  const curves = async () => {
    const answer = await send("POST", "curves", question);
    return answer.status === 200 ? decodeCurves(await answer.arrayBuffer()).curves : [];
  };
  await vi.waitFor(async () => expect((await curves())[1]?.last[SAG_AT]).toBe(-59), { timeout: 60_000, interval: 200 });
  const [voltage, deviation] = await curves();
  expect([voltage?.min[SAG_AT], voltage?.unit, deviation?.unit, deviation?.last[5]]).toEqual([171, "V", "V", 1]);

  const rule = { expression: { ...expression, text: "u < 200" }, leastSeconds: 0 };
  const periods = await send("POST", "periods", { from: iso(0), to: iso(SECONDS), rule, figures: [VOLTAGE] });
  expect(await periods.json()).toMatchObject({
    periods: [{ seconds: 1, isOpenBefore: false, isOpenAfter: false, figures: [{ tag: VOLTAGE, min: 171, max: 171 }] }],
  });

  await edge?.stop();
  expect(readFileSync(join(dataDir, "explore.log"), "utf8").trim().split("\n")).toHaveLength(1);
  await start();
  const { entries } = (await (await send("GET", "calculated-tags")).json()) as { entries: object[] };
  expect(entries).toMatchObject([{ uid: "dev-1", revision: 1, mayChange: true, content }]);
  const journal = (await (await send("GET", "journal?action=calculated-tag.save")).json()) as { entries: object[] };
  expect(journal.entries).toMatchObject([{ target: "dev-1", result: "done" }]);
});
