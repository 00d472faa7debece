/** Learning from verdicts: rules VL1 to VL4 and VL8 in docs/rules/verdicts.md. */
import { describe, expect, it } from "vitest";
import { DEFAULT_LEVEL, MOST_RAISE, priorsOf } from "../../../edge/contracts/health/adaptation.ts";
import { labelsOf } from "../../../edge/verdicts/labels.ts";
import { adaptationFrom } from "../../../edge/verdicts/learn.ts";
import { evidenceOf, type Judged, judged } from "../../fakes/records/verdict.ts";
import { LI, S, T0 } from "../../fakes/records/work.ts";

const TABLE = new Map([
  ["bearing-wear", 1],
  ["imbalance", 1],
  ["looseness", 0.5],
]);

const labels = (...said: readonly Omit<Judged, "second">[]) =>
  labelsOf(said.map((one, second) => judged({ second, ...one })).reverse(), () => "lathe");
const learnt = (...said: readonly Omit<Judged, "second">[]) => adaptationFrom(labels(...said), 1);
const raiseOf = (...said: readonly Omit<Judged, "second">[]): number => learnt(...said).watches[0]?.raise ?? 0;
const times = <One>(count: number, one: One): One[] => Array.from({ length: count }, () => one);
const [RIGHT, WRONG, USELESS] = [{ verdict: "right" }, { verdict: "wrong" }, { verdict: "not-useful" }] as const;

describe("labels", () => {
  it("[VL1] are what a person said last about a finding, in the order of time", () => {
    const [first, second] = labels({ verdict: "right", foundKind: "imbalance" }, WRONG);
    expect(first).toEqual({
      itemUid: "w-0",
      assetUid: "urn:a",
      assetType: "lathe",
      component: "spindle",
      hypotheses: [
        { kind: "bearing-wear", p: 0.6 },
        { kind: "imbalance", p: 0.4 },
      ],
      watches: [{ watch: "spindle/level", strength: expect.closeTo(9.5, 9) as number }],
      verdict: "right",
      found: "imbalance",
      by: "li",
      at: T0,
      reportedAt: T0 - S,
    });
    expect(second).toMatchObject({ itemUid: "w-1", verdict: "wrong", found: undefined });
    const revised = judged({ second: 0, verdict: "right" });
    const verify = { kind: "verify", actUid: "v", at: T0 + S, by: { ...LI, name: "wang" }, verdict: "wrong" } as const;
    const [last] = labelsOf([{ ...revised, acts: [...revised.acts, verify] }], () => "lathe");
    expect(last).toMatchObject({ verdict: "wrong", by: "wang", at: T0 + S });
  });

  it("[VL1] are not of work without a finding, that nobody judged, that goes on, or of an unknown asset", () => {
    const going = judged({ second: 3, verdict: "right" });
    const returned = { kind: "return", actUid: "r", at: T0 + 4 * S, by: LI, note: "-" } as const;
    const items = [
      judged({ second: 1, verdict: "right", evidence: [] }),
      judged({ second: 2 }),
      { ...going, acts: [...going.acts, returned] },
      judged({ second: 4, verdict: "right", assetUid: "urn:gone" }),
    ];
    expect(labelsOf(items, (uid) => (uid === "urn:a" ? "lathe" : undefined))).toEqual([]);
  });

  it("[VL1] of a remark count at once, and also where the work was returned or goes on", () => {
    const open = judged({ second: 1 });
    const remark = { kind: "remark", actUid: "p", at: T0 + 2 * S, by: LI, note: "-", verdict: "wrong" } as const;
    const reported = { ...open, acts: [remark] };
    expect(labelsOf([reported], () => "lathe")).toMatchObject([{ verdict: "wrong", found: undefined, by: "li" }]);
    const returned = { kind: "return", actUid: "r", at: T0 + 3 * S, by: LI, note: "-" } as const;
    const worked = { ...open, acts: [...open.acts, returned, { ...remark, at: T0 + 4 * S }] };
    expect(labelsOf([worked], () => "lathe")).toMatchObject([{ verdict: "wrong", at: T0 + 4 * S }]);
    const finish = { kind: "finish", actUid: "f", at: T0 + 5 * S, by: LI, done: "-", verdict: "right" } as const;
    const start = { kind: "start", actUid: "s", at: T0 + 4 * S, by: LI } as const;
    expect(labelsOf([{ ...open, acts: [remark, start, finish] }], () => "lathe")).toMatchObject([{ verdict: "right" }]);
  });

  it("[VL10] of items that an older edge stored count, except for what these do not say", () => {
    const { hypotheses: _none, ...old } = judged({
      second: 1,
      verdict: "wrong",
      evidence: [evidenceOf(undefined, 12)],
    });
    const [label] = labelsOf([old], () => "lathe");
    expect(label).toMatchObject({ hypotheses: [], watches: [], verdict: "wrong" });
    expect(adaptationFrom([label as NonNullable<typeof label>], 1)).toMatchObject({
      places: [{ verdicts: 1 }],
      watches: [],
    });
  });
});

describe("priors", () => {
  it("[VL2] are the table, worth twenty verdicts, and what was found; they add up to one", () => {
    const sumOf = (priors: ReadonlyMap<string, number>) => [...priors.values()].reduce((sum, p) => sum + p, 0);
    expect(priorsOf(TABLE, []).get("imbalance")).toBeCloseTo(0.4, 12);
    const one = priorsOf(TABLE, [{ kind: "imbalance", count: 1 }]);
    expect(one.get("imbalance")).toBeCloseTo((8 + 1) / 21, 12);
    expect(one.get("looseness")).toBeCloseTo(4 / 21, 12);
    expect(sumOf(one)).toBeCloseTo(1, 12);
    const many = priorsOf(TABLE, [{ kind: "imbalance", count: 100 }]);
    expect(many.get("imbalance")).toBeCloseTo(108 / 120, 12);
    expect(many.get("looseness")).toBeGreaterThan(0);
    expect(sumOf(many)).toBeCloseTo(1, 12);
    expect(priorsOf(TABLE, [{ kind: "a bird's nest", count: 50 }])).toEqual(priorsOf(TABLE, []));
  });

  it("[VL2] count the newest hundred named kinds of each component of each type, and all verdicts", () => {
    const { places } = learnt(...times(60, { foundKind: "imbalance" }), ...times(70, { foundKind: "bearing-wear" }), {
      verdict: "wrong",
      foundKind: "none",
    });
    expect(places).toEqual([
      {
        assetType: "lathe",
        component: "spindle",
        verdicts: 131,
        found: [
          { kind: "bearing-wear", count: 70 },
          { kind: "imbalance", count: 30 },
        ],
        softer: 0,
      },
    ]);
  });
});

describe("levels", () => {
  it("[VL3] rise by half a decade with a false finding, and come back nine times slower with right ones", () => {
    expect(raiseOf(WRONG)).toBe(0.5);
    expect(raiseOf(WRONG, ...times(4, RIGHT))).toBeCloseTo(0.5 - 4 / 18, 9);
    expect(raiseOf(WRONG, ...times(10, RIGHT))).toBe(0);
    expect(raiseOf(...times(50, RIGHT))).toBe(0);
    expect(learnt(...times(50, RIGHT)).watches).toEqual([]);
  });

  it("[VL3] never rise beyond the bound, which every watch that speaks alone can reach", () => {
    expect(raiseOf(...times(50, WRONG))).toBe(MOST_RAISE);
    expect(DEFAULT_LEVEL + MOST_RAISE).toBeLessThanOrEqual(11);
  });

  it("[VL3] do not rise where another fault was found, nor with findings that were not useful", () => {
    expect(raiseOf({ verdict: "wrong", foundKind: "imbalance" })).toBe(0);
    expect(raiseOf(USELESS)).toBe(0);
    expect(raiseOf(WRONG, USELESS)).toBe(0.5);
    expect(raiseOf({ verdict: "right", foundKind: "none" })).toBe(0);
    expect(raiseOf({ foundKind: "none" })).toBe(0.5);
  });

  it("[VL3] are those of the watches that raised the finding, in this type of asset only", () => {
    const evidence = [evidenceOf("spindle/level", 9), evidenceOf("spindle/lines", 8.9), evidenceOf("spindle/level", 3)];
    expect(learnt({ verdict: "wrong", evidence }).watches).toEqual([
      { assetType: "lathe", watch: "spindle/level", raise: 0.5 },
    ]);
  });
});

describe("severity", () => {
  const softerOf = (...said: readonly Omit<Judged, "second">[]): number => learnt(...said).places[0]?.softer ?? 0;

  it("[VL4] is lower by a step after two that were not useful, by two at most; two right ones bring one back", () => {
    expect([1, 2, 4, 20].map((count) => softerOf(...times(count, USELESS)))).toEqual([0, 1, 2, 2]);
    const softerIfRight = (useless: number) =>
      [1, 2, 3, 4].map((right) => softerOf(...times(useless, USELESS), ...times(right, RIGHT)));
    expect(softerIfRight(2)).toEqual([1, 0, 0, 0]);
    expect(softerIfRight(4)).toEqual([2, 1, 1, 0]);
    expect(softerIfRight(20)).toEqual([2, 1, 1, 0]);
    expect(softerOf(...times(2, USELESS), RIGHT, USELESS)).toBe(1);
    expect(softerOf(...times(4, WRONG))).toBe(0);
  });
});
