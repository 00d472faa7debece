/** Curves, expressions and periods over history: rules XP6 and XP8 to XP15 in docs/rules/explore.md. */
import { expect, it } from "vitest";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import { calculatedTagUid } from "../../../edge/contracts/explore/calculated-tag.ts";
import type { Curve, CurveSource, Expression } from "../../../edge/contracts/explore/curve.ts";
import { decodeCurves, encodeCurves } from "../../../edge/contracts/explore/curve-block.ts";
import type { PeriodRule } from "../../../edge/contracts/explore/period.ts";
import type { AskedSave, Saved } from "../../../edge/contracts/explore/record.ts";
import { checkContent } from "../../../edge/explore/check-content.ts";
import { createExplorer } from "../../../edge/explore/explorer.ts";
import { storedInputs } from "../../../edge/explore/stored-inputs.ts";
import { LocalHistorian } from "../../../edge/historian/embedded/local-historian.ts";
import { Store } from "../../../edge/historian/embedded/store.ts";
import { batchOf } from "../../fakes/source/samples.ts";
import { FakeTags, fakeTag } from "../../fakes/source/tags.ts";

const S = 1e6;
const T0 = Date.UTC(2026, 2, 2) * 1000;
const BAD = 0x8000_0000;
const UNCERTAIN = 0x4000_0000;
const tag = (ref: number, signal: string, more: object = {}) => fakeTag(ref, { signal, ...more });
const TAGS = [
  tag(0, "pressure"),
  tag(1, "flow"),
  tag(2, "state", { type: "enum", labels: [{ value: 3, zh: "执行", en: "Executing" }] }),
  tag(3, "batch", { type: "text" }),
  tag(4, "person", { class: "personal" }),
];
const tags = new FakeTags(TAGS);
const uid = (ref: number) => TAGS[ref]?.tagUid as string;
const expression = (text: string, ...refs: number[]): Expression => ({
  text,
  inputs: refs.map((ref) => ({ name: ["p", "f", "s", "b", "x"][ref] as string, tag: uid(ref) })),
});
const SHARED: Saved<"calculated-tag"> = {
  ...{ uid: "c-1", kind: "calculated-tag", scope: "plant", owner: "li", changedBy: "li" },
  ...{ createdAt: T0, changedAt: T0, revision: 1 },
  content: { name: "Work", unit: "kW", expression: expression("p * f", 0, 1) },
};

type Sample = readonly [ref: number, seconds: number, value: number | string, status?: number];

/** Asks over these samples, in a database without spans. */
async function withSamples<T>(
  samples: readonly Sample[],
  ask: (explorer: ReturnType<typeof createExplorer>) => Promise<T>,
  alerts: readonly AlertView[] = [],
): Promise<T> {
  const store = await Store.open(":memory:", 128, { closed: "none" });
  try {
    const batches = samples.map(([ref, at, value, status = 0]) => batchOf([ref, T0 + at * S, value, status]));
    const chunk = { events: [], waveforms: [], dictionary: [], lost: 0, holes: [] };
    await store.append({ from: 0, to: samples.length, batches, samples: samples.length, ...chunk }, "log");
    const saved = { find: (_kind: string, one: string) => (one === "c-1" ? SHARED : undefined) as never };
    const historian = new LocalHistorian(store);
    return await ask(createExplorer({ tags, historian, saved, alerts: { history: () => alerts } }));
  } finally {
    await store.close();
  }
}

const curve = async (samples: readonly Sample[], source: CurveSource, seconds = 10, width = 10) =>
  await withSamples(samples, async (explorer) => {
    const question = { from: T0, to: T0 + seconds * S, width, sources: [source], user: "li" };
    return (await explorer.curves(question)).curves[0] as Curve;
  });

it("[XP8] tags, calculated tags and expressions have the same columns; what has no figures says why", async () => {
  const samples: Sample[] = [
    [0, 1, 2],
    [1, 1, 5],
    [0, 4, 3],
  ];
  const sources: CurveSource[] = [
    { tag: uid(0) },
    { tag: calculatedTagUid("c-1") },
    { expression: expression("p + 1", 0) },
    { tag: "urn:gone#x" },
    { tag: uid(3) },
    { tag: uid(4) },
    { tag: calculatedTagUid("gone") },
    { expression: expression("p +", 0) },
  ];
  const set = await withSamples(samples, (explorer) =>
    explorer.curves({ from: T0, to: T0 + 10 * S, width: 10, sources, user: "li" }),
  );
  expect(set.grid).toEqual({ from: T0, to: T0 + 10 * S, origin: T0, step: S, columns: 10 });
  expect(set.curves.map(({ problem }) => problem?.en)).toEqual([
    undefined,
    undefined,
    undefined,
    "there is no tag urn:gone#x",
    `${uid(3)} has no numbers`,
    `${uid(4)} is about people, and has no history to explore`,
    `there is no tag ${calculatedTagUid("gone")}`,
    "it ends too early",
  ]);
  expect(set.curves.map(({ unit }) => unit).slice(0, 3)).toEqual([TAGS[0]?.unit, "kW", null]);
  expect([...(set.curves[0]?.last ?? [])].filter(Number.isFinite)).toEqual([2, 3]);
  expect([...(set.curves[1]?.last ?? [])].filter(Number.isFinite)).toEqual([10, 15]);
  expect(set.curves[4]?.problem?.zh).toContain("不是数值");
});

it("[XP9] the bytes of an answer are read as they were written, not a number different", async () => {
  const set = await withSamples([[0, 1, 2.1, UNCERTAIN]], (explorer) =>
    explorer.curves({
      from: T0,
      to: T0 + 3 * S,
      width: 3,
      sources: [{ tag: uid(0) }, { tag: "urn:温#x" }],
      user: "li",
    }),
  );
  const bytes = encodeCurves(set);
  expect(decodeCurves(bytes.buffer as ArrayBuffer)).toEqual(set);
  expect(() => decodeCurves(new ArrayBuffer(64))).toThrow(RangeError);
  expect(() => decodeCurves(new ArrayBuffer(4))).toThrow(RangeError);
});

it("[XP10] an expression is computed at each change of an input; a value holds, and a Bad one is a gap", async () => {
  const { min, max, last, quality, stepUs, resolution } = await curve(
    [
      [0, -5, 1],
      [1, 2, 10],
      [0, 3.2, 2],
      [0, 3.7, 4],
      [1, 5, 0, BAD],
      [1, 7, 3, UNCERTAIN],
    ],
    { expression: expression("p * f", 0, 1) },
  );
  expect([resolution, stepUs]).toEqual(["samples", 0]);
  const none = Number.NaN;
  // At the beginning the flow is not known yet; at 5 s it is lost.
  expect([...last]).toEqual([none, none, 10, 40, none, none, none, 12, none, none]);
  expect([min[3], max[3]]).toEqual([20, 40]);
  expect([...quality]).toEqual([2, 0, 1, 1, 0, 2, 0, 2, 0, 0]);
});

it("[XP10] an unknown input counts only where the answer depends on it", async () => {
  const samples: Sample[] = [
    [0, 1, 9],
    [1, 1, 0, BAD],
  ];
  const { last, quality } = await curve(samples, { expression: expression("p > 5 or f > 5", 0, 1) });
  expect([last[1], quality[1]]).toEqual([1, 1]);
});

it("[XP10] over long ranges an expression is computed from columns, and says how far apart they are", async () => {
  const samples = Array.from({ length: 48 }, (_, hour): Sample => [0, hour * 3600, hour]);
  const { last, stepUs } = await curve(samples, { expression: expression("p * 2", 0) }, 48 * 3600, 24);
  expect(stepUs).toBe(900 * S);
  expect([...last]).toEqual(Array.from({ length: 24 }, (_, i) => (2 * i + 1) * 2));
});

it("[XP10] [XP15] the samples of all inputs together are bounded, and no more of them are read", async () => {
  const asked: number[] = [];
  const raw = async (ref: number, _from: number, _to: number, limit: number) => {
    asked.push(ref);
    const times = Array.from({ length: Math.min(limit, 3) }, (_, i) => T0 + i);
    return { times, values: times, statuses: [0, 0, 0], texts: [] };
  };
  const aligned = async () => ({ values: TAGS.map(() => [1]) });
  const historian = { raw, aligned } as unknown as Parameters<typeof storedInputs>[0];
  const inputs = async (most: number) =>
    await storedInputs(historian, TAGS.slice(0, 3), { from: T0, to: T0 + S, most });
  expect((await inputs(9))?.map(({ rows }) => rows.length)).toEqual([3, 3, 3]);
  asked.length = 0;
  expect(await inputs(5)).toBeUndefined();
  expect(asked).toEqual([0, 1]);
});

it("[XP6] what could not be drawn later is not saved", () => {
  const check = (content: unknown) => () => checkContent(tags, { content } as AskedSave);
  const calculated = (of: Expression) => ({ name: "x", unit: "", expression: of });
  expect(check(calculated(expression("p + f", 0, 1)))).not.toThrow();
  const problemsOf = (of: Expression) => {
    try {
      check(calculated(of))();
      return [];
    } catch (error) {
      return (error as { problems: { message: { zh: string } }[] }).problems.map(({ message }) => message.zh);
    }
  };
  expect(problemsOf(expression("p + q", 0))).toEqual([expect.stringContaining("没有名称“q”")]);
  expect(problemsOf({ text: "a", inputs: [{ name: "a", tag: "urn:gone#x" }] })).toEqual(["没有标签 urn:gone#x"]);
  expect(problemsOf({ text: "a", inputs: [{ name: "a", tag: calculatedTagUid("c-1") }] })).toEqual([
    expect.stringContaining("计算标签"),
  ]);
  const twice = { text: "p", inputs: [0, 1].map((ref) => ({ name: "p", tag: uid(ref) })) };
  expect(problemsOf(twice)).toEqual([expect.stringContaining("两个标签")]);
  const times = { from: "2026-03-02T01:00:00Z", to: "2026-03-02T00:00:00Z", text: "x" };
  expect(check(times)).toThrow("from must not be after to");
  expect(check({ ...times, from: times.to })).not.toThrow();
  expect(check({ ...times, from: "2026-13-45T00:00:00Z" })).toThrow("must be times");
});

const periods = async (
  samples: readonly Sample[],
  rule: PeriodRule,
  figures: number[] = [],
  alerts: AlertView[] = [],
) =>
  await withSamples(
    samples,
    (explorer) => explorer.periods({ from: T0, to: T0 + 100 * S, rule, figures: figures.map(uid), user: "li" }),
    alerts,
  );
const RUNNING: PeriodRule = { expression: expression("s == 3", 2), leastSeconds: 0 };
const secondsOf = ({ from, to }: { from: number; to: number }) => [(from - T0) / S, (to - T0) / S];

it("[XP12] a period lasts while the expression is true, may be open, and is long enough", async () => {
  const samples: Sample[] = [
    [2, -5, 3],
    [2, 10, 0],
    [2, 20, 3],
    [2, 21, 1],
    [2, 30, 3],
    [2, 40, 3],
    [2, 50, 3, BAD],
    [2, 90, 3],
  ];
  const { periods: all, isCut } = await periods(samples, RUNNING);
  expect(all.map(secondsOf)).toEqual([
    [0, 10],
    [20, 21],
    [30, 50],
    [90, 100],
  ]);
  expect(all.map(({ isOpenBefore, isOpenAfter }) => [isOpenBefore, isOpenAfter])).toEqual([
    [true, false],
    [false, false],
    [false, false],
    [false, true],
  ]);
  expect(isCut).toBe(false);
  const long = await periods(samples, { ...RUNNING, leastSeconds: 15 });
  expect(long.periods.map(secondsOf)).toEqual([
    [0, 10],
    [30, 50],
    [90, 100],
  ]);
  expect((await periods([], RUNNING)).periods).toEqual([]);
});

it("[XP13] a change of the tag that splits ends a period and begins the next", async () => {
  const samples: Sample[] = [
    [3, -100, "B-0"],
    [2, 10, 3],
    [3, 20, "B-1"],
    [3, 25, "B-1"],
    [3, 40, "B-2"],
    [2, 60, 0],
    [3, 70, "B-3"],
  ];
  const { periods: found } = await periods(samples, { ...RUNNING, splitBy: uid(3) });
  expect(found.map((one) => [...secondsOf(one), one.split])).toEqual([
    [10, 20, "B-0"],
    [20, 40, "B-1"],
    [40, 60, "B-2"],
  ]);
  const byLabel = await periods(samples, { expression: expression("s >= 0", 2), leastSeconds: 0, splitBy: uid(2) });
  expect(byLabel.periods.map(({ split }) => split)).toEqual(["Executing", "0"]);
  await expect(periods(samples, { ...RUNNING, splitBy: "urn:gone#x" })).rejects.toMatchObject({ code: "not-found" });
});

it("[XP14] each period has the figures of the chosen tags, and the alerts about its assets", async () => {
  const samples: Sample[] = [
    [2, 10, 3],
    [0, 12, 4],
    [0, 14, 8],
    [2, 20, 0],
    [0, 25, 100],
    [2, 30, 3],
    [2, 40, 0],
  ];
  const alertAt = (seconds: number, assetUid: string) => ({ raisedAt: T0 + seconds * S, assetUid }) as AlertView;
  const own = TAGS[2]?.assetUid as string;
  const alerts = [alertAt(11, own), alertAt(19, own), alertAt(20, own), alertAt(12, "urn:other")];
  const { periods: found } = await periods(samples, RUNNING, [0], alerts);
  expect(found.map(({ figures }) => figures)).toEqual([
    [{ tag: uid(0), min: 4, max: 8, mean: 6, last: 8 }],
    [{ tag: uid(0), min: null, max: null, mean: null, last: null }],
  ]);
  expect(found.map(({ alerts: count }) => count)).toEqual([2, 0]);
});

it("[XP15] a search lists a thousand periods and says that there are more", async () => {
  const samples = Array.from({ length: 2_100 }, (_, i): Sample => [2, i / 25, i % 2 === 0 ? 3 : 0]);
  const { periods: found, isCut, rawFrom } = await periods(samples, RUNNING);
  expect([found.length, isCut]).toEqual([1_000, true]);
  expect(rawFrom === null || rawFrom > 0).toBe(true);
  await expect(periods(samples, { ...RUNNING, expression: expression("s ==", 2) })).rejects.toThrow("`problems`");
});
