/** Gas as a cause of the risk of zones, and mistakes of detectors: rules LV30 to LV33 in docs/rules/live-risk.md. */
import { expect, it } from "vitest";
import { gasRisk } from "../../../../edge/contracts/safety/gas.ts";
import type { LiveRiskReader, LiveRiskState } from "../../../../edge/contracts/safety/live-risk.ts";
import { limitKind } from "../../../../edge/detect/detectors/limit-alerts.ts";
import { detectorsAround, gasDetectorsOf, readGas } from "../../../../edge/safety/gas/detectors.ts";
import { GasWatch } from "../../../../edge/safety/gas/gas-watch.ts";
import { gasProblems } from "../../../../edge/safety/gas/problems.ts";
import { withCauses } from "../../../../edge/safety/live/added-causes.ts";
import { namedPlace } from "../../../../edge/safety/register/places.ts";
import { MONDAY } from "../../../fakes/safety/plant.ts";
import { PLANT } from "../../../fakes/safety/register.ts";

const S = 1e6;
const T0 = MONDAY;
const LIMITS = { high: 25, highHigh: 50 };
const DETECTOR = "urn:t:gd-1";
const ZONES = [
  {
    id: "west",
    polygon: [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ],
  },
  {
    id: "east",
    polygon: [
      [10, 0],
      [20, 0],
      [20, 10],
      [10, 10],
    ],
  },
];
const TAGS = [
  { ref: 0, component: "gas", signal: "concentration", role: "gas-concentration", unit: "%{LEL}", limits: LIMITS },
  { ref: 1, component: "sensor", signal: "fault", role: "gas-fault" },
];

/** Live risk of a hall with one detector in the west, and what tracks say beside it. */
function hall(ofTracks: Partial<LiveRiskState> = {}) {
  const now = { value: 1, fault: 0, isLive: true, status: 0, us: T0, ticked: 0 };
  const plant = { assets: [{ assetUid: DETECTOR, label: "GD-1", pose: { x: 5, y: 5 } }], zones: ZONES };
  const detectors = gasDetectorsOf(plant as never, { ofAsset: () => TAGS } as never);
  const watch = new GasWatch(detectors, {
    value: (ref) => ((ref as number) === 0 ? now.value : now.fault),
    isLive: () => now.isLive,
    status: () => now.status,
    time: () => now.us - S,
  });
  const none = { known: 0, unknown: 0, refused: 0 };
  const tracks: LiveRiskState = {
    ...{ at: Number.NaN, functions: [], indications: [], zones: [], people: none, robots: none, vehicles: none },
    ...ofTracks,
  };
  const reader: LiveRiskReader = { version: 0, state: () => tracks, onChange: () => {} };
  const live = withCauses(reader, {
    ...{ version: 0, isJudged: true, onChange: () => {}, judgedAt: () => now.us },
    indications: () => watch.indications(),
    unknownZones: () => watch.unknownZones(),
    gas: () => watch.readings(),
  });
  /** Ticks once a second; true where an indication began or ended. */
  const run = (seconds: number): boolean => {
    let hasChanged = false;
    for (let s = 0; s < seconds; s++) {
      now.us += S;
      hasChanged = watch.tick(now.us) || hasChanged;
    }
    return hasChanged;
  };
  const west = () => live.state().zones.find(({ zone }) => zone === "west");
  return { now, run, west, live };
}

it("[LV30] gas counts from the first level of its alarm on and grows to the second one", () => {
  expect([0, 24.9, 25, 37.5, 50, 90].map((value) => gasRisk(value, LIMITS))).toEqual([0, 0, 0.5, 0.75, 1, 1]);
  for (let value = 0; value < 100; value++)
    expect(gasRisk(value + 1, LIMITS)).toBeGreaterThanOrEqual(gasRisk(value, LIMITS));
  // Oxygen: too little and too much. One level alone is the most urgent one that the detector has.
  const oxygen = { lowLow: 18, low: 19.5, high: 23.5 };
  expect([20.9, 19.5, 18, 24].map((value) => gasRisk(value, oxygen))).toEqual([0, 0.5, 1, 1]);
  expect(gasRisk(16, { high: 16 })).toBe(1);
  expect(gasRisk(Number.NaN, LIMITS)).toBe(0);
});

it("[LV30] a zone has value, unit and time of its detectors, and the highest of gas and all other causes", () => {
  const person = { kind: "person-down" as const, since: T0, zone: "west", isUnknown: false, level: 0.8 };
  const { now, run, west, live } = hall({ indications: [person] });
  expect(run(1)).toBe(false);
  expect(west()).toEqual({
    ...{ zone: "west", level: 0.8, causes: ["person-down"], unknown: 0 },
    gas: [{ assetUid: DETECTOR, tag: "gas/concentration", value: 1, unit: "%{LEL}", at: now.us - S }],
  });
  now.value = 30;
  expect(run(1)).toBe(true);
  expect(west()).toMatchObject({ level: 0.8, causes: ["person-down", "gas"] });
  now.value = 60;
  run(1);
  expect(west()).toMatchObject({ level: 1, causes: ["gas", "person-down"] });
  expect(live.state().indications).toMatchObject([person, { kind: "gas", assetUid: DETECTOR, gas: { value: 60 } }]);
  // It ends only after the value was below for a while.
  now.value = 5;
  expect([run(9), run(3)]).toEqual([false, true]);
  expect(west()).toMatchObject({ level: 0.8, causes: ["person-down"], gas: [{ value: 5 }] });
  expect(live.state().at).toBe(now.us);
});

it("[LV31] a silent, bad or faulty detector is unknown, never low: it begins nothing and ends nothing", () => {
  const ways = [{ isLive: false }, { status: 0x80000000 }, { status: 0x40000000 }, { fault: 1 }, { fault: Number.NaN }];
  for (const way of ways) {
    const { now, run, west } = hall();
    run(2);
    expect(west()).toMatchObject({ level: 0, unknown: 0 });
    Object.assign(now, way, { value: 80 });
    expect(run(60)).toBe(false);
    expect(west()).toMatchObject({ level: 0, unknown: 1, causes: [], gas: [{ value: null }] });
    Object.assign(now, { isLive: true, status: 0, fault: 0, value: 60 });
    run(1);
    Object.assign(now, way, { value: 0 });
    expect(run(60)).toBe(false);
    expect(west()).toMatchObject({ level: 1, unknown: 1, causes: ["gas"], gas: [{ value: null }] });
  }
});

it("[LV31] the fault of one channel makes that channel unknown, and a fault of the whole detector each", () => {
  const gas = { role: "gas-concentration", unit: "[ppm]", limits: LIMITS };
  const fault = { signal: "fault", role: "gas-fault" };
  const tags = [
    { ...gas, ref: 0, component: "ch1", signal: "c" },
    { ...gas, ref: 1, component: "ch2", signal: "c" },
    { ...fault, ref: 2, component: "ch1" },
    { ...fault, ref: 3, component: "ch2" },
    { ...fault, ref: 4, component: "" },
  ];
  const plant = { assets: [{ assetUid: DETECTOR, label: "GD-1" }], zones: [] };
  const detectors = gasDetectorsOf(plant as never, { ofAsset: () => tags } as never);
  const read = (faulty: number | undefined) => {
    const value = (ref: number) => (ref < 2 ? 5 : ref === faulty ? 1 : 0);
    const twin = { value, isLive: () => true, status: () => 0, time: () => T0 };
    return detectors.map((one) => readGas(one, twin as never)).map((one) => [one.tag, one.value]);
  };
  const of = (first: number | null, second: number | null) => [
    ["ch1/c", first],
    ["ch2/c", second],
  ];
  expect([undefined, 2, 3, 4].map(read)).toEqual([of(5, 5), of(null, 5), of(5, null), of(null, null)]);
});

it("[RE20] detectors of a place are those at it, in a zone around it and in its area, in any order of zones", () => {
  const at = (label: string, x: number, y: number, equipmentPath = "acme/p1/other") => ({
    ...{
      assetUid: `urn:t:${label}`,
      label,
      name: { zh: label, en: label },
      equipmentPath,
      pose: { x, y, z: 0, yawDeg: 0 },
    },
  });
  const { pose: _, ...placeless } = at("GD-5", 0, 0, "acme/p1/utilities/gas/gd-5");
  const assets = [at("GD-1", 2, 2), at("GD-2", 9, 9), at("GD-3", 21, 1), placeless];
  // The cell lies in the area of coating and comes before it.
  for (const zones of [PLANT.zones, PLANT.zones.toReversed()]) {
    const plant = { ...PLANT, assets: [...PLANT.assets, ...assets] as never, zones };
    const tags = { ofAsset: (uid?: string) => (uid?.startsWith("urn:t:GD") ? TAGS : []) };
    const detectors = gasDetectorsOf(plant, tags as never);
    const around = (place: object) =>
      detectorsAround(detectors, namedPlace(place, plant), plant).map(({ asset }) => asset.label);
    expect(around({ asset: "GD-1" })).toEqual(["GD-1", "GD-2"]);
    expect(around({ zone: "cell" })).toContain("GD-1");
    expect(around({ zone: "coating" })).toEqual(["GD-1", "GD-2"]);
    expect(around({ zone: "aisle" })).toEqual(["GD-3"]);
    expect(around({ asset: "CMP-1" })).toEqual(["GD-5"]);
    expect(around({ area: "acme/p1/utilities" })).toEqual(["GD-5"]);
  }
});

it("[LV32] types without unit, level or concentration of their gas are mistakes", () => {
  const shape = (more: object) => ({ shape: { component: "gas", signal: "c", role: "gas-concentration", ...more } });
  const types = [
    { type: "right", tags: [shape({ unit: "[ppm]", limits: { high: 24 } })] },
    { type: "wrong", tags: [{ shape: { component: "", signal: "x" } }, shape({ limits: {} })] },
    { type: "wrong", tags: [] },
    { type: "alone", tags: [shape({ role: "gas-fault", component: "" })] },
  ];
  const found = gasProblems(types.filter(({ tags }) => tags.length > 0) as never);
  expect(found.map(({ steps, message }) => `${steps.join(".")}: ${message.en}`)).toEqual([
    "types.wrong.tags.1: gas/c is the concentration of a gas and has no unit",
    "types.wrong.tags.1: gas/c is the concentration of a gas and has no level of an alarm",
    "types.alone.tags.0: c says that a gas detector is faulty, and the type has no concentration of a gas",
  ]);
  for (const { message, remedy } of found) {
    expect(message.zh).toMatch(/\p{Script=Han}/u);
    expect(remedy?.en).not.toBe("");
  }
});

it("[LV33] limits of a concentration raise alerts of kind safety", () => {
  expect(limitKind({ role: "gas-concentration" })).toBe("safety");
  expect(limitKind({ role: undefined })).toBe("process");
});
