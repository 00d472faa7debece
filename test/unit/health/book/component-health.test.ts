import { describe, expect, it } from "vitest";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { ComponentHealth } from "../../../../edge/health/book/component-health.ts";
import { Experience } from "../../../../edge/health/book/experience.ts";
import { hypothesesOf } from "../../../../edge/health/book/hypotheses.ts";
import { EarlierLives } from "../../../../edge/health/prognosis/earlier-lives.ts";
import { FakeWatch, signatureOf } from "../../../fakes/health/fake-watch.ts";

const S = 1e6;
const SIGNATURES = [
  signatureOf("coolant-loss", { flow: -1, level: -1 }),
  signatureOf("filter-clogging", { flow: -1 }),
  signatureOf("sensor-drift", { level: 1 }),
];
const [FLOW, LEVEL] = [0, 1];

function component(watches: readonly FakeWatch[]): ComponentHealth {
  return new ComponentHealth({
    earlier: new EarlierLives(),
    assetType: "lathe",
    experience: new Experience(),
    assetUid: "cnc" as AssetUid,
    path: "coolant",
    name: { zh: "冷却液", en: "Coolant" },
    newest: () => 42,
    watches,
  });
}

describe("hypotheses of a component", () => {
  const kindsOf = (flow: number, level: number): readonly string[] => {
    const watch = new FakeWatch("coolant", SIGNATURES);
    watch.strengths.set([flow, level]);
    return hypothesesOf([watch]).map(({ kind }) => kind);
  };

  it("[HB3] names the fault whose signs are all present before faults with a sign missing or one too many", () => {
    expect(kindsOf(-15, -12)[0]).toBe("coolant-loss");
    expect(kindsOf(-15, 0)[0]).toBe("filter-clogging");
    expect(kindsOf(0, 15)[0]).toBe("sensor-drift");
  });

  it("[HB3] names nothing if no fault has these signs", () => {
    expect(kindsOf(15, 0)).toEqual([]);
    expect(kindsOf(0, 0)).toEqual([]);
  });

  it("[HB3] adds up the evidence of several watches for one fault", () => {
    const [one, other] = [
      new FakeWatch("coolant", [signatureOf("a", { x: 1 }), signatureOf("b", { x: 1 })]),
      new FakeWatch("coolant", [signatureOf("a", { y: 1 }), signatureOf("c", { y: -1 })]),
    ];
    one.strengths[0] = 9;
    other.strengths[0] = 9;
    const [first] = hypothesesOf([one, other]);
    expect(first?.kind).toBe("a");
    expect(first?.p).toBeGreaterThan(0.9);
    other.strengths[0] = 0;
    expect(hypothesesOf([one, other]).map(({ p }) => p)).toEqual([0.5, 0.5]);
  });
});

describe("a component's record", () => {
  it("[HB2] goes from learning to healthy, watched and reported, and back when the evidence fades", () => {
    const watch = new FakeWatch("coolant", SIGNATURES);
    watch.isLearning = true;
    const health = component([watch]);
    const stageAt = (second: number, flow: number, level = 0): string => {
      watch.strengths.set([flow, level]);
      health.tick(second * S, false);
      return health.stage;
    };
    expect(stageAt(1, 0)).toBe("learning");
    watch.isLearning = false;
    expect(stageAt(2, -4)).toBe("healthy");
    expect(stageAt(3, -5)).toBe("watch");
    expect(stageAt(4, -8.9)).toBe("watch");
    expect(stageAt(5, -9)).toBe("act");
    expect(stageAt(6, -4)).toBe("act");
    expect(stageAt(7, -2.9)).toBe("act");
    expect(stageAt(906, -2.9)).toBe("act");
    expect(stageAt(907, -2.9)).toBe("healthy");
  });

  it("[HB1] raises one finding for all indications, repeats it each minute, and ends it when evidence fades", () => {
    const watch = new FakeWatch("coolant", SIGNATURES);
    const health = component([watch]);
    watch.strengths[FLOW] = -12;
    watch.strengths[LEVEL] = -10;
    const said = Array.from({ length: 121 }, (_, second) => health.tick(second * S, false)).filter((one) => one);
    expect(said).toHaveLength(3);
    expect(said[0]).toMatchObject({ rule: "health/coolant", component: "coolant", kind: "anomaly", standing: true });
    expect(said[0]?.hypotheses?.[0]?.kind).toBe("coolant-loss");
    expect(said[0]?.evidence).toHaveLength(2);
    expect(said[0]?.evidence[0]).toMatchObject({ value: 42, statistic: { value: 2, unit: "1" } });
    expect(said[0]).not.toHaveProperty("value");
    expect(said[0]?.evidence[0]?.tailProbability).toBeCloseTo(1e-12, 15);
    expect((said[0]?.evidence[0]?.contribution ?? 0) + (said[0]?.evidence[1]?.contribution ?? 0)).toBeCloseTo(1, 9);
    watch.strengths.set([0, 0]);
    expect(health.tick(125 * S, false)).toBeUndefined();
    const repeated = health.tick(185 * S, false);
    expect(repeated).toEqual({ ...said[2], at: 185 * S });
    expect(health.tick(1024 * S, false)?.standing).toBe(true);
    expect(health.tick(1025 * S, false)?.standing).toBe(false);
    expect(health.tick(1026 * S, false)).toBeUndefined();
  });

  it("[HB2] ends its finding when the component is replaced, or with the evidence if a watch knows the end", () => {
    const replaced = new FakeWatch("coolant", SIGNATURES);
    const health = component([replaced]);
    replaced.strengths[FLOW] = -12;
    expect(health.tick(S, false)?.standing).toBe(true);
    health.renewed();
    replaced.strengths[FLOW] = 0;
    expect(health.tick(2 * S, false)?.standing).toBe(false);
    const bridged = new FakeWatch("cell", [
      { ...signatureOf("bypassed-interlock", { x: 1 }), alertKind: "safety", endsAtOnce: true },
    ]);
    const cell = component([bridged]);
    bridged.strengths[0] = 20;
    expect(cell.tick(S, false)?.kind).toBe("safety");
    bridged.strengths[0] = 0;
    expect(cell.tick(2 * S, false)?.standing).toBe(false);
  });

  it("[HB2] watches evidence that no fault explains, without a finding", () => {
    const watch = new FakeWatch("coolant", SIGNATURES);
    const health = component([watch]);
    watch.strengths[FLOW] = 20;
    expect(health.tick(S, false)).toBeUndefined();
    expect(health.stage).toBe("watch");
  });

  it("[HB2] gives its condition: stage, health from damage, evidence and hypotheses", () => {
    const watch = new FakeWatch("coolant", SIGNATURES);
    const health = component([watch]);
    expect(health.condition).toMatchObject({ stage: "learning", since: null, health: null, hypotheses: [] });
    watch.strengths.set([-12, -12]);
    watch.damage = 0.25;
    health.tick(S, false);
    const { hypotheses, ...condition } = health.condition;
    expect(condition).toMatchObject({ component: "coolant", stage: "act", since: S, health: 75, evidence: 12 });
    expect(hypotheses[0]?.kind).toBe("coolant-loss");
  });

  it("[HB7] raises nothing new while the asset is in maintenance, and continues active findings", () => {
    const watch = new FakeWatch("coolant", SIGNATURES);
    const health = component([watch]);
    watch.strengths[FLOW] = -20;
    expect(health.tick(S, true)).toBeUndefined();
    expect(health.tick(2 * S, false)?.standing).toBe(true);
    health.tick(3 * S, true);
    expect(health.stage).toBe("act");
  });
});
