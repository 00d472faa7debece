/** Periods in which an expression is true (rules XP12 to XP15 in docs/rules/explore.md). */
import type { AlertBook } from "../contracts/alerts/alert.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { PeriodsQuestion } from "../contracts/explore/explorer.ts";
import { type FoundPeriods, MOST_PERIODS, type Period, type PeriodFigures } from "../contracts/explore/period.ts";
import type { Aggregate, HistorianReader } from "../contracts/path/historian.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Tag, TagTable, TagUid } from "../contracts/plant/tag.ts";
import type { Rows } from "../historian/query/rows.ts";
import { Deadline } from "./deadline.ts";
import { evaluate, expressionProblems, inputTags, tagProblem } from "./expressions.ts";
import { ExpressionRefused } from "./refused.ts";
import { type Allowance, type StoredRows, storedInputs, storedRows, type TimeSpan, tooMany } from "./stored-inputs.ts";

export interface PeriodParts {
  readonly tags: Pick<TagTable, "find">;
  readonly historian: Pick<HistorianReader, "raw" | "aligned" | "aggregates" | "trends">;
  readonly alerts: Pick<AlertBook, "history">;
}

/** Samples in the searched range of all inputs together, and of the tag that splits. */
const MOST_RAW = 500_000;
const MOST_ALERTS = 10_000;
/** How long before the range the value of the tag that splits is looked for. */
const SPLIT_BEFORE_US = 86_400e6;

type Stretch = Pick<Period, "from" | "to" | "isOpenBefore" | "isOpenAfter" | "split">;

/** Throws EdgeError `bad-request`, `not-found`, `unavailable`. */
export async function periodsIn(parts: PeriodParts, question: PeriodsQuestion): Promise<FoundPeriods> {
  const { tags, historian } = parts;
  const { rule, from, to } = question;
  const [wrong] = expressionProblems(tags, rule.expression);
  if (wrong !== undefined) throw new ExpressionRefused([wrong]);
  const inputs = inputTags(tags, rule.expression);
  const deadline = new Deadline();
  const stored = await storedInputs(historian, inputs, { from, to, most: MOST_RAW, deadline });
  if (stored === undefined) throw tooMany(MOST_RAW);
  const truth = await evaluate(rule.expression, stored, { from, deadline });
  const split = rule.splitBy === undefined ? undefined : await splitsIn(parts, rule.splitBy, { from, to, deadline });
  const least = rule.leastSeconds * 1e6;
  const all = stretchesOf(truth, split, { from, to }).filter(
    (one) => one.to - one.from >= least || one.isOpenBefore || one.isOpenAfter,
  );
  const kept = all.slice(0, MOST_PERIODS);
  const { rawFrom } = await historian.trends({ refs: [], from, to, width: 1 });
  const figures = await figuresOf(parts, kept, question.figures);
  const raised = alertsIn(parts, inputs, { from, to });
  const periods = kept.map((one, i) => ({ ...one, figures: figures[i] ?? [], alerts: countIn(raised, one) }));
  return { periods, isCut: all.length > kept.length, rawFrom };
}

/** Where a tag changes, and what it says from there on. */
interface Split {
  readonly at: Micros;
  readonly says: string | null;
}

async function splitsIn(
  { tags, historian }: PeriodParts,
  uid: string,
  { from, to, deadline }: TimeSpan & Pick<Allowance, "deadline">,
): Promise<readonly Split[]> {
  const tag = tags.find(uid as TagUid);
  if (tag === undefined || tag.class === "personal" || tag.type === "waveform")
    throw new EdgeError("not-found", `splitBy: there is no tag ${uid} to split by`);
  const span = { from: from - SPLIT_BEFORE_US, to, most: MOST_RAW, deadline };
  const stored = await storedRows(historian, tag.ref, span);
  if (stored === undefined) throw tooMany(MOST_RAW);
  const splits: Split[] = [];
  for (let i = 0; i < stored.rows.length; i++) {
    const says = saidBy(tag, stored, i);
    if (says !== splits.at(-1)?.says) splits.push({ at: stored.rows.times[i] as Micros, says });
  }
  return splits;
}

/** The text of a sample, the English label of its value, or the number. */
function saidBy({ labels }: Tag, { rows, texts }: StoredRows, i: number): string | null {
  const text = texts.get(i);
  if (text !== undefined) return text === "" ? null : text;
  const value = rows.values[i] as number;
  if (!Number.isFinite(value) || (rows.statuses[i] as number) >= 0x8000_0000) return null;
  return labels?.find((label) => label.value === value)?.en ?? String(value);
}

/** Stretches in which the expression is true, divided where the tag that splits changes. */
function stretchesOf(truth: Rows, splits: readonly Split[] | undefined, { from, to }: TimeSpan): readonly Stretch[] {
  const found: Stretch[] = [];
  let begun: Micros | undefined;
  const end = (at: Micros, isOpenAfter: boolean): void => {
    if (begun !== undefined) found.push(...divided({ from: begun, to: at, isOpenAfter, rangeFrom: from }, splits));
    begun = undefined;
  };
  for (let i = 0; i < truth.length; i++) {
    const value = truth.values[i] as number;
    if (value !== 0 && !Number.isNaN(value)) begun ??= truth.times[i] as Micros;
    else end(truth.times[i] as Micros, false);
  }
  end(to, true);
  return found;
}

function divided(
  whole: { readonly from: Micros; readonly to: Micros; readonly isOpenAfter: boolean; readonly rangeFrom: Micros },
  splits: readonly Split[] | undefined,
): readonly Stretch[] {
  const inside = (splits ?? []).filter(({ at }) => at > whole.from && at < whole.to);
  const first = splits?.findLast(({ at }) => at <= whole.from)?.says ?? null;
  const edges = [{ at: whole.from, says: first }, ...inside];
  return edges.map(({ at, says }, i) => ({
    from: at,
    to: edges[i + 1]?.at ?? whole.to,
    isOpenBefore: i === 0 && whole.from === whole.rangeFrom,
    isOpenAfter: i === edges.length - 1 && whole.isOpenAfter,
    split: says,
  }));
}

/** Figures of each tag in each period. */
async function figuresOf(
  { tags, historian }: PeriodParts,
  periods: readonly TimeSpan[],
  uids: readonly string[],
): Promise<readonly (readonly PeriodFigures[])[]> {
  const edges = [...new Set(periods.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  if (edges.length < 2) return [];
  const at = new Map(edges.map((edge, i) => [edge, i]));
  const columns: { readonly uid: string; readonly figures: readonly Aggregate[] }[] = [];
  for (const uid of new Set(uids)) {
    const [wrong, tag] = [tagProblem(tags, uid), tags.find(uid as TagUid)];
    if (wrong !== undefined || tag === undefined) throw new EdgeError("not-found", `figures: there is no tag ${uid}`);
    columns.push({ uid, figures: await historian.aggregates({ ref: tag.ref, edges }) });
  }
  return periods.map(({ from }) =>
    columns.map(({ uid, figures }) => {
      const { min, max, mean, last } = figures[at.get(from) as number] as Aggregate;
      return { tag: uid, min: finite(min), max: finite(max), mean: finite(mean), last: finite(last) };
    }),
  );
}

/** When alerts about the assets of the inputs were raised, oldest first. */
function alertsIn({ alerts }: PeriodParts, inputs: readonly Tag[], { from, to }: TimeSpan): readonly Micros[] {
  const assets = new Set(inputs.map(({ assetUid }) => assetUid));
  const raised = alerts.history(from, to, MOST_ALERTS).filter(({ assetUid }) => assets.has(assetUid));
  return raised.map(({ raisedAt }) => raisedAt).sort((a, b) => a - b);
}

function countIn(raised: readonly Micros[], { from, to }: TimeSpan): number {
  return raised.filter((at) => at >= from && at < to).length;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
