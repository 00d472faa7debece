import { expect, it } from "vitest";
import { Suppressions } from "../../../../edge/alerts/suppressions.ts";
import type { Finding } from "../../../../edge/contracts/alerts/detector.ts";
import { createDetectors, unmatchedRules } from "../../../../edge/detect/create-detectors.ts";
import { ruleProblems } from "../../../../edge/detect/rules/check-rules.ts";
import { BenchPlant, batchOf, configOf, S, see, standing, T0 } from "../bench-plant.ts";

const labels = [
  { value: 2, zh: "空闲", en: "NotExecuting" },
  { value: 3, zh: "执行中", en: "Executing" },
];
const bench = () =>
  new BenchPlant([
    {
      label: "OVN-01",
      kind: "oven",
      tags: [
        { component: "zone-1", signal: "temperature", unit: "Cel" },
        { component: "zone-1", signal: "setpoint", unit: "Cel" },
        { signal: "item-state", type: "enum", labels, role: "item-state" },
        { signal: "program", type: "text" },
        { signal: "door-open", type: "boolean" },
      ],
    },
    { label: "OVN-02", kind: "oven", tags: [{ component: "zone-1", signal: "temperature", link: 1 }] },
  ]);
const only = (plant: BenchPlant, written: object, kind: string) => {
  const [detector, ...more] = createDetectors({ config: configOf(written), ...plant.context }).filter(
    (one) => one.kind === kind,
  );
  expect(more).toEqual([]);
  if (detector === undefined) throw new Error("no detector");
  return detector;
};
const response = { action: { zh: "看", en: "look" }, consequence: { zh: "停", en: "stop" }, withinMin: 10 };

it("[A50] a deviation follows its reference: the limit moves with the setpoint, with dead-band and delays", () => {
  const plant = bench();
  const detector = only(
    plant,
    {
      deviations: [
        { id: "zone", tags: { signal: "temperature" }, from: { signal: "setpoint" }, by: 5, deadBand: 2, onDelayS: 3 },
      ],
    },
    "deviation",
  );
  expect(detector.keys.has("deviation/zone/zone-1-temperature\nurn:test:OVN-01")).toBe(true);
  const [t, sp] = [plant.ref("OVN-01", "temperature"), plant.ref("OVN-01", "setpoint")];
  expect(see(detector, { ref: t, value: 190, at: T0 })).toEqual([]);
  const found: Finding[] = [...see(detector, { ref: sp, value: 188, at: T0 + S })];
  expect(found).toMatchObject([{ standing: false }]);
  found.push(...see(detector, { ref: sp, value: 180, at: T0 + 2 * S }));
  found.push(...see(detector, { ref: t, value: 191, at: T0 + 4 * S }));
  expect(standing(found)).toEqual([]);
  found.push(...see(detector, { ref: t, value: 192, at: T0 + 5 * S }));
  expect(standing(found)).toEqual(["deviation/zone/zone-1-temperature"]);
  expect(found.at(-1)).toMatchObject({ severity: 450, kind: "process", evidence: [{ value: 192, limit: 180 }] });
  expect(found.at(-1)?.message.en).toContain("is more than 5 °C from its target");
  found.push(...see(detector, { ref: t, value: 184, at: T0 + 6 * S }));
  expect(standing(found)).toHaveLength(1);
  found.push(...see(detector, { ref: t, value: 182, at: T0 + 7 * S }));
  expect(standing(found)).toEqual([]);
});

it("[A50] a state is a number, label, boolean or text; constant values become due, silent ones never", () => {
  const plant = bench();
  const at = (signal: string) => plant.ref("OVN-01", signal);
  const said = (tags: object, wrong: unknown[], reading: object) => {
    const detector = only(plant, { states: [{ id: "s", tags, in: wrong }] }, "state");
    return standing(see(detector, { value: Number.NaN, at: T0, ...reading } as never));
  };
  expect(said({ role: "item-state" }, [2], { ref: at("item-state"), value: 2 })).toHaveLength(1);
  expect(said({ role: "item-state" }, ["空闲"], { ref: at("item-state"), value: 2 })).toHaveLength(1);
  expect(said({ role: "item-state" }, ["NotExecuting"], { ref: at("item-state"), value: 3 })).toHaveLength(0);
  expect(said({ signal: "door-open" }, [true], { ref: at("door-open"), value: 1 })).toHaveLength(1);
  expect(said({ signal: "program" }, ["TEST"], { ref: at("program"), text: "TEST" })).toHaveLength(1);
  expect(said({ signal: "program" }, ["TEST"], { ref: at("program"), text: "O1" })).toHaveLength(0);
  const detector = only(
    plant,
    { states: [{ id: "s", tags: { signal: "door-open" }, in: [true], onDelayS: 10 }] },
    "state",
  );
  see(detector, { ref: at("door-open"), value: 1, at: T0 });
  expect(detector.tick?.(T0 + 5 * S)).toEqual([]);
  plant.live.set(0, { live: false, ageMs: 9999 });
  expect(detector.tick?.(T0 + 20 * S)).toEqual([]);
  plant.live.set(0, { live: true, ageMs: 1 });
  expect(detector.tick?.(T0 + 21 * S)).toMatchObject([{ standing: true }]);
});

it("[A50] an expression joins tags of one asset, and watches only assets with all of them", () => {
  const plant = bench();
  const rule = {
    id: "hot-door",
    tags: { t: { signal: "temperature" }, door: { signal: "door-open" } },
    when: "t > 60 and door",
    message: { zh: "炉热门开", en: "door open while hot" },
  };
  const detector = only(plant, { expressions: [rule] }, "expression");
  expect(detector.keys.has("expression/hot-door\nurn:test:OVN-01")).toBe(true);
  const both = (t: number, door: number, second: number) =>
    standing(
      detector.observe(
        batchOf([
          { ref: plant.ref("OVN-01", "temperature"), value: t, at: T0 + second * S },
          { ref: plant.ref("OVN-01", "door-open"), value: door, at: T0 + second * S },
        ]),
      ),
    );
  expect(both(80, 0, 1)).toEqual([]);
  expect(both(80, 1, 2)).toEqual(["expression/hot-door"]);
  expect(both(50, 1, 3)).toEqual([]);
});

it("[A52] a suppression hides its alerts while its condition is known to hold", () => {
  const plant = bench();
  const written = {
    suppressions: [
      {
        id: "idle",
        rules: ["zone-*/low", "deviation/*"],
        of: { kinds: ["oven"] },
        tags: { state: { role: "item-state" } },
        when: "state != 3",
      },
    ],
  };
  const suppressions = new Suppressions(configOf(written).suppressions, plant.context);
  const hides = (rule: string, label = "OVN-01") => suppressions.of({ rule, assetUid: plant.uid(label) });
  expect(hides("zone-1-temperature/low")).toBeUndefined();
  suppressions.observe(batchOf([{ ref: plant.ref("OVN-01", "item-state"), value: 2, at: T0 }]));
  expect([
    hides("zone-1-temperature/low"),
    hides("deviation/x/y"),
    hides("zone-1-temperature/high"),
    hides("zone-1-temperature/low", "OVN-02"),
  ]).toEqual(["idle", "idle", undefined, undefined]);
  suppressions.observe(batchOf([{ ref: plant.ref("OVN-01", "item-state"), value: 3, at: T0 + S }]));
  expect(hides("zone-1-temperature/low")).toBeUndefined();
});

it("[A103] with afterS a suppression outlasts its condition for that time, also over a reload", () => {
  const plant = bench();
  const rest = {
    id: "rest",
    rules: ["*"],
    of: { kinds: ["oven"] },
    tags: { state: { role: "item-state" } },
    when: "state == 2",
  };
  const written = { suppressions: [{ ...rest, afterS: 60 }] };
  const made = (before?: Suppressions) => new Suppressions(configOf(written).suppressions, plant.context, before);
  const of = (suppressions: Suppressions) => suppressions.of({ rule: "x/high", assetUid: plant.uid("OVN-01") });
  const state = (suppressions: Suppressions, value: number, at: number) => {
    suppressions.observe(batchOf([{ ref: plant.ref("OVN-01", "item-state"), value, at }]));
    suppressions.tick(at);
  };
  const first = made();
  first.tick(T0);
  expect(of(first)).toBeUndefined();
  state(first, 2, T0 + S);
  first.tick(T0 + 100 * S);
  expect(of(first)).toBe("rest");
  state(first, 3, T0 + 101 * S);
  expect(of(first)).toBe("rest");
  const second = made(first);
  state(second, 3, T0 + 159 * S);
  expect(of(second)).toBe("rest");
  second.tick(T0 + 160 * S);
  expect(of(second)).toBeUndefined();
  expect(of(new Suppressions(configOf({ suppressions: [rest] }).suppressions, plant.context, first))).toBeUndefined();
});

it("[A109] with atMostS a suppression ends although its condition still holds; a reload keeps that", () => {
  const plant = bench();
  const rest = { id: "rest", rules: ["*"], of: { kinds: ["oven"] }, tags: { state: { role: "item-state" } } };
  const written = { suppressions: [{ ...rest, when: "state == 2", afterS: 10, atMostS: 100 }] };
  const made = (before?: Suppressions) => new Suppressions(configOf(written).suppressions, plant.context, before);
  let suppressions = made();
  const hidden = (state: number, second: number) => {
    suppressions.observe(batchOf([{ ref: plant.ref("OVN-01", "item-state"), value: state, at: T0 + second * S }]));
    suppressions.tick(T0 + second * S);
    return suppressions.of({ rule: "x/high", assetUid: plant.uid("OVN-01") }) === "rest";
  };
  expect([hidden(3, 0), hidden(2, 1), hidden(2, 60)]).toEqual([false, true, true]);
  // The condition is lost for a moment, which changes nothing.
  expect([hidden(3, 65), hidden(2, 70)]).toEqual([true, true]);
  suppressions = made(suppressions);
  expect([hidden(2, 100), hidden(2, 101), hidden(2, 500), hidden(3, 505)]).toEqual([true, false, false, false]);
  // The condition ends and returns.
  expect([hidden(3, 511), hidden(2, 512), hidden(3, 520), hidden(3, 530)]).toEqual([false, true, true, false]);
});

it("[A53] the check names alarms without a response, wrong expressions, and ids given twice", () => {
  const asset = {
    label: "L",
    kind: "lathe",
    tags: [{ tagUid: "t", shape: { component: "spindle", signal: "speed", type: "number", limits: { high: 1 } } }],
  };
  const problems = (written: object) =>
    ruleProblems(configOf(written), [asset as never]).map(({ steps, message }) => `${steps.join(".")} ${message.en}`);
  const rate = { id: "r", tags: { signal: "x" }, perSecond: 1 };
  expect(problems({})).toEqual([]);
  expect(problems({ rates: [rate] })).toEqual([
    expect.stringContaining('detectors.rates.0.response rule "r" is an alarm without'),
  ]);
  expect(problems({ rates: [{ ...rate, response }] })).toEqual([]);
  expect(problems({ rates: [{ ...rate, annunciation: "advisory" }] })).toEqual([]);
  expect(problems({ rates: [{ ...rate, kind: "anomaly" }] })).toEqual([]);
  expect(problems({ rates: [{ ...rate, kind: "anomaly", annunciation: "alarm", response }] })).toEqual([
    expect.stringContaining("never an alarm"),
  ]);
  expect(problems({ limits: { annunciation: "alarm" } })).toEqual([expect.stringContaining("lathe spindle/speed (L)")]);
  expect(
    problems({ limits: { annunciation: "alarm", adjust: [{ tags: { component: "spindle" }, response }] } }),
  ).toEqual([]);
  expect(
    problems({
      limits: { annunciation: "alarm", adjust: [{ tags: { component: "spindle" }, annunciation: "event" }] },
    }),
  ).toEqual([]);
  expect(problems({ suppressions: [{ id: "s", rules: ["*"], tags: { a: { signal: "x" } }, when: "b > 1" }] })).toEqual([
    expect.stringContaining('knows no "b"'),
  ]);
  expect(problems({ rates: [rate, rate].map((one) => ({ ...one, response })) })).toEqual([
    expect.stringContaining('"r" is given twice'),
  ]);
  expect(() => configOf({ rates: [{ ...rate, response: { action: response.action, withinMin: 5 } }] })).toThrow(
    "consequence",
  );
});

it("[A14] rules over several tags that fit nothing are named with their place", () => {
  const config = configOf({
    deviations: [
      { id: "a", tags: { signal: "nothing" }, from: 1, by: 1 },
      { id: "b", tags: { signal: "temperature", component: "zone-1" }, from: { signal: "nothing" }, by: 1 },
    ],
    states: [{ id: "c", tags: { signal: "nothing" }, in: [1] }],
    expressions: [{ id: "d", tags: { x: { signal: "nothing" } }, when: "x", message: { zh: "x", en: "x" } }],
  });
  expect(unmatchedRules(config, bench().context).map(({ path }) => path)).toEqual([
    "detectors.deviations[0].tags",
    "detectors.deviations[1].from",
    "detectors.states[0].tags",
    "detectors.expressions[0].tags",
  ]);
});

it("[A93] a state rule may name the right values, and its text may contain the value", () => {
  const plant = bench();
  const ref = plant.ref("OVN-01", "program");
  const message = { zh: "报告故障：{value}", en: "reports an error: {value}" };
  const detector = only(
    plant,
    { states: [{ id: "fault", tags: { signal: "program" }, notIn: [""], message }] },
    "state",
  );
  const say = (text: string, second: number) => see(detector, { ref, value: Number.NaN, text, at: T0 + second * S });
  expect(say("", 0)).toMatchObject([{ standing: false }]);
  expect(say("obstacleDetected", 1)).toMatchObject([
    {
      standing: true,
      message: { en: "OVN-01 reports an error: obstacleDetected", zh: "OVN-01 报告故障：obstacleDetected" },
    },
  ]);
  expect(say("", 2)).toMatchObject([{ standing: false }]);
  const problems = (state: object) =>
    ruleProblems(
      configOf({ states: [{ id: "s", tags: { signal: "program" }, annunciation: "event", ...state }] }),
      [],
    ).map(({ message: text }) => text.en);
  expect(problems({ in: ["x"] })).toEqual([]);
  expect(problems({})).toEqual(['"s" needs either in or notIn']);
  expect(problems({ in: ["x"], notIn: ["y"] })).toEqual(['"s" needs either in or notIn']);
});
