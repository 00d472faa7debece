/** How much the expressions of questions ask and take: rules XP10 and XP17 in docs/rules/explore.md. */
import { expect, it } from "vitest";
import type { CurveSource } from "../../../edge/contracts/explore/curve.ts";
import { type CurveParts, curvesOf } from "../../../edge/explore/curves.ts";
import { TrendBuilder } from "../../../edge/historian/query/trend-columns.ts";
import { FakeTags, fakeTag } from "../../fakes/source/tags.ts";

const S = 1e6;
const T0 = Date.UTC(2026, 2, 2) * 1000;
const TAGS = [fakeTag(0, { signal: "pressure" }), fakeTag(1, { signal: "flow" })];
const tags = new FakeTags(TAGS);
const FEW = { from: T0, to: T0 + 10 * S, width: 10, user: "li" };
const [p = "", f = ""] = TAGS.map(({ tagUid }) => tagUid as string);
const inputs = [
  { name: "p", tag: p },
  { name: "f", tag: f },
];
const SUM: CurveSource = { expression: { text: "p + f", inputs } };

/** A historian without a store: three samples of each tag; notes what it is asked. */
function noting(rawFrom: number | null) {
  const asked: string[] = [];
  const grid = { from: T0, to: T0 + 10 * S, origin: T0, step: S, columns: 10 };
  const historian = {
    trends: async ({ refs, width }: { refs: readonly number[]; width: number }) => {
      asked.push(`trends of ${refs.length} in ${width}`);
      return { grid, rawFrom, tags: refs.map(() => new TrendBuilder(grid).finish("samples")) };
    },
    raw: async (ref: number) => {
      asked.push(`raw ${ref}`);
      return { times: [T0, T0 + S, T0 + 2 * S], values: [1, 2, 3], statuses: [0, 0, 0], texts: [] };
    },
    aligned: async () => ({ times: [], values: TAGS.map(() => [1]) }),
  };
  return { asked, parts: { tags, saved: { find: () => undefined }, historian } as unknown as CurveParts };
}

it("[XP10] where samples are known to be kept, an expression asks for no columns beside them", async () => {
  const kept = noting(T0);
  const { curves } = await curvesOf(kept.parts, { ...FEW, sources: [SUM] });
  expect(kept.asked).toEqual(["trends of 0 in 10", "raw 0", "raw 1"]);
  expect([...(curves[0]?.last ?? [])].slice(0, 3)).toEqual([2, 4, 6]);
  const unsure = noting(null);
  await curvesOf(unsure.parts, { ...FEW, sources: [SUM] });
  expect(unsure.asked).toEqual(["trends of 0 in 10", "trends of 2 in 80", "raw 0", "raw 1"]);
});

it("[XP10] the expressions of a question have thirty seconds together; those beyond say so", async () => {
  const { parts, asked } = noting(T0);
  let now = 0;
  const nowMs = () => (asked.includes("raw 1") ? 30_001 : now++);
  const { curves } = await curvesOf({ ...parts, nowMs }, { ...FEW, sources: [SUM, SUM, SUM] });
  expect(curves.map(({ problem }) => problem?.en)).toEqual([
    undefined,
    "the expressions of the question took longer than 30 s together",
    "the expressions of the question took longer than 30 s together",
  ]);
  expect(curves[1]?.problem?.zh).toContain("30 秒");
  expect(asked.filter((one) => one.startsWith("raw"))).toEqual(["raw 0", "raw 1"]);
});

it("[XP10] [XP17] questions that make one table share their samples; what is beyond takes columns", async () => {
  const { parts } = noting(T0);
  const budget = { samples: 13 };
  const stepsUs: number[] = [];
  for (let page = 0; page < 3; page++)
    stepsUs.push((await curvesOf(parts, { ...FEW, sources: [SUM], budget })).curves[0]?.stepUs as number);
  expect([stepsUs, budget.samples]).toEqual([[0, 0, S], 1]);
});
