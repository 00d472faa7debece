import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { uuidv7 } from "../../edge/batch/uuidv7.ts";
import { evidenceCommand } from "../../edge/cli/evidence.ts";
import { parseOptions } from "../../edge/cli/options.ts";
import type { Finding } from "../../edge/contracts/alerts/detector.ts";
import { HealthFollower } from "../../edge/health/health-follower.ts";
import { WATCH_MAKERS } from "../../edge/health/watch-makers.ts";
import { openLog } from "../../edge/historian/log/commit-log.ts";
import { writePlantFile } from "../../edge/model/plant-file.ts";
import { busValue, SIGNALS } from "../fakes/past/bus-plant.ts";
import { BenchPlant, batchOf, log, S, T0 } from "../unit/detect/bench-plant.ts";

let dir: string;
let shown: string;
const bench = new BenchPlant([
  {
    label: "M1",
    kind: "meter",
    tags: SIGNALS.map((signal) => ({ component: "bus", signal, unit: signal === "frequency" ? "Hz" : "V" })),
  },
]);
const run = (...args: string[]): Promise<number> =>
  evidenceCommand.run(parseOptions([...args, "--data-dir", dir]), new AbortController().signal);

/** A data folder in which the supply of a meter sagged and the health follower reported it. */
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-evidence-"));
  shown = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    shown += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  mkdirSync(join(dir, "historian"));
  mkdirSync(join(dir, "production"));
  writeFileSync(join(dir, "edge.json"), "{}");
  writePlantFile(dir, { edgeId: "edge", plant: bench.plant, tags: bench.tags.all() });
  const commitLog = await openLog({ dir: join(dir, "log"), edgeId: "edge", epoch: 1, log });
  const { plant, tags } = bench;
  const path = join(dir, "production", "health.db");
  const follower = new HealthFollower(
    { plant, tags, path, follows: { uid: "log", uidOfFolder: undefined }, log },
    WATCH_MAKERS,
  );
  let found: Finding | undefined;
  for (let second = 0; second < 100; second++) {
    const at = T0 + second * S + 300_000;
    const batch = batchOf(
      SIGNALS.map((signal) => ({ ref: bench.ref("M1", signal), at, value: busValue(signal, second) })),
      at + 20_000,
    );
    commitLog.push(batch);
    follower.observe(batch);
    found ??= follower.tick(T0 + (second + 1) * S)?.findings?.[0];
  }
  follower.close();
  const { at, ...rest } = found as Finding;
  const alert = { ...rest, alertUid: "alert-1", occurrenceUid: "occurrence-1", raisedAt: at, state: "active" };
  const event = {
    eventUid: uuidv7(),
    type: "alert.changed",
    time: at,
    receivedAt: at,
    schema: "alert/2",
    payload: alert,
  };
  await commitLog.committed(commitLog.pushEvents({ events: [event] }), AbortSignal.timeout(60_000));
  await commitLog.close();
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

it("[HB12] shows the evidence of an alert beside the one computed from history, and that both agree", async () => {
  expect(await run()).toBe(0);
  expect(shown).toMatch(/^alert-1 {2}2026-01-05T00:01:21.000Z {2}M1 {2}.*power sag suspected/);
  shown = "";
  expect(await run("occurrence-1")).toBe(0);
  expect(shown).toContain("urn:test:M1#bus/voltage-l1: Voltage of the bus. Several phases");
  expect(shown).toMatch(
    /then {2}171 V, usually 203\.3 V to 258\.7 V, probability in normal running .*\n {2}now {3}171 V/,
  );
  expect(shown).toContain("agrees to the last digit");
  shown = "";
  expect(await run("alert-1", "--language", "zh")).toBe(0);
  expect(shown).toContain("完全一致");
});

it("[HB13] names an alert that is not there, and leaves the data folder as it was", async () => {
  const before = readdirSync(join(dir, "historian"));
  await expect(run("nothing")).rejects.toThrow(/no health alert nothing is in the history/);
  expect(readdirSync(join(dir, "historian"))).toEqual(before);
});
