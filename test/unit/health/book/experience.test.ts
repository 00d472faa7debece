/** The effect of verdicts on findings: rules VL2 to VL4, VL6 and VL9 in docs/rules/verdicts.md. */
import { describe, expect, it } from "vitest";
import {
  type Adaptation,
  HEALTH_ADAPTED,
  HEALTH_ADAPTED_SCHEMA,
  MOST_RAISE,
} from "../../../../edge/contracts/health/adaptation.ts";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { AssetUid, TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { HealthFollower } from "../../../../edge/health/health-follower.ts";
import { PlantHealth } from "../../../../edge/health/plant-health.ts";
import type { WatchedAsset } from "../../../../edge/health/watch.ts";
import { recordPath } from "../../../fakes/disk/record-path.ts";
import { FakeWatch, signatureOf } from "../../../fakes/health/fake-watch.ts";
import { LevelWatch } from "../../../fakes/health/level-watch.ts";
import { randomOf } from "../../../run/seed.ts";
import { BenchPlant, batchOf, log, S, T0 } from "../../detect/bench-plant.ts";

const EDGE = "urn:gemba:edge:e" as AssetUid;
/** The sign of both kinds is the same, so that only priors tell them apart. */
const SIGNATURES = [signatureOf("bearing-wear", { x: 1 }), signatureOf("imbalance", { x: 1 })];

const adapted = (
  second: number,
  {
    found = [],
    raise = 0,
    softer = 0,
    version = 3,
    ...more
  }: Partial<EdgeEvent> & {
    found?: Adaptation["places"][number]["found"];
    raise?: number;
    softer?: number;
    version?: number;
  },
): EdgeEvent => ({
  eventUid: `adapted-${second}`,
  type: HEALTH_ADAPTED,
  schema: HEALTH_ADAPTED_SCHEMA,
  assetUid: EDGE,
  time: T0 + second * S,
  receivedAt: T0 + second * S,
  payload: {
    version,
    places: [{ assetType: "robot", component: "joint-1", verdicts: 12, found, softer }],
    watches: [{ assetType: "robot", watch: "joint-1/fake", raise }],
  },
  ...more,
});

function robots(count: number): BenchPlant {
  return new BenchPlant(
    Array.from({ length: count }, (_, number) => ({
      label: `ROB-${number}`,
      kind: "robot" as const,
      tags: [{ component: "joint-1", signal: "torque", unit: "N.m" }],
    })),
  );
}

/** Health of one robot whose evidence the test sets. */
function robot(signatures = SIGNATURES) {
  const watch = new FakeWatch("joint-1", signatures);
  const health = new PlantHealth({ ...robots(1), makers: [() => [watch]], edgeUid: EDGE, onBroken: () => undefined });
  const saidAt = (second: number, strength: number) => {
    watch.strengths[0] = strength;
    return health.second(T0 + second * S)[0];
  };
  return { health, watch, saidAt };
}

const [ZERO] = [0 as TagRef];

describe("priors of a type", () => {
  it("[VL2] change the order of hypotheses of evidence that fits both, and add up to one", () => {
    const { health, saidAt } = robot();
    health.take(adapted(0, { found: [{ kind: "imbalance", count: 10 }] }));
    const { hypotheses = [] } = saidAt(1, 12) as NonNullable<ReturnType<typeof saidAt>>;
    expect(hypotheses.map(({ kind }) => kind)).toEqual(["imbalance", "bearing-wear"]);
    expect(hypotheses[0]?.p).toBeCloseTo(20 / 30, 9);
    expect(hypotheses.reduce((sum, { p }) => sum + p, 0)).toBeCloseTo(1, 9);
  });

  it("[VL2] leave everything as it was where nothing was found", () => {
    const [one, other] = [robot(), robot()];
    other.health.take(adapted(0, {}));
    const { adaptation, ...rest } = other.saidAt(1, 12) as NonNullable<ReturnType<typeof one.saidAt>>;
    expect(rest).toEqual(one.saidAt(1, 12));
    expect(adaptation).toEqual({ version: 3, verdicts: 12 });
  });
});

describe("the level of a watch", () => {
  it("[VL3] is what a finding needs; below it the component is watched, and a finding that stands stays", () => {
    const { health, saidAt } = robot();
    health.take(adapted(0, { raise: 1.5 }));
    expect(saidAt(1, 10.4)).toBeUndefined();
    expect(health.components[0]?.condition).toMatchObject({ stage: "watch", severity: null });
    expect(saidAt(2, 10.5)).toMatchObject({ standing: true });
    health.take(adapted(2, { raise: 2, version: 4 }));
    expect(saidAt(3, 10.5)).toBeUndefined();
    expect(health.components[0]?.condition).toMatchObject({ stage: "act", adaptation: { version: 3 } });
  });

  it("[VL3] is that of its own watch, so that another watch is heard as before", () => {
    const [one, other] = [
      new FakeWatch("joint-1", SIGNATURES),
      new FakeWatch("joint-1", [signatureOf("worn", { y: 1 })]),
    ];
    const watches = [one, Object.assign(other, { id: "joint-1/other" })];
    const health = new PlantHealth({ ...robots(1), makers: [() => watches], edgeUid: EDGE, onBroken: () => undefined });
    health.take(adapted(0, { raise: 2 }));
    other.strengths[0] = 9;
    expect(health.second(T0 + S)).toMatchObject([{ standing: true, hypotheses: [{ kind: "worn" }] }]);
  });

  it("[VL3] stays within its bounds, whatever an event says", () => {
    const { health, saidAt } = robot();
    health.take(adapted(0, { raise: 1e9, softer: 1e9 }));
    expect(saidAt(1, 9 + MOST_RAISE)).toMatchObject({ standing: true, severity: 100 });
    const low = robot();
    low.health.take(adapted(0, { raise: -5 }));
    expect(low.saidAt(1, 8.9)).toBeUndefined();
    expect(low.saidAt(2, 9)).toMatchObject({ standing: true });
  });
});

describe("severity", () => {
  it("[VL4] is lower by its steps until half of the way to the end of function, and never of safety", () => {
    const { health, watch, saidAt } = robot();
    health.take(adapted(0, { softer: 2 }));
    expect(saidAt(1, 12)).toMatchObject({ severity: 100 });
    watch.damage = 0.3;
    expect(saidAt(2, 12)).toMatchObject({ severity: 200 });
    watch.damage = 0.6;
    expect(saidAt(3, 12)).toMatchObject({ severity: 500 });
    const safety = robot([{ ...signatureOf("bypassed", { x: 1 }), alertKind: "safety" }]);
    safety.health.take(adapted(0, { softer: 2 }));
    expect(safety.saidAt(1, 12)).toMatchObject({ severity: 300, kind: "safety" });
  });
});

describe("a version", () => {
  it("[VL6] is taken from the edge's own event alone", () => {
    const { health, saidAt } = robot();
    const found = [{ kind: "imbalance", count: 10 }];
    health.take(adapted(0, { found, assetUid: "urn:test:ROB-0" as AssetUid }));
    health.take(adapted(0, { found, schema: "health-adapted/9" }));
    health.take(adapted(0, { found, payload: { version: 3, places: 7 } }));
    expect(saidAt(1, 12)).not.toHaveProperty("adaptation");
    expect(health.events).toContain(HEALTH_ADAPTED);
  });

  it("[VL6] [VL9] is that of what stands, else the one in force, and the defaults have none", () => {
    const { health, saidAt } = robot();
    const shown = () => health.components[0]?.condition.adaptation;
    expect(shown()).toBeNull();
    health.take(adapted(0, {}));
    expect(shown()).toEqual({ version: 3, verdicts: 12 });
    saidAt(1, 12);
    health.take(adapted(1, { payload: { version: 0, places: [], watches: [] } }));
    expect(shown()).toEqual({ version: 3, verdicts: 12 });
    expect(saidAt(61, 12)).not.toHaveProperty("adaptation");
    expect(shown()).toBeNull();
  });

  it("[VL6] gives the same findings bit for bit, replayed across changes and cut anywhere", () => {
    const whole = findingsOf([]);
    expect(new Set(whole.map(({ adaptation }) => adaptation?.version))).toEqual(new Set([undefined, 1, 2]));
    expect(findingsOf([])).toEqual(whole);
    const random = randomOf("cuts of versions");
    expect(findingsOf([0, 1, 2, 3].map(() => Math.floor(random() * SECONDS)))).toEqual(whole);
    expect(findingsOf([CHANGES[0] as number, (CHANGES[1] as number) + 1])).toEqual(whole);
  });
});

const SECONDS = 2_400;
const CHANGES = [1_800, 2_200];

/** A robot that rises, and two versions on the way; the follower is opened again from its file at these seconds. */
function findingsOf(cuts: readonly number[]) {
  const bench = robots(1);
  const path = recordPath("versions");
  const makers = [() => [new LevelWatch(ZERO)], () => [new FakeWatch("joint-1", SIGNATURES)]] as ((
    asset: WatchedAsset,
  ) => (LevelWatch | FakeWatch)[])[];
  const open = (): HealthFollower =>
    new HealthFollower({ ...bench, path, log, edgeUid: EDGE, follows: { uid: "log", uidOfFolder: "log" } }, makers);
  let follower = open();
  const noise = randomOf("noise of versions");
  const findings = [];
  for (let second = 0; second < SECONDS; second++) {
    if (cuts.includes(second)) {
      follower.write({ position: second, time: T0 + second * S });
      follower.close();
      follower = open();
    }
    findings.push(...(follower.tick(T0 + second * S)?.findings ?? []));
    const version = CHANGES.indexOf(second) + 1;
    if (version > 0) follower.take(adapted(second, { version, found: [{ kind: "risen", count: 40 }], softer: 1 }));
    const value = noise() + (second > 1_500 ? 2 : 0);
    follower.observe(batchOf([{ ref: ZERO, at: T0 + second * S, value }]));
  }
  follower.close();
  return findings;
}
