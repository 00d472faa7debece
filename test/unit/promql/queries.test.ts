import { describe, expect, it } from "vitest";
import type { PromAnswer } from "../../../edge/contracts/promql/queries.ts";
import { Work } from "../../../edge/promql/work.ts";
import { START, type StoredTag, storedPlant } from "../../fakes/promql/stored-plant.ts";

const every = (seconds: number, count: number, value: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => [i * seconds, value(i)] as const);

const TAGS: readonly StoredTag[] = [
  { asset: "CNC-101", component: "spindle", signal: "speed", samples: every(10, 61, (i) => 100 + i) },
  { asset: "CNC-102", component: "spindle", signal: "speed", samples: every(10, 61, (i) => 200 - i) },
  // A counter that begins anew after five minutes.
  {
    asset: "CNC-101",
    signal: "good",
    more: { role: "parts-good" },
    samples: every(60, 11, (i) => (i < 5 ? 40 + i : i - 5)),
  },
  // Reported on change, and unknown for a minute.
  {
    asset: "CNC-101",
    signal: "load",
    samples: [
      [0, 5],
      [120, 15],
      [240, Number.NaN, 0x8000_0000],
      [300, 20],
    ],
  },
  { asset: "CNC-101", signal: "program", more: { type: "text" }, samples: [] },
  { asset: "AGV-1", signal: "position", more: { class: "personal" }, samples: [[0, 1]] },
];

const at = (s: number) => START + s * 1e6;

/** Values by series; a series is named by its labels without the constant ones. */
function shown(answer: PromAnswer): Record<string, (number | string)[]> {
  if (answer.kind === "scalar") return { scalar: [answer.value] };
  if (answer.kind === "string") return { string: [answer.text] };
  return Object.fromEntries(
    answer.series.map(({ labels, values }) => {
      const { area: _a, place: _p, kind: _k, source: _s, unit: _u, signal: _g, component: _c, ...rest } = labels;
      const words = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
      return [words.map(([name, value]) => `${name}=${value}`).join(" "), [...values]];
    }),
  );
}

const instant = async (query: string, s = 600, nowS = 1e9) =>
  shown(await storedPlant(TAGS, nowS).queries.instant(query, at(s)));
const range = async (query: string, [from, to, step]: readonly [number, number, number] = [0, 600, 300]) =>
  shown(await storedPlant(TAGS).queries.range(query, { from: at(from), to: at(to), step: step * 1e6 }));

it("[PQ2] a tag is a series by component and signal; texts and personal data are none", () => {
  const { queries } = storedPlant(TAGS);
  expect(queries.labelValues("__name__", [])).toEqual(["good", "load", "spindle_speed"]);
  expect(queries.series(['spindle_speed{asset="CNC-101"}'])).toEqual([
    {
      __name__: "spindle_speed",
      asset: "CNC-101",
      kind: "lathe",
      area: "works/site/hall-1",
      place: "works/site/hall-1/line-1",
      component: "spindle",
      signal: "speed",
      unit: "Cel",
      source: "line",
    },
  ]);
  expect(queries.labelValues("asset", ["spindle_speed", "load"])).toEqual(["CNC-101", "CNC-102"]);
  expect(queries.labels(["good"])).not.toContain("component");
  expect(queries.metrics().find(({ name }) => name === "good")).toMatchObject({ type: "counter", unit: "Cel" });
});

it.each([
  ["=", 'spindle_speed{asset="CNC-101"}', ["CNC-101"]],
  ["!=", 'spindle_speed{asset!="CNC-101"}', ["CNC-102"]],
  ["=~", 'spindle_speed{asset=~"CNC-10[12]"}', ["CNC-101", "CNC-102"]],
  ["a pattern of the whole text", 'spindle_speed{asset=~"CNC"}', []],
  ["!~", 'spindle_speed{asset!~".*1"}', ["CNC-102"]],
  ["an absent label is empty", 'good{component=""}', ["CNC-101"]],
  ["a name as a label", '{__name__=~"spindle_.*",asset="CNC-102"}', ["CNC-102"]],
])("[PQ3] selectors: %s", (_, selector, assets) => {
  expect(
    storedPlant(TAGS)
      .queries.series([selector])
      .map(({ asset }) => asset),
  ).toEqual(assets);
});

describe("[PQ4] a value holds until the next one", () => {
  it("for as long as it takes, and not while it is unknown", async () => {
    expect(await range("load", [0, 360, 60])).toEqual({ "__name__=load asset=CNC-101": [5, 5, 15, 15, 20, 20] });
  });

  it("looks back by an offset", async () => {
    expect(await instant("load offset 5m", 480)).toEqual({ "__name__=load asset=CNC-101": [15] });
  });

  it("the present is the twin's: a tag that is not live has no value", async () => {
    expect(await instant("spindle_speed", 600, 600)).toEqual({ "__name__=spindle_speed asset=CNC-102": [140] });
    expect(Object.keys(await instant("spindle_speed", 500, 600))).toHaveLength(2);
  });

  it("nothing is known of the future", async () => {
    const { queries } = storedPlant(TAGS, 300);
    const ahead = { from: at(0), to: at(600), step: 150e6 };
    for (const query of ['spindle_speed{asset="CNC-102"}', 'max_over_time(spindle_speed{asset="CNC-102"}[1h])'])
      expect(Object.values(shown(await queries.range(query, ahead)))[0], query).toHaveLength(3);
    expect(shown(await queries.instant("good offset -1h", at(300)))).toEqual({});
  });
});

it.each([
  ["increase(good[5m])", [3, 5]],
  ["rate(good[5m]) * 300", [3, 5]],
  ["resets(good[10m])", [0, 1]],
  ["changes(load[10m])", [1, 2]],
  ["delta(load[10m])", [10, 15]],
  ["last_over_time(load[10m])", [15, 20]],
  ["min_over_time(load[5m])", [5, 20]],
  ["max_over_time(load[5m])", [15, 20]],
  // 5 for 120 s and 15 for 119 s; then 5 for 119 s, 15 for 120 s, nothing for 60 s, 20 for 300 s.
  ["avg_over_time(load[4m])", [(5 * 120 + 15 * 119) / 239, 20]],
  ["avg_over_time(load[599s])", [(5 * 120 + 15 * 119) / 239, (5 * 119 + 15 * 120 + 20 * 300) / 539]],
  ["count_over_time(load[10m])", [2, 2]],
])("[PQ6] [PQ7] windows of change-driven and counted values: %s", async (query, [early, late]) => {
  const near = (result: Record<string, (number | string)[]>) => Object.values(result)[0]?.[0];
  expect(near(await instant(query, 239))).toBeCloseTo(early as number, 6);
  expect(near(await instant(query, 600))).toBeCloseTo(late as number, 6);
});

it.each([
  ["sum_over_time(spindle_speed{asset='CNC-101'}[30s])", 160 + 159 + 158],
  ["stddev_over_time(spindle_speed{asset='CNC-101'}[30s])", Math.sqrt(2 / 3)],
  ["quantile_over_time(0.5, spindle_speed{asset='CNC-101'}[30s])", 159],
  ["irate(spindle_speed{asset='CNC-101'}[1m])", 0.1],
  ["idelta(spindle_speed{asset='CNC-101'}[1m])", 1],
  ["deriv(spindle_speed{asset='CNC-101'}[1m])", 0.1],
  ["predict_linear(spindle_speed{asset='CNC-101'}[1m], 60)", 166],
])("[PQ6] functions of samples: %s", async (query, wanted) => {
  expect(Object.values(await instant(query))[0]?.[0]).toBeCloseTo(wanted, 9);
});

it.each<[string, Record<string, (number | string)[]>]>([
  ["1 + 2 * 3 ^ 2 ^ 0.5 - -1", { scalar: [1 + 2 * 3 ** (2 ** 0.5) + 1] }],
  ["-2 ^ 2", { scalar: [-4] }],
  ["2 > bool 1", { scalar: [1] }],
  ["sum(spindle_speed)", { "": [300] }],
  ["avg by (asset) (spindle_speed)", { "asset=CNC-101": [160], "asset=CNC-102": [140] }],
  ["count without (asset) (spindle_speed)", { "": [2] }],
  ["topk(1, spindle_speed)", { "__name__=spindle_speed asset=CNC-101": [160] }],
  ["bottomk(1, spindle_speed)", { "__name__=spindle_speed asset=CNC-102": [140] }],
  ["quantile(0.25, spindle_speed)", { "": [145] }],
  ['count_values("speed", spindle_speed > 150)', { "speed=160": [1] }],
  ["spindle_speed > 150", { "__name__=spindle_speed asset=CNC-101": [160] }],
  ["150 < spindle_speed", { "__name__=spindle_speed asset=CNC-101": [160] }],
  ["spindle_speed > bool 150", { "asset=CNC-101": [1], "asset=CNC-102": [0] }],
  ["spindle_speed * on (asset) good", { "asset=CNC-101": [800] }],
  [
    "spindle_speed - ignoring (asset) group_left sum without (asset) (spindle_speed)",
    { "asset=CNC-101": [-140], "asset=CNC-102": [-160] },
  ],
  ["spindle_speed and on (asset) good", { "__name__=spindle_speed asset=CNC-101": [160] }],
  ["spindle_speed unless on (asset) good", { "__name__=spindle_speed asset=CNC-102": [140] }],
  [
    "good or on (asset) spindle_speed",
    { "__name__=good asset=CNC-101": [5], "__name__=spindle_speed asset=CNC-102": [140] },
  ],
  ["scalar(good)", { scalar: [5] }],
  ["absent(nothing)", { "": [1] }],
  ["absent(good)", {}],
  ['absent(nothing{asset="x", kind=~"y"})', { "asset=x": [1] }],
  ['absent(nothing{asset="x", asset=~"x"})', { "": [1] }],
  ['absent(nothing{asset="x", speed="k", asset!="y"})', { "speed=k": [1] }],
  ['absent(nothing{asset=~"x", asset="x"})', { "asset=x": [1] }],
  ['absent(nothing{asset="x", asset="x", asset="x"})', { "": [1] }],
  ["round(spindle_speed{asset='CNC-101'} / 7, 0.5)", { "asset=CNC-101": [23] }],
  ["clamp(spindle_speed, 150, 155)", { "asset=CNC-101": [155], "asset=CNC-102": [150] }],
  ["time() - 600", { scalar: [START / 1e6] }],
  ["vector(7)", { "": [7] }],
  ['"text"', { string: ["text"] }],
])("[PQ8] %s", async (query, wanted) => {
  expect(await instant(query)).toEqual(wanted);
});

it("[PQ8] a range gives a value at each step, and none where there is none", async () => {
  expect(await range("sum(spindle_speed) / 3")).toEqual({ "": [100, 100, 100] });
  expect(await range("spindle_speed > 165", [0, 600, 200])).toEqual({
    "__name__=spindle_speed asset=CNC-102": [200, 180],
  });
  expect(await range("1")).toEqual({ "": [1, 1, 1] });
});

it("[PQ8] a range vector at one time gives samples as they are stored", async () => {
  const answer = await storedPlant(TAGS).queries.instant("good[2m]", at(600));
  expect(answer).toMatchObject({ kind: "matrix", series: [{ times: [at(540), at(600)], values: [4, 5] }] });
});

it("[PQ5] over more than 26 h roll-ups answer, which the answer says; what needs every sample is refused", async () => {
  const days = every(60, 4 * 1440, (i) => i);
  const plant = storedPlant([{ asset: "CNC-101", signal: "energy", samples: days }]);
  const question = { from: at(86_400), to: at(3 * 86_400), step: 86_400e6 };
  const answer = await plant.queries.range("increase(energy[1d])", question);
  // A window may begin and end within a column, a sixtieth of a day.
  for (const value of Object.values(shown(answer))[0] as number[]) expect(Math.abs(value - 1440)).toBeLessThan(24);
  expect(answer.infos).toEqual(["computed from roll-ups of 1min, not from every sample"]);
  expect(plant.asked).toEqual(["trends"]);
  await expect(plant.queries.range("sum_over_time(energy[1d])", question)).rejects.toThrow("needs every sample");
  const short = await plant.queries.range("energy", { from: at(0), to: at(600), step: 60e6 });
  expect(short.infos).toEqual([]);
});

it("[PQ7] roll-ups too are weighted by the time for which values held", async () => {
  const samples = [[0, 0] as const, ...every(60, 60, () => 100).map(([s, value]) => [40 * 3_600 + s, value] as const)];
  const { queries } = storedPlant([{ asset: "CNC-1", signal: "load", samples }]);
  for (const [query, mean] of [
    ["avg_over_time(load[41h])", 100 / 41],
    ["avg_over_time(load[27h])", 100 / 27],
    ["avg_over_time(load[20h])", 100 / 20],
  ] as const) {
    const [[value = Number.NaN] = []] = Object.values(shown(await queries.instant(query, at(41 * 3_600))));
    // A column of roll-ups is a sixtieth of the window.
    expect(Math.abs(Number(value) - mean), query).toBeLessThan(100 / 60);
  }
});

it("[PQ7] roll-ups too see a counter that begins anew each shift", async () => {
  // 100 pieces an hour, from zero every eight hours.
  const samples = every(600, 6 * 24 * 30, (i) => ((i % 48) * 100) / 6);
  const { queries } = storedPlant([{ asset: "CNC-1", signal: "good", more: { role: "parts-good" }, samples }]);
  const answer = await queries.instant("increase(good[29d])", at(30 * 86_400 - 600));
  const [[value = Number.NaN] = []] = Object.values(shown(answer));
  // A rise from the last value of a shift to nothing is unknown: 47 of 48 steps count.
  const expected = (29 * 86_400 * 100 * 47) / (3_600 * 48);
  expect(Math.abs(Number(value) - expected) / expected).toBeLessThan(0.01);
});

/** The load of so many machines. */
const loads = (count: number, samples: (machine: number) => StoredTag["samples"]): readonly StoredTag[] =>
  Array.from({ length: count }, (_, i) => ({ asset: `CNC-${i}`, signal: "load", samples: samples(i) }));

it("[PQ9] bounds: steps, series, values and characters", async () => {
  const { queries } = storedPlant(TAGS);
  await expect(queries.range("good", { from: at(0), to: at(11_000), step: 1e6 })).rejects.toThrow("at most 11000");
  await expect(queries.range("good", { from: at(0), to: at(1), step: 0 })).rejects.toThrow("step must be above 0");
  await expect(queries.range("good", { from: at(1), to: at(0), step: 1 })).rejects.toThrow("end not before start");
  await expect(queries.instant(`good${" ".repeat(10_000)}`, at(0))).rejects.toThrow("10000 characters");
  await expect(storedPlant(loads(1_001, () => [])).queries.instant("load", at(0))).rejects.toThrow("1001 series");
  const wide = loads(500, () => []);
  const steps = { from: at(0), to: at(10_000), step: 1e6 };
  const long = storedPlant([{ asset: "CNC-1", signal: "load", samples: every(1, 20_000, (i) => i) }]);
  const overlapping = { from: at(10_000), to: at(20_000), step: 1e6 };
  await expect(long.queries.range("rate(load[1h])", overlapping)).rejects.toThrow(
    "more than 10000000 values in its windows",
  );
  await expect(storedPlant(wide).queries.range("load", steps)).rejects.toThrow("more than 2000000 values");
  await expect(long.queries.range('count_values("v", load)', steps)).rejects.toThrow("round them first");
  const grouped = storedPlant(loads(20, () => every(600, 15, (i) => i)));
  const byAsset = grouped.queries.range('count_values by (asset) ("v", load)', steps);
  await expect(byAsset).rejects.toThrow("round them first");
  await expect(instant('count_values("a b", good)')).rejects.toThrow("not a label");
});

it("[PQ9] the parts of a query are bounded together, and others have their turn meanwhile", async () => {
  const { queries } = storedPlant(loads(20, (machine) => [[0, machine]]));
  const steps = { from: at(0), to: at(9_999), step: 1e6 };
  const ofOne = ["-load", "abs(load)", "sum(load)", "topk(3, load)", "load * 2", "scalar(load)", "absent(load)"];
  for (const query of [...ofOne, "load * load", "load or load"]) {
    let turns = 0;
    const turn = (): void => {
      turns++;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    await queries.range(query, steps);
    clearImmediate(next);
    // Twice 200,000 values, and as many again in the answer of most.
    expect(turns, query).toBeGreaterThanOrEqual(7);
  }
  await expect(new Work().of(30_000_001)).rejects.toThrow("more than 30000000 values in its parts");
});

it("[PQ9] more series than the historian answers at once are asked in turn, of samples and of roll-ups", async () => {
  const { queries } = storedPlant(loads(45, (machine) => [[0, machine]]));
  for (const to of [600, 40 * 3_600]) {
    const answer = await queries.range("sum(load)", { from: at(0), to: at(to), step: to * 1e6 });
    expect(Object.values(shown(answer))[0]?.at(-1)).toBe((44 * 45) / 2);
  }
});

it("[PQ8] series that do not belong together are refused with what to do", async () => {
  await expect(instant("spindle_speed * ignoring (asset) spindle_speed")).rejects.toThrow("group_left");
});
