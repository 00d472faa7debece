import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { readHeadless } from "../../../simulators/headless/main.ts";
import { runHeadless } from "../../../simulators/headless/run.ts";
import { STATIONS } from "../../../simulators/plants/machining/layout.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { UsageError } from "../../../simulators/usage.ts";
import { tagsOf } from "./demo-types.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const SCENARIO = parseScenario(
  `scenario: 1
title: { zh: 测试, en: Test }
faults:
  - { kind: sensor-dropped, asset: CHL-01, at: 60 s, lasts: 30 s, with: { signal: water/supply-temperature } }
  - { kind: sensor-stuck, asset: CHL-01, at: 60 s, with: { signal: cooling/power } }
  - { kind: network-loss, asset: utilities, at: 120 s, lasts: 20 s }
  - { kind: clock-jump, asset: milling, at: 100 s, lasts: 40 s, with: { seconds: 90 } }
  - { kind: counter-reset, asset: MTR-E-PLANT, at: 90 s }
`,
  "test.yaml",
);
const HOURS = 0.05;
const START_MS = SCENARIO.startMs;

let folder: string;
let rows: (sql: string) => Promise<Record<string, unknown>[]>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gemba-headless-"));
  const options = { scenario: SCENARIO, seed: 5, hours: HOURS, speed: Number.POSITIVE_INFINITY, waveformMinutes: 1 };
  await runHeadless({ ...options, out: join(folder, "a"), groundTruth: join(folder, "a.jsonl") });
  await runHeadless({ ...options, out: join(folder, "b"), groundTruth: join(folder, "b.jsonl") });
  const connection = await (await DuckDBInstance.create()).connect();
  rows = async (sql) =>
    (
      await connection.runAndReadAll(
        sql
          .replaceAll("SAMPLES", `'${folder}/a/samples-*.parquet'`)
          .replaceAll("WAVES", `'${folder}/a/waveforms.parquet'`),
      )
    ).getRowObjects();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linesOf = (file: string): Record<string, unknown>[] =>
  readFileSync(join(folder, file), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

it("writes the same bytes for the same seed", () => {
  const digest = (file: string): string =>
    createHash("sha256")
      .update(readFileSync(join(folder, file)))
      .digest("hex");
  const files = readdirSync(join(folder, "a"));
  expect(files.sort()).toEqual(["events.jsonl", "run.json", "samples-00000.parquet", "waveforms.parquet"]);
  for (const file of files) expect(digest(`a/${file}`), file).toBe(digest(`b/${file}`));
  expect(digest("a.jsonl")).toBe(digest("b.jsonl"));
});

it("has the columns that the replay reads, and the demo config's tags by their identity", async () => {
  const columns = await rows("describe select * from SAMPLES");
  expect(columns.map((column) => [column["column_name"], column["column_type"]])).toEqual([
    ["tag", "VARCHAR"],
    ["time", "TIMESTAMP"],
    ["value", "DOUBLE"],
    ["text", "VARCHAR"],
    ["status", "UINTEGER"],
  ]);
  const tags = new Set((await rows("select distinct tag from SAMPLES")).map(({ tag }) => tag));
  const machines = STATIONS.filter(
    ({ kind, speaker }) => speaker !== "fleet" && speaker !== "meters" && speaker !== "stores" && kind !== "meter",
  );
  const wanted = machines.flatMap(({ id, kind }) =>
    tagsOf(kind).map(
      ({ component, signal }) =>
        `urn:binjiang:${id.toLowerCase()}#${component === undefined ? signal : `${component}/${signal}`}`,
    ),
  );
  expect(wanted.filter((tag) => !tags.has(tag))).toEqual([]);
  expect(tags).toContain("urn:binjiang:agv-01#pose/x");
  expect(tags).toContain("urn:binjiang:mtr-e-plant#power/active");
  expect(tags).toContain("urn:binjiang:rck-01#stock/fill");
});

it("keeps its rates: process values at 1 Hz, moving joints and axes at 10 Hz, states on change", async () => {
  const seconds = HOURS * 3600;
  const [temperature] = await rows(
    "select count(*) n, count(distinct time) times from SAMPLES where tag = 'urn:binjiang:ovn-01#zone-1/temperature'",
  );
  expect(temperature).toEqual({ n: BigInt(seconds), times: BigInt(seconds) });
  const joints = await rows(
    `select date_trunc('second', time) as at_second, count(*) n, max(abs(value)) speed from SAMPLES
     where tag = 'urn:binjiang:rob-01#joint-1/speed' group by 1 order by 1`,
  );
  expect(Math.max(...joints.map(({ n }) => Number(n)))).toBe(10);
  // The first and the last second are not complete.
  for (const { n, speed } of joints.slice(1, -1)) if (Number(n) === 1) expect(speed).toBe(0);
  const states = await rows(
    `select value, lag(value) over (order by time) as earlier from SAMPLES
     where tag = 'urn:binjiang:cnc-101#item-state'`,
  );
  expect(states.length).toBeLessThan(seconds / 2);
  for (const { value, earlier } of states.slice(1)) expect(value).not.toBe(earlier);
});

it("writes recordings of one second at 25.6 kHz with their context, and the curves of joinings", async () => {
  const waves = await rows("select tag, rate, speed, tool, program, piece, octet_length(samples) bytes from WAVES");
  const bursts = waves.filter(({ tag }) => String(tag).endsWith("#spindle/vibration-burst"));
  expect(bursts.length).toBeGreaterThan(10);
  for (const burst of bursts) expect(burst).toMatchObject({ rate: 25_600, bytes: 102_400n });
  expect(bursts.every(({ speed, program }) => Number(speed) > 100 && /-OP[12]0$/.test(String(program)))).toBe(true);
  expect(new Set(waves.map(({ tag }) => tag))).toContain("urn:binjiang:tgt-01#spindle/torque-curve");
});

it("shows faults of instruments and links: bad and frozen values, a gap, a clock jump, a counter reset", async () => {
  const at = (second: number): string =>
    `timestamp '${new Date(START_MS + 1000 * second).toISOString().replace("T", " ").replace("Z", "")}'`;
  const [bad] = await rows(
    `select count(*) n, count(value) good, min(status) low from SAMPLES
     where tag = 'urn:binjiang:chl-01#water/supply-temperature' and time between ${at(61)} and ${at(89)}`,
  );
  expect(bad).toEqual({ n: 29n, good: 0n, low: 0x808c0000 });
  const [frozen] = await rows(
    `select count(distinct value) n from SAMPLES
     where tag = 'urn:binjiang:chl-01#cooling/power' and time > ${at(62)}`,
  );
  expect(frozen).toEqual({ n: 1n });
  const [gap] = await rows(
    `select count(*) n from SAMPLES
     where tag = 'urn:binjiang:trf-01#oil/temperature' and time between ${at(121)} and ${at(139)}`,
  );
  expect(gap).toEqual({ n: 0n });
  const [ahead] = await rows(
    `select count(*) n from SAMPLES
     where tag = 'urn:binjiang:cnc-201#coolant/level' and time > ${at(HOURS * 3600 + 2)}`,
  );
  expect(Number(ahead?.["n"])).toBeGreaterThan(0);
  const energy = await rows(
    "select value from SAMPLES where tag = 'urn:binjiang:mtr-e-plant#energy/import' order by time",
  );
  expect(Number(energy.at(-1)?.["value"])).toBeLessThan(Number(energy[0]?.["value"]));
});

it("writes events and truth: places of pieces, phases of faults, people each second, lives each minute", () => {
  const truth = linesOf("a.jsonl");
  expect(truth[0]).toMatchObject({ type: "run", seed: 5, hours: HOURS });
  const count = (type: string): number => truth.filter((event) => event["type"] === type).length;
  expect(count("people")).toBe(HOURS * 3600);
  expect(count("remaining-life")).toBe(HOURS * 60);
  const phases = truth
    .filter((event) => event["type"] === "fault" && event["kind"] === "sensor-dropped")
    .map((event) => [event["phase"], event["timeMs"]]);
  expect(phases).toEqual([
    ["begins", START_MS + 60_000],
    ["observable", START_MS + 60_000],
    ["functional-failure", START_MS + 60_000],
    ["repaired", START_MS + 90_000],
  ]);
  const places = new Map<unknown, number>();
  for (const { type, piece } of linesOf("a/events.jsonl")) {
    if (type === "piece-arrived") places.set(piece, (places.get(piece) ?? 0) + 1);
    if (type === "piece-departed") places.set(piece, (places.get(piece) ?? 0) - 1);
  }
  // Each piece is in one place at the end, or outside the plant.
  expect([...places.values()].filter((n) => n !== 0 && n !== 1)).toEqual([]);
  expect(truth.filter((event) => event["type"] === "run").length).toBe(1);
});

it("publishes states of machines and the piece each holds at the same instants as the truth", async () => {
  const truth = linesOf("a.jsonl");
  const millis = (time: unknown): number => Number(time as bigint) / 1000;
  let seen = 0;
  for (const station of ["CNC-101", "CNC-104", "DBR-01", "LKT-02", "PCB-01", "EOL-01"]) {
    const tag = (signal: string): string => `urn:binjiang:${station.toLowerCase()}#${signal}`;
    const states = await rows(
      `select epoch_us(time) as micros, value from SAMPLES where tag = '${tag("item-state")}' order by time`,
    );
    const reported = truth.filter((event) => event["type"] === "machine-state" && event["station"] === station);
    const changes = reported.filter((event, at) => at === 0 || event["state"] !== reported[at - 1]?.["state"]);
    // The first entry of each machine is its state at the start.
    expect(states.slice(1).map(({ micros, value }) => [millis(micros), value])).toEqual(
      changes.slice(1).map((event) => [event["timeMs"], event["state"]]),
    );
    const pieces = await rows(
      `select epoch_us(time) as micros, text from SAMPLES where tag = '${tag("workpiece/id")}' order by time`,
    );
    const arrived = truth.filter(
      (event) =>
        event["type"] === "piece-arrived" &&
        (event["place"] as { id: string }).id === station &&
        (event["timeMs"] as number) > START_MS,
    );
    seen += arrived.length;
    expect(
      pieces
        .filter(({ text, micros }) => text !== "" && millis(micros) > START_MS + 100)
        .map(({ micros, text }) => [millis(micros), text]),
    ).toEqual(
      arrived
        .filter((event) => (event["timeMs"] as number) > START_MS + 100)
        .map((event) => [event["timeMs"], event["piece"]]),
    );
  }
  expect(seen).toBeGreaterThan(10);
});

it("reads its command line", () => {
  expect(
    readHeadless(["--out", "x", "--hours", "72", "--speed", "max", "--seed", "7"], { INIT_CWD: "/home/me" }),
  ).toMatchObject({
    hours: 72,
    seed: 7,
    speed: Number.POSITIVE_INFINITY,
    out: "/home/me/x",
  });
  expect(() => readHeadless([], {})).toThrow("--out");
  expect(() => readHeadless(["--out", "x", "--hours", "0"], {})).toThrow(UsageError);
  expect(() => readHeadless(["--out", "x", "--speed", "fast"], {})).toThrow("--speed");
});
