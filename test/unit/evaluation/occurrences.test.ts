import { expect, it } from "vitest";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import { Occurrences } from "../../../edge/evaluation/occurrences.ts";

const alert = (more: Partial<AlertView>): AlertView =>
  ({
    occurrenceUid: "o1",
    rule: "charge/low",
    assetUid: "urn:a",
    kind: "process",
    annunciation: "alarm",
    raisedAt: 10,
    evidence: [],
    message: { zh: "低", en: "low" },
    ...more,
  }) as AlertView;

it("[E13] a suppressed alert counts from when it is shown, and not at all when it never is", () => {
  const plant = { assets: [{ assetUid: "urn:a", label: "AGV-1" }] } as never;
  const occurrences = new Occurrences(plant, () => undefined);
  expect(occurrences.note(alert({ suppressedBy: "at-rest" }), 10)).toBeUndefined();
  expect(occurrences.note(alert({ occurrenceUid: "o2", suppressedBy: "at-rest" }), 12)).toBeUndefined();
  expect(occurrences.note(alert({}), 50)).toMatchObject({ raisedAt: 50, isSuppressed: false });
  expect(occurrences.note(alert({ occurrenceUid: "o2", clearedAt: 60 }), 60)).toBeUndefined();
  expect(occurrences.note(alert({ clearedAt: 70 }), 70)).toBeUndefined();
  expect(occurrences.all.map(({ isSuppressed, raisedAt, clearedAt }) => [isSuppressed, raisedAt, clearedAt])).toEqual([
    [false, 50, 70],
    [true, 10, 60],
  ]);
});

it("[E23] a finding has the component and kinds that it names, likeliest first, else what its rule says", () => {
  const plant = { assets: [] } as never;
  const tag = { component: "spindle", signal: "temperature" } as never;
  const occurrences = new Occurrences(plant, () => tag);
  const evidence = [{ tag: 1, value: 1, why: { zh: "高", en: "high" } }] as unknown as AlertView["evidence"];
  const noted = (more: Partial<AlertView>) => {
    const { component, kinds } = occurrences.note(alert({ occurrenceUid: JSON.stringify(more), ...more }), 1) as never;
    return [component, kinds];
  };
  const hypotheses = [
    { kind: "imbalance", p: 0.2 },
    { kind: "bearing-wear", p: 0.7 },
  ];
  expect(noted({ component: "spindle/front-bearing", hypotheses, evidence })).toEqual([
    "spindle/front-bearing",
    ["bearing-wear", "imbalance"],
  ]);
  expect(noted({ rule: "spindle-temperature/high", evidence })).toEqual(["spindle", []]);
  expect(noted({ rule: "expression/assembly-air" })).toEqual(["", ["air-leak"]]);
  expect(noted({ rule: "TOOL-BROKEN" })).toEqual(["tool", ["tool-breakage"]]);
});

it("[E23] kinds that a finding names later count from that time on, as long as it names the same component", () => {
  const occurrences = new Occurrences({ assets: [] } as never, () => undefined);
  const says = (kind: string, more: Partial<AlertView> = {}) =>
    alert({ component: "spindle", hypotheses: [{ kind, p: 0.5 }], ...more });
  const first = occurrences.note(says("imbalance"), 10);
  occurrences.note(says("imbalance"), 20);
  occurrences.note(says("bearing-wear"), 30);
  occurrences.note(says("tool-wear", { component: "tool" }), 40);
  expect(first?.kinds).toEqual(["imbalance"]);
  expect(first?.laterKinds).toEqual([{ at: 30, kinds: ["bearing-wear"] }]);
  // It is shown late: the kind that it names then counts as its first.
  occurrences.note(says("imbalance", { occurrenceUid: "o2", suppressedBy: "at-rest" }), 10);
  occurrences.note(says("backlash", { occurrenceUid: "o2", suppressedBy: "at-rest" }), 20);
  const shown = occurrences.note(says("bearing-wear", { occurrenceUid: "o2" }), 30);
  expect([shown?.kinds, shown?.laterKinds]).toEqual([["bearing-wear"], []]);
  for (let at = 0; at < 3000; at++) occurrences.note(says(at % 2 === 0 ? "imbalance" : "bearing-wear"), 50 + at);
  expect(first?.laterKinds).toHaveLength(1000);
});

it("[E30] the time at which nothing is left of a component is kept, while the finding stands", () => {
  const occurrences = new Occurrences({ assets: [] } as never, () => undefined);
  const first = occurrences.note(alert({ health: 20 }), 10);
  expect(first?.spentAt).toBeUndefined();
  for (const [health, at] of [
    [0, 20],
    [5, 30],
    [0, 40],
  ] as const)
    occurrences.note(alert({ health }), at);
  expect(first?.spentAt).toBe(20);
});

it("[E29] each other forecast of a finding is kept with the interval of its evidence, until it ends", () => {
  const occurrences = new Occurrences({ assets: [] } as never, () => undefined);
  const says = (at: number, more: Partial<AlertView> = {}) => {
    const prediction = { at: at + 50e6, from: at + 20e6, to: at + 90e6, confidence: 0.9 };
    const rul = { at, p05: 20, p10: 30, p50: 50, p90: 80, p95: 90, model: "m" };
    return alert({ component: "spindle", rul, evidence: [{ tag: 1, value: 1, prediction }] as never, ...more });
  };
  const first = occurrences.note(says(10), 10);
  occurrences.note(says(10), 11);
  occurrences.note(says(20), 20);
  occurrences.note(says(30, { clearedAt: 30 }), 30);
  expect(first?.lives).toEqual([
    { at: 10, end: 10 + 50e6, from: 10 + 20e6, to: 10 + 90e6 },
    { at: 20, end: 20 + 50e6, from: 20 + 20e6, to: 20 + 90e6 },
  ]);
});
