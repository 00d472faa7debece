import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import { evaluateCommand } from "../../../edge/cli/evaluate.ts";
import { parseOptions } from "../../../edge/cli/options.ts";
import { loadConfig } from "../../../edge/config/load.ts";
import type { ConditionReport } from "../../../edge/contracts/alerts/condition.ts";
import { SampleFlag } from "../../../edge/contracts/path/sample-batch.ts";
import type { AssetUid, TagUid } from "../../../edge/contracts/plant/tag.ts";
import type { ArrivedSecond } from "../../../edge/evaluation/input/arrived.ts";
import type { PlantRun } from "../../../edge/evaluation/input/plant-run.ts";
import { StreamedInput } from "../../../edge/evaluation/input/streamed.ts";
import { type Judgement, judge } from "../../../edge/evaluation/judge.ts";
import { judgePair } from "../../../edge/evaluation/paired/judge-pair.ts";
import { watchPair } from "../../../edge/evaluation/paired/watch-pair.ts";
import { HealthPath, plantOf } from "../../../edge/evaluation/path/health-path.ts";
import type { JudgedRun } from "../../../edge/evaluation/report.ts";
import { TruthLines } from "../../../edge/evaluation/truth.ts";
import { watchRun } from "../../../edge/evaluation/watch.ts";
import { ParquetRecording } from "../../../edge/historian/recording/parquet-recording.ts";
import { createLog } from "../../../edge/observe/log.ts";
import { plugins } from "../../../edge/plugins.ts";
import { runHeadless } from "../../../simulators/headless/run.ts";
import type { StreamBlock, StreamHead } from "../../../simulators/headless/stream/block.ts";
import { PlantStream, withoutFaults } from "../../../simulators/headless/stream/plant-stream.ts";
import { wearFactorsOf } from "../../../simulators/plants/machining/faults/acceleration.ts";
import { parseScenario, readScenario } from "../../../simulators/scenario/read.ts";

/** One stop that raises at once, one bearing found by temperature, one cut link, one instrument without a rule. */
const SCENARIO = parseScenario(
  `scenario: 1
title: { zh: 测试, en: Test }
faults:
  - { id: stop, kind: emergency-stop, asset: PRS-01, at: 2 min, lasts: 30 s }
  - { id: far-stop, kind: emergency-stop, asset: TGT-01, at: 4 min, lasts: 30 s }
  - { id: cut, kind: network-loss, asset: process, at: 330 s, lasts: 40 s }
  - { id: stuck, kind: sensor-stuck, asset: DRY-01, at: 1 min, with: { signal: air/temperature } }
  - { id: twice, kind: duplicate-messages, asset: fleet, at: 1 min, lasts: 10 s }
`,
  "test.yaml",
);

const HOURS = 6.6 / 60;

let folder: string;
/** The same run as a stream. */
let head: StreamHead;
let kept: StreamBlock[];
const runOf = (...blocks: readonly StreamBlock[]): PlantRun =>
  ({
    head,
    async *blocks() {
      yield* blocks;
    },
  }) as unknown as PlantRun;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gemba-evaluate-test-"));
  await runHeadless({
    scenario: SCENARIO,
    seed: 3,
    hours: HOURS,
    out: folder,
    groundTruth: join(folder, "truth.jsonl"),
    speed: Number.POSITIVE_INFINITY,
    waveformMinutes: 0,
  });
});
beforeAll(() => {
  const stream = new PlantStream({ scenario: SCENARIO, seed: 3, hours: HOURS, waveforms: true });
  ({ head } = stream);
  kept = [...stream.blocks()];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function evaluated(): Promise<Judgement & JudgedRun> {
  let text = "";
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((piece) => {
    text += String(piece);
    return true;
  });
  try {
    expect(
      await evaluateCommand.run(
        parseOptions(["--run", folder, "--json", "--log-level", "silent"]),
        new AbortController().signal,
      ),
    ).toBe(0);
  } finally {
    spy.mockRestore();
  }
  return JSON.parse(text) as Judgement & JudgedRun;
}

it("[E1] the product's detectors find the plant's visible faults, reproducibly", async () => {
  const first = await evaluated();
  const found = new Map(first.faults.map((fault) => [fault.id, fault]));
  expect(found.get("stop")).toMatchObject({ detected: true, rightFirst: true, rule: "emergency-stop/safety" });
  expect(found.get("stop")?.delayS).toBeLessThanOrEqual(3);
  expect(found.get("far-stop")).toMatchObject({ detected: true, rule: "emergency-stop/tgt-01" });
  expect(found.get("cut")).toMatchObject({ detected: true, rule: "link-stale/process" });
  expect(found.get("stuck")).toMatchObject({ detected: false });
  expect(first.notJudged).toEqual({ "duplicate-messages": 1 });
  expect(first.falseAlerts.filter(({ said }) => said === "alarm")).toEqual([]);
  expect(first).toMatchObject({ scenario: "Test", seed: 3 });
  expect(first.hours).toBeCloseTo(398 / 3600, 9);
  expect(first.cpuUsPerSample).toBeGreaterThan(0);
  const { cpuUsPerSample: _first, ...judgement } = first;
  const { cpuUsPerSample: _second, ...again } = await evaluated();
  expect(again).toEqual(judgement);
});

it("[E14] [E15] numbers of assets, samples and alerts equal those counted in the files", async () => {
  const { alerts, assets, falseAlerts, notRun, said, samples } = await evaluated();
  const connection = await (await DuckDBInstance.create()).connect();
  const count = async (sql: string): Promise<unknown> => (await connection.runAndReadAll(sql)).getRows()[0]?.[0];
  const files = `'${folder}/samples-*.parquet'`;
  expect(assets).toBe(await count(`SELECT count(DISTINCT split_part(tag, '#', 1))::INTEGER FROM ${files}`));
  expect(samples).toBe(await count(`SELECT count(*)::INTEGER FROM ${files}`));
  const withoutSample = Object.values(notRun.tagsWithoutSample).reduce((sum, tags) => sum + tags, 0);
  expect(notRun.tags - withoutSample).toBe(await count(`SELECT count(DISTINCT tag)::INTEGER FROM ${files}`));
  expect(notRun.tagsWithoutSample["person"]).toBeGreaterThan(0);
  const sum = (what: "raised" | "false"): number => said.alarm[what] + said.advisory[what] + said.prediction[what];
  expect([sum("raised"), sum("false")]).toEqual([alerts, falseAlerts.length]);
  // One alert for each stop, and one for the silent link.
  expect(said.alarm.raised).toBe(3);
});

it("[E2] a recording is read in order of arrival, each sample once, none before it was measured", async () => {
  const config = await loadConfig(parseOptions([]).config, plugins);
  const { tags } = plantOf(config);
  await using recording = await ParquetRecording.open({
    dir: folder,
    tags: tags.all(),
    start: SCENARIO.startMs * 1000,
    end: SCENARIO.startMs * 1000 + 396e6,
    flags: SampleFlag.simulated,
  });
  let samples = 0;
  let texts = 0;
  let before = 0;
  for await (const { at, batch } of recording.seconds()) {
    expect(at).toBeGreaterThan(before);
    before = at;
    samples += batch.length;
    texts += batch.texts.size;
    for (let row = 0; row < batch.length; row++) {
      if ((batch.times[row] as number) > at || (batch.times[row] as number) <= at - 5e6)
        expect.fail(`arrived at ${at}, measured at ${batch.times[row]}`);
    }
    expect(batch.flags.every((flags) => flags === SampleFlag.simulated)).toBe(true);
  }
  const connection = await (await DuckDBInstance.create()).connect();
  const [written] = (
    await connection.runAndReadAll(`SELECT count(*)::INTEGER, count(text)::INTEGER FROM '${folder}/samples-*.parquet'`)
  ).getRows();
  expect(samples + recording.unknown).toBe(written?.[0]);
  expect(texts).toBe(written?.[1]);
  expect(recording.unknown).toBe(0);
});

it("[E2] a folder without a recording is refused with the remedy", async () => {
  await expect(ParquetRecording.open({ dir: "/nowhere", tags: [], start: 0, end: 1, flags: 0 })).rejects.toThrow(
    /gemba simulate --headless --out/,
  );
});

it("[E20] [E21] a streamed run has the seconds of its files, and what controllers report besides", async () => {
  const config = await loadConfig(parseOptions([]).config, plugins);
  const run = runOf(...kept);
  const built = plantOf(config);
  const input = new StreamedInput(run, { ...built, truth: new TruthLines() });
  const streamed: ArrivedSecond[] = [];
  for await (const second of input.seconds()) streamed.push(second);
  const end = input.start + 396e6;
  const plan = { dir: folder, tags: built.tags.all(), start: input.start, end, flags: SampleFlag.simulated };
  await using recording = await ParquetRecording.open(plan);
  let at = 0;
  for await (const { batch } of recording.seconds()) expect(streamed[at++]?.batch, `second ${at}`).toEqual(batch);
  expect(at).toBe(streamed.length);
  expect(input.unknown).toBe(0);
  const types = new Set(streamed.flatMap(({ events }) => events.map(({ type }) => type)));
  for (const type of ["piece.completed", "pallet.arrived", "stock.listed", "order.changed"])
    expect(types).toContain(type);
  const { watched, truth } = await watchRun(
    { config, log: createLog({ level: "silent" }), run },
    new AbortController().signal,
  );
  const has = (uid: string): boolean => watched.hasSample(built.tags.find(uid as TagUid)?.ref as never);
  // A waveform, and a state that a follower of the log works out.
  expect(has("urn:binjiang:cnc-101#spindle/vibration-burst")).toBe(true);
  expect(has("urn:binjiang:cnc-101#production/cause")).toBe(true);
  const { said, notRun, falseAlerts } = judge(watched, truth);
  expect([said.alarm.raised, falseAlerts]).toEqual([3, []]);
  expect(notRun.parts).toEqual(["wires: sessions, clocks, doubled and late messages"]);
});

it("[E1] [E22] a pair is judged the same each time; if its twin has the same faults, nothing is found", async () => {
  const config = await loadConfig(parseOptions([]).config, plugins);
  const last = kept.at(-1) as StreamBlock;
  const log = createLog({ level: "silent" });
  const judged = async (twin: StreamBlock) => {
    const plan = { config, log, faulty: runOf(last), sound: runOf(twin) };
    return judgePair(await watchPair(plan, new AbortController().signal));
  };
  const itself = await judged(last);
  expect(await judged(last)).toEqual(itself);
  expect(itself.findings.both).toBe(itself.findings.faulty);
  // Only the network loss counts: the truth says that it shows.
  expect(itself.faults.filter(({ visibleAfterS }) => visibleAfterS !== undefined).map(({ id }) => id)).toEqual(["cut"]);
  expect(itself.faults.every(({ isFound }) => !isFound)).toBe(true);
});

it("[E22] [E24] a twin is the same scenario without all faults, or without some", () => {
  expect(withoutFaults(SCENARIO, "all").faults).toEqual([]);
  expect(withoutFaults(SCENARIO, ["stop", "twice"]).faults.map(({ id }) => id)).toEqual(["far-stop", "cut", "stuck"]);
  expect(() => withoutFaults(SCENARIO, ["nothing-such"])).toThrow(/no fault nothing-such/);
});

it("[E22] a twin also publishes the acceleration of wear of the faults that it lacks", () => {
  const demo = readScenario("demo");
  const factors = [demo, withoutFaults(demo, "all"), withoutFaults(demo, [demo.faults[0]?.id ?? ""])].map(
    wearFactorsOf,
  );
  const spindle = demo.faults.find(({ kind }) => kind === "bearing-wear")?.asset ?? "";
  const [own, ...twins] = factors.map((of) => [of(spindle, "spindle"), of("CNC-103", "tool")]);
  expect(own?.every((factor) => factor > 1)).toBe(true);
  expect(twins).toEqual([own, own]);
});

it("[E13] an alert counts as shown at the time of that change, however late the disk passes it on", async () => {
  const config = await loadConfig(parseOptions([]).config, plugins);
  const built = plantOf(config);
  const log = createLog({ level: "silent" });
  await using path = await HealthPath.open({ config, built, start: 0, log, followers: [] });
  const condition = (at: number, suppressed: boolean): ConditionReport => ({
    source: "milling",
    conditionId: "c",
    eventId: `e${at}`,
    rule: "COOLANT",
    assetUid: built.plant.assets[0]?.assetUid as AssetUid,
    kind: "process",
    annunciation: "alarm",
    severity: 500,
    message: { zh: "低", en: "low" },
    at: at * 1e6,
    active: true,
    acknowledged: true,
    retain: true,
    suppressed,
  });
  const reported = new Map([
    [1, true],
    [5, false],
  ]);
  for (let at = 1; at <= 30; at++) {
    const batch = new BatchBuilder().finish(at * 1e6);
    const suppressed = reported.get(at);
    const conditions = suppressed === undefined ? [] : [condition(at, suppressed)];
    path.second({ at: at * 1e6, batch, waveforms: [], events: [], conditions });
  }
  const { occurrences } = await path.watched(0);
  const shown = occurrences.find(({ rule }) => rule === "COOLANT");
  expect([shown?.isSuppressed, shown?.raisedAt]).toEqual([false, 5e6]);
});

it("[E27] pairs are streamed: a kept run is refused with them", async () => {
  const options = parseOptions(["--set", "quick", "--run", folder, "--log-level", "silent"]);
  await expect(evaluateCommand.run(options, new AbortController().signal)).rejects.toThrow(/do not take --run/);
});
