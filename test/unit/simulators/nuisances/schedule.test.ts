import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { NAMED_NUISANCES } from "../../../../edge/evaluation/truth.ts";
import { TagSamples } from "../../../../simulators/headless/sample-columns.ts";
import { SecondMatrix } from "../../../../simulators/headless/second-matrix.ts";
import type { TruthEvent } from "../../../../simulators/kernel/events.ts";
import { Circumstance, Circumstances } from "../../../../simulators/kernel/nuisances/circumstance.ts";
import { Random } from "../../../../simulators/kernel/random.ts";
import { observe, type Signal, SignalList } from "../../../../simulators/kernel/signal.ts";
import { Instruments } from "../../../../simulators/plants/machining/instruments.ts";
import { type Occurrence, occurrencesOf } from "../../../../simulators/plants/machining/nuisances/occurrences.ts";
import { NUISANCE_KINDS } from "../../../../simulators/plants/machining/nuisances/registry.ts";
import { NuisanceSchedule } from "../../../../simulators/plants/machining/nuisances/schedule.ts";
import { targetsOf } from "../../../../simulators/plants/machining/nuisances/targets.ts";
import { Calendar } from "../../../../simulators/plants/machining/planning/calendar.ts";
import { siteOffset } from "../../../../simulators/plants/machining/planning/site-clock.ts";
import { parseScenario } from "../../../../simulators/scenario/read.ts";
import type { Scenario } from "../../../../simulators/scenario/scenario.ts";
import { SEED } from "../../../run/seed.ts";

const START_MS = Date.UTC(2026, 2, 2);
const SLOTS_A_WEEK = 28;
const TWO_SHIFTS = `calendar:
  shifts: [{ name: early, start: "06:00", hours: 8 }, { name: late, start: "14:00", hours: 8 }]
`;

const scenarioOf = (rest: string): Scenario =>
  parseScenario(`scenario: 1\ntitle: { zh: 测试, en: Test }\n${rest}`, "test.yaml");

/** All occurrences of these weeks. */
function occurrences(scenario: Scenario, weeks: number, seed = SEED): Occurrence[] {
  const site = {
    random: new Random(seed),
    plan: scenario.nuisances,
    calendar: new Calendar(scenario.calendar),
    offsetS: siteOffset(scenario.calendar.zone),
  };
  const first = Math.floor(START_MS / 21_600_000);
  return Array.from({ length: weeks * SLOTS_A_WEEK }, (_, at) => occurrencesOf(site, first + at)).flat();
}

const countsOf = (all: readonly Occurrence[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { kind } of all) counts.set(kind.name, (counts.get(kind.name) ?? 0) + 1);
  return counts;
};

/** A schedule over one station with one instrument, and what it reports. */
function scheduleOf(scenario: Scenario): {
  readonly schedule: NuisanceSchedule;
  readonly circumstances: Circumstances;
  readonly signal: Signal;
  readonly truth: TruthEvent[];
} {
  const list = new SignalList("CMP-01");
  list.analog("oil/temperature", "Cel", { resolution: 0.1, noise: 0.1, range: [0, 150], read: () => 70 });
  const truth: TruthEvent[] = [];
  const circumstances = new Circumstances();
  const schedule = new NuisanceSchedule({
    scenario,
    calendar: new Calendar(scenario.calendar),
    circumstances,
    instruments: new Instruments(new Map([["CMP-01", list.all]])),
    random: new Random(SEED),
    beginMs: START_MS,
    scenarioMs: START_MS,
    report: () => {},
    reportTruth: (event) => truth.push(event),
  });
  return { schedule, circumstances, signal: list.all[0] as Signal, truth };
}

it("[SP1] without `nuisances` in the scenario, or with an empty list, none is in force", () => {
  for (const text of ["", "nuisances: none\n"]) {
    const { nuisances } = scenarioOf(text);
    expect([nuisances.climate, nuisances.perWeek.size, nuisances.planned.length]).toEqual([0, 0, 0]);
    expect(occurrences(scenarioOf(text), 1)).toEqual([]);
    const { schedule, circumstances, signal } = scheduleOf(scenarioOf(text));
    for (let second = 0; second < 1000; second++) schedule.step(START_MS + 1000 * second);
    expect([signal.disturbance, schedule.wire]).toEqual([null, []]);
    expect(circumstances.of("CMP-01")).toEqual(new Circumstances().plant);
  }
});

it("[SP3] chance is drawn for kind, asset and time: leaving kinds out changes nothing of the others", () => {
  const all = occurrences(scenarioOf("nuisances: usual\n"), 2);
  const some = occurrences(scenarioOf("nuisances: { level: none, kinds: { leaning: { perWeek: 5 } } }\n"), 2);
  expect(some.length).toBeGreaterThan(0);
  const textOf = ({ kind, asset, beginMs, endMs, amount }: Occurrence) => [kind.name, asset, beginMs, endMs, amount];
  expect(some.map(textOf)).toEqual(all.filter(({ kind }) => kind.name === "leaning").map(textOf));
});

it("[SP4] in a year each kind happens as often as its table says, within four deviations", () => {
  const weeks = 52;
  const counts = countsOf(occurrences(scenarioOf("nuisances: usual\n"), weeks));
  for (const kind of NUISANCE_KINDS.values()) {
    if (kind.follows !== undefined) continue;
    const mean = kind.perWeek * weeks * targetsOf(kind).length;
    const count = counts.get(kind.name) ?? 0;
    expect(Math.abs(count - mean), `${kind.name}: ${count} of ${mean}`).toBeLessThan(4 * Math.sqrt(mean));
  }
});

it("[SP4] kinds that need people happen in shifts only, and kinds that follow the calendar once a day", () => {
  const scenario = scenarioOf(`${TWO_SHIFTS}nuisances: usual\n`);
  const calendar = new Calendar(scenario.calendar);
  const all = occurrences(scenario, 4);
  const atNight = all.filter(({ beginMs }) => calendar.at(beginMs) !== "working");
  expect(atNight.length).toBeGreaterThan(0);
  expect(atNight.filter(({ kind }) => kind.isStaffed === true)).toEqual([]);
  const counts = countsOf(all);
  const cold = targetsOf(NUISANCE_KINDS.get("cold-start") ?? { targets: [] }).length;
  expect([counts.get("warm-water"), (counts.get("cold-start") ?? 0) / cold]).toEqual([28, 28]);
  expect(countsOf(occurrences(scenarioOf("nuisances: usual\n"), 1)).has("cold-start")).toBe(false);
});

it("[SP4] harsh is three times as often and half as much again; a kind's own rate and strength count instead", () => {
  const usual = scenarioOf("nuisances: usual\n").nuisances;
  const harsh = scenarioOf(
    "nuisances: { level: harsh, kinds: { outlier: { perWeek: 0 }, leaning: { strength: 3 } } }\n",
  ).nuisances;
  expect(harsh.perWeek.get("cleaning")).toBe(3 * (usual.perWeek.get("cleaning") ?? 0));
  expect([harsh.strength.get("cleaning"), harsh.strength.get("leaning"), harsh.climate]).toEqual([1.5, 3, 1.5]);
  expect(harsh.perWeek.has("outlier")).toBe(false);
});

it("[SP5] the truth names start and end; one that is in force when listening begins is reported then", () => {
  const { schedule, truth, signal } = scheduleOf(
    scenarioOf(`nuisances:
  level: none
  planned:
    - { kind: silent-instrument, asset: CMP-01, at: 10 s, lasts: 60 s }
    - { kind: recalibration, asset: CMP-01, at: 100 s, lasts: 10 s }
`),
  );
  const at = (second: number): void => schedule.step(START_MS + 1000 * second);
  for (let second = 0; second <= 30; second++) at(second);
  expect([truth.length, signal.disturbance?.isSilent]).toEqual([0, true]);
  schedule.listen(START_MS + 30_000);
  for (let second = 31; second <= 7400; second++) at(second);
  expect(
    truth.map((event) => event.type === "nuisance" && [event.timeMs - START_MS, event.nuisance, event.phase]),
  ).toEqual([
    [30_000, "silent-instrument", "begins"],
    [70_000, "silent-instrument", "ends"],
    [100_000, "recalibration", "begins"],
    [7_310_000, "recalibration", "ends"],
  ]);
  // The new zero stays, although it does not count as new any more.
  expect(Math.abs(signal.disturbance?.offset ?? 0)).toBeGreaterThanOrEqual(0.4);
});

it("[SP2] effects change with their age, at whatever millisecond the run begins", () => {
  for (const odd of [0, 123]) {
    const { schedule, circumstances } = scheduleOf(
      scenarioOf(
        "nuisances: { level: none, planned: [{ kind: cold-start, asset: CNC-101, at: 1 s, lasts: 60 min }] }\n",
      ),
    );
    const coldness = Array.from({ length: 60 }, (_, second) => {
      schedule.step(START_MS + odd + 1000 * second);
      return circumstances.of("CNC-101").coldness;
    });
    expect(new Set(coldness.slice(2)).size, `${odd} ms`).toBeGreaterThan(4);
  }
});

it("[SP2] only the meters at the supply show the inrush of a motor, not a machine's own", () => {
  const list = new SignalList("CNC-101");
  list.analog("power/active", "W", { resolution: 1, noise: 5, read: () => 8000 });
  const [signal] = list.all as [Signal];
  const kind = NUISANCE_KINDS.get("motor-start");
  expect(["CNC-101", "MTR-E-PLANT"].map((station) => kind?.concerns?.(signal, station))).toEqual([false, false]);
  expect(["CNC-101", "MTR-E-PLANT"].map((station) => kind?.always?.(signal, station))).toEqual([false, true]);
});

it("[SP7] at the greatest strength that a scenario may give, a machine tool goes on cutting", () => {
  for (const name of ["program-revision", "feed-override"]) {
    const kind = NUISANCE_KINDS.get(name);
    for (const amount of [-10, 10].map((strength) => strength * (kind?.amount[1] ?? 0))) {
      const circumstance = new Circumstance();
      kind?.apply?.(circumstance, { ageS: 0, lastsS: 60, amount });
      expect(circumstance.programFeed).toBeGreaterThanOrEqual(0.1);
      expect(circumstance.feedLimitPercent).toBeGreaterThanOrEqual(10);
    }
  }
});

it("[SP6] a silent instrument has no samples in files, and shows its last value elsewhere", () => {
  let value = 1;
  const list = new SignalList("CMP-01");
  for (const id of ["silent", "other"]) list.analog(id, "bar", { resolution: 1, read: () => value });
  const [silent, other] = list.all as [Signal, Signal];
  const block = { signals: [silent, other], tags: ["silent", "other"], at: 0, station: 0 };
  const matrix = new SecondMatrix([block], 4);
  const samples = new TagSamples("silent", silent);
  for (let second = 1; second <= 4; second++) {
    value = second;
    if (second === 2) silent.disturbance = { scale: 1, offset: 0, coarseness: 1, isSilent: true, held: null };
    if (second === 4) silent.disturbance = null;
    expect(observe(silent, 1000 * second)).toBe(second === 3 ? 2 : second);
    matrix.read(block, 1000 * second, { micros: 1e6 * second, less: () => 0 });
    matrix.next();
    samples.push(1e6 * second, observe(silent, 1000 * second));
  }
  const shown = matrix
    .take()
    .map(({ tag, count, micros, values, dropped }) => [
      tag,
      [...micros.subarray(0, count)],
      [...values.subarray(0, count)],
      dropped,
    ]);
  expect(shown).toEqual([
    ["silent", [1e6, 4e6], [1, 4], []],
    ["other", [1e6, 2e6, 3e6, 4e6], [1, 2, 3, 4], []],
  ]);
  expect([samples.count, ...samples.values.subarray(0, 2)]).toEqual([2, 1, 4]);
});

it("[E7] the evaluation knows every nuisance of the plant by name", () => {
  expect([...NAMED_NUISANCES]).toEqual([...NUISANCE_KINDS.keys()]);
});

it("[SP4] the documentation has a row for each kind, with its rate and reason", () => {
  const text = readFileSync(new URL("../../../../docs/simulators.md", import.meta.url), "utf8");
  for (const { name, what, marks, perWeek, why } of NUISANCE_KINDS.values())
    expect(text).toContain(`| \`${name}\` | ${what} | ${marks} | ${perWeek} | ${why} |`);
});
