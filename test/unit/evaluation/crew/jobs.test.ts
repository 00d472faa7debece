import { expect, it } from "vitest";
import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import { crewPlantOf } from "../../../../edge/evaluation/crew/crew-plant.ts";
import { type Job, jobOf } from "../../../../edge/evaluation/crew/jobs.ts";
import { groundsOf } from "../../../../edge/evaluation/judge.ts";
import type { Occurrence, Watched } from "../../../../edge/evaluation/occurrences.ts";
import type { TrueFault } from "../../../../edge/evaluation/truth.ts";

const HOUR = 3600e6;
const START = 1000 * HOUR;
const at = (hours: number): number => START + hours * HOUR;
const assets = ["CNC-1", "CMP-1"].map((label, index) => ({
  assetUid: `urn:${label}`,
  label,
  kind: index === 0 ? "lathe" : "compressor",
  type: index === 0 ? "lathe" : "compressor",
  tags: [],
})) as unknown as readonly Asset[];
const part = (id: string, kind: string) => ({ id, kind });
const types = [
  { name: "lathe", components: [{ ...part("spindle", "spindle"), components: [part("front-bearing", "bearing")] }] },
  { name: "compressor", components: [part("oil", "circuit"), part("net", "circuit")] },
];
const spare = (number: string, fits: object) => ({ part: number, name: { zh: "件", en: "Part" }, fits: [fits] });
const plant = crewPlantOf(
  {
    assets,
    maintenance: {
      plans: [],
      stops: [],
      spares: [
        spare("BRG-1", { of: { kinds: ["lathe"] }, component: "spindle/front-bearing" }),
        spare("KIT-1", { of: { kinds: ["compressor"] } }),
      ],
    },
  } as unknown as Parameters<typeof crewPlantOf>[0],
  { plant: { assets, types }, tags: { ofAsset: (): readonly Tag[] => [] } } as unknown as Parameters<
    typeof crewPlantOf
  >[1],
);

const BEARING: TrueFault = {
  id: "b",
  kind: "bearing-wear",
  asset: "CNC-1",
  component: "spindle",
  parameters: {},
  beginsAt: at(1),
  observableAt: at(2),
  failureAt: at(10),
  repairedAt: undefined,
};
const finding = (hours: number, label: string, component: string, more: Partial<Occurrence> = {}): Occurrence => ({
  rule: "health/finding",
  assetUid: `urn:${label}`,
  label,
  kind: "anomaly",
  annunciation: "advisory",
  component,
  kinds: [],
  laterKinds: [],
  lives: [],
  signal: "",
  since: at(hours),
  raisedAt: at(hours),
  clearedAt: undefined,
  message: "",
  isSuppressed: false,
  ...more,
});

function job(fault: TrueFault, findings: readonly Occurrence[] = []): Job | undefined {
  const watched = { plant: { assets }, occurrences: findings, forecasts: [] } as unknown as Watched;
  const grounds = groundsOf(watched, { faults: [fault], toolChanges: [] });
  const truth = { start: START, pausesOf: () => [{ from: at(4), to: at(4.5) }] };
  return jobOf(fault, { findings, grounds, truth, plant });
}

it("[E31] a job has the times, components and pauses of its fault, and the findings about its asset", () => {
  const lives = [{ at: at(3), end: at(9), from: at(7), to: at(12) }];
  const findings = [
    finding(1.5, "CNC-1", "spindle/front-bearing", { lives }),
    finding(5, "CNC-1", "cabinet"),
    finding(6, "CMP-1", "oil"),
  ];
  expect(job(BEARING, findings)).toEqual({
    id: "b",
    kind: "bearing-wear",
    asset: "CNC-1",
    place: "spindle",
    places: [{ path: "spindle", kind: "spindle" }],
    visibleH: 2,
    failsH: 10,
    isInCatalogue: true,
    calls: [
      // It was raised before the fault showed, and counts from then.
      { atH: 2, isRight: true, place: "spindle", namesSpare: true, forecasts: [{ atH: 3, fromH: 7 }] },
      // The lathe of this test has no component of that name.
      { atH: 5, isRight: false, namesSpare: false, forecasts: [] },
    ],
    pauses: [{ fromH: 4, toH: 4.5 }],
  });
  // The spindle as a whole is the right component, but no part of the catalogue fits it.
  expect(job(BEARING, [finding(3, "CNC-1", "spindle")])?.calls[0]).toMatchObject({ isRight: true, namesSpare: false });
});

it("[E31] a finding on another asset that shows the fault opens the job and names no component", () => {
  const leak: TrueFault = { ...BEARING, kind: "air-leak", component: "", failureAt: undefined };
  const found = job(leak, [finding(3, "CMP-1", "net")]);
  expect(found).toMatchObject({ place: "pneumatics", failsH: null });
  expect(found?.calls).toEqual([{ atH: 3, isRight: false, namesSpare: false, forecasts: [] }]);
});

it("[E34] a part that would fail after the run stops the machine then; an instrument never does", () => {
  expect(job({ ...BEARING, failureAt: undefined, failsAt: at(40) })?.failsH).toBe(40);
  expect(job({ ...BEARING, failureAt: undefined })?.failsH).toBeNull();
  const stuck = { ...BEARING, kind: "sensor-stuck", asset: "CMP-1", parameters: { signal: "oil/temperature" } };
  expect(job(stuck)).toMatchObject({ place: "oil", failsH: null });
});

it("[E31] faults that never show, and those that are others' work, are no jobs", () => {
  expect(job({ ...BEARING, observableAt: undefined })).toBeUndefined();
  for (const kind of ["tool-wear", "person-in-cell", "network-loss", "quality-shift", "power-sag"])
    expect(job({ ...BEARING, kind }), kind).toBeUndefined();
});
