/** Many curves over one range: tags, calculated tags and expressions (rules XP8 to XP11 in docs/rules/explore.md). */
import { calculatedUidIn } from "../contracts/explore/calculated-tag.ts";
import type { Curve, CurveSet, CurveSource, Expression } from "../contracts/explore/curve.ts";
import type { CurvesQuestion, SampleBudget } from "../contracts/explore/explorer.ts";
import type { SavedBook } from "../contracts/explore/saved-book.ts";
import { type HistorianReader, QUALITY, type TrendColumns, type TrendGrid } from "../contracts/path/historian.ts";
import { trendLevelFor } from "../contracts/path/trend-levels.ts";
import type { ConfigText } from "../contracts/plant/config-text.ts";
import type { Tag, TagRef, TagTable, TagUid } from "../contracts/plant/tag.ts";
import { NO_ROWS, RowCollector, type Rows } from "../historian/query/rows.ts";
import { TrendBuilder } from "../historian/query/trend-columns.ts";
import { Deadline } from "./deadline.ts";
import { evaluate, expressionProblems, type Input, inputTags, tagProblem } from "./expressions.ts";
import { problem } from "./problem-table.ts";
import { ExpressionRefused } from "./refused.ts";
import { storedInputs } from "./stored-inputs.ts";

export interface CurveParts {
  readonly tags: Pick<TagTable, "find">;
  readonly historian: Pick<HistorianReader, "raw" | "aligned" | "trends">;
  readonly saved: Pick<SavedBook, "find">;
  /** Clock of the deadlines, milliseconds. */
  readonly nowMs?: () => number;
}

/** Samples from which all expressions of a question are computed; expressions beyond take columns. */
const MOST_RAW = 1_000_000;
/** Columns from which an expression over roll-ups is computed, for each column that is drawn. */
const FINER = 8;
const MOST_WIDTH = 4_000;
const MOST_CELLS = 200_000;

/** What a source of a curve means. */
type Meaning =
  | { readonly kind: "tag"; readonly tag: Tag }
  | { readonly kind: "expression"; readonly expression: Expression; readonly unit: string | null }
  | { readonly kind: "none"; readonly why: ConfigText };

/** What the expressions of a question share. */
interface Shared {
  readonly grid: TrendGrid;
  readonly width: number;
  readonly rawFrom: number | null;
  readonly budget: SampleBudget;
  readonly deadline: Deadline;
}

/** Throws EdgeError `bad-request`, `unavailable`. */
export async function curvesOf(parts: CurveParts, question: CurvesQuestion): Promise<CurveSet> {
  const { from, to, width, sources, user, budget = { samples: MOST_RAW } } = question;
  const deadline = new Deadline(parts.nowMs);
  const meanings = sources.map((source) => meaningOf(parts, source, user));
  const refs = [...new Set(meanings.flatMap((meaning) => (meaning.kind === "tag" ? [meaning.tag.ref] : [])))];
  const { grid, rawFrom, tags } = await parts.historian.trends({ refs, from, to, width });
  const byRef = new Map(refs.map((ref, i) => [ref, tags[i] as TrendColumns]));
  const curves: Curve[] = [];
  const shared = { grid, width, rawFrom, budget, deadline };
  for (const meaning of meanings) {
    if (meaning.kind === "none") curves.push({ ...noFigures(grid), problem: meaning.why.message });
    else if (meaning.kind === "expression") curves.push(await curveInTime(parts, meaning, shared));
    else curves.push({ ...(byRef.get(meaning.tag.ref) as TrendColumns), unit: meaning.tag.unit ?? null, stepUs: 0 });
  }
  return { grid, rawFrom, curves };
}

function meaningOf({ tags, saved }: CurveParts, source: CurveSource, user: string): Meaning {
  if ("expression" in source) return ofExpression(tags, source.expression, null);
  const uid = calculatedUidIn(source.tag);
  const calculated = uid === undefined ? undefined : saved.find("calculated-tag", uid, { user });
  if (calculated !== undefined) {
    const { expression, unit } = calculated.content;
    return ofExpression(tags, expression, unit === "" ? null : unit);
  }
  const why = tagProblem(tags, source.tag);
  if (why !== undefined) return { kind: "none", why };
  const tag = tags.find(source.tag as TagUid);
  return tag === undefined ? { kind: "none", why: problem("explore-tag", { tag: source.tag }) } : { kind: "tag", tag };
}

function ofExpression(tags: CurveParts["tags"], expression: Expression, unit: string | null): Meaning {
  const [why] = expressionProblems(tags, expression);
  return why === undefined ? { kind: "expression", expression, unit } : { kind: "none", why };
}

/** The curve of an expression, or why there was no time for it. */
async function curveInTime(
  parts: CurveParts,
  meaning: Extract<Meaning, { kind: "expression" }>,
  shared: Shared,
): Promise<Curve> {
  try {
    shared.deadline.check();
    return await expressionCurve(parts, meaning, shared);
  } catch (error) {
    const why = error instanceof ExpressionRefused ? error.problems[0] : undefined;
    if (why === undefined) throw error;
    return { ...noFigures(shared.grid), problem: why.message };
  }
}

/**
 * From every sample where the columns are made of samples and these are not too many; else from the means of columns
 * that are finer than the drawn ones, as `stepUs` says.
 */
async function expressionCurve(
  parts: CurveParts,
  { expression, unit }: Extract<Meaning, { kind: "expression" }>,
  { grid, width, rawFrom, budget, deadline }: Shared,
): Promise<Curve> {
  const { historian, tags: table } = parts;
  const tags = inputTags(table, expression);
  const { from, to } = grid;
  const refs = tags.map(({ ref }) => ref);
  const finer = Math.max(1, Math.min(MOST_WIDTH, width * FINER, Math.floor(MOST_CELLS / refs.length)));
  const builder = new TrendBuilder(grid);
  const finish = async (inputs: readonly Input[], resolution: TrendColumns["resolution"], stepUs: number) => {
    builder.addRows(await evaluate(expression, inputs, { from, deadline }));
    return { ...builder.finish(resolution), unit, stepUs };
  };
  const readSamples = async (): Promise<readonly Input[] | undefined> => {
    const stored = await storedInputs(historian, tags, { from, to, most: budget.samples, deadline });
    for (const { rows } of stored ?? []) budget.samples -= rows.length;
    return stored;
  };
  // Where it is certain that samples are kept, the columns need not be asked for.
  const isSampled = trendLevelFor((to - from) / finer) === undefined && rawFrom !== null && rawFrom <= from;
  const early = isSampled ? await readSamples() : undefined;
  if (early !== undefined) return await finish(early, "samples", 0);
  const fine = await historian.trends({ refs, from, to, width: finer });
  const resolution = coarsestOf(fine.tags);
  const stored = resolution === "samples" && !isSampled ? await readSamples() : undefined;
  if (stored !== undefined) return await finish(stored, resolution, 0);
  return await finish(await columnInputs(historian, { refs, fine, from }), resolution, fine.grid.step);
}

/** Means of columns as samples at the beginning of each; what holds at the beginning of the range. */
async function columnInputs(
  historian: CurveParts["historian"],
  {
    refs,
    fine: { grid, tags },
    from,
  }: {
    readonly refs: readonly TagRef[];
    readonly fine: { readonly grid: TrendGrid; readonly tags: readonly TrendColumns[] };
    readonly from: number;
  },
): Promise<readonly Input[]> {
  const { values } = await historian.aligned(refs, from, from + 1, 1);
  return tags.map((columns, i) => ({ held: values[i]?.[0] ?? Number.NaN, rows: rowsOf(columns, grid) }));
}

/** Uncertain and Bad, by OPC UA. */
const STATUS = { uncertain: 0x4000_0000, bad: 0x8000_0000 } as const;

function rowsOf({ mean, quality }: TrendColumns, { from, origin, step, columns }: TrendGrid): Rows {
  const rows = new RowCollector();
  for (let column = 0; column < columns; column++) {
    if (quality[column] === QUALITY.none) continue;
    const value = mean[column] as number;
    const status = Number.isNaN(value) ? STATUS.bad : quality[column] === QUALITY.doubtful ? STATUS.uncertain : 0;
    rows.add(Math.max(from, origin + column * step), value, status);
  }
  return rows.length === 0 ? NO_ROWS : rows.finish();
}

const FINEST_FIRST = ["samples", "1s", "10s", "1min", "10min", "1h"] as const;

function coarsestOf(tags: readonly TrendColumns[]): TrendColumns["resolution"] {
  const ranks = tags.map(({ resolution }) => FINEST_FIRST.indexOf(resolution));
  return FINEST_FIRST[Math.max(0, ...ranks)] as TrendColumns["resolution"];
}

function noFigures(grid: TrendGrid): Curve {
  return { ...new TrendBuilder(grid).finish("samples"), unit: null, stepUs: 0 };
}
