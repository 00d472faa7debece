/** Expressions over history, in the language of the detectors (rule XP10 in docs/rules/explore.md). */
import { calculatedUidIn } from "../contracts/explore/calculated-tag.ts";
import type { Expression } from "../contracts/explore/curve.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { type ConfigText, faultsOf } from "../contracts/plant/config-text.ts";
import type { Tag, TagTable, TagUid } from "../contracts/plant/tag.ts";
import { compileExpression } from "../detect/rules/expression.ts";
import type { Rows } from "../historian/query/rows.ts";
import type { Deadline } from "./deadline.ts";
import { problem } from "./problem-table.ts";

type Tags = Pick<TagTable, "find">;

/** What keeps a tag from being drawn as numbers; undefined: nothing. */
export function tagProblem(tags: Tags, uid: string): ConfigText | undefined {
  const tag = tags.find(uid as TagUid);
  if (tag === undefined) return problem("explore-tag", { tag: uid });
  if (tag.class === "personal") return problem("explore-personal", { tag: uid });
  return tag.type === "text" || tag.type === "waveform" ? problem("explore-no-number", { tag: uid }) : undefined;
}

export function expressionProblems(tags: Tags, { text, inputs }: Expression): readonly ConfigText[] {
  const names = inputs.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  const wrong = inputs.flatMap(({ tag }) =>
    calculatedUidIn(tag) === undefined ? (tagProblem(tags, tag) ?? []) : problem("explore-nested", { tag }),
  );
  return [
    ...(twice === undefined ? [] : [problem("explore-name-twice", { name: twice })]),
    ...wrong,
    ...faultsOf(() => compileExpression(text, names)).map(({ message }) =>
      problem("explore-expression", { what: message }),
    ),
  ];
}

/** The tags of an expression without problems, in the order of its names. */
export function inputTags(tags: Tags, { inputs }: Expression): readonly Tag[] {
  return inputs.map(({ tag }) => tags.find(tag as TagUid) as Tag);
}

/** One input: its value at the beginning (NaN: none), and its samples after it. */
export interface Input {
  readonly held: number;
  readonly rows: Rows;
}

/** Bad, by OPC UA. */
const BAD = 0x8000_0000;
/** Values that are computed before others get a turn. */
const SLICE = 20_000;

/**
 * The value of an expression at `from`, and at each time at which an input changes: exact, because a value holds until
 * the next sample. Its status is the worst of its inputs; without a value it is Bad. Throws ExpressionRefused once the
 * time is over.
 */
export async function evaluate(
  { text, inputs: named }: Expression,
  inputs: readonly Input[],
  { from, deadline }: { readonly from: Micros; readonly deadline: Deadline },
): Promise<Rows> {
  const judge = compileExpression(
    text,
    named.map(({ name }) => name),
  );
  const values = Float64Array.from(inputs, ({ held }) => held);
  const statuses = new Uint32Array(inputs.length);
  const next = new Uint32Array(inputs.length);
  const most = inputs.reduce((sum, { rows }) => sum + rows.length, 1);
  const out = { times: new Float64Array(most), values: new Float64Array(most), statuses: new Uint32Array(most) };
  let length = 0;
  for (let time = from; Number.isFinite(time); time = earliest(inputs, next)) {
    for (const [i, { rows }] of inputs.entries())
      for (let at = next[i] as number; at < rows.length && (rows.times[at] as number) <= time; at = next[i] as number) {
        statuses[i] = rows.statuses[at] as number;
        values[i] = (statuses[i] as number) >= BAD ? Number.NaN : (rows.values[at] as number);
        next[i] = at + 1;
      }
    const value = judge(values);
    out.times[length] = time;
    out.values[length] = value;
    out.statuses[length] = Number.isNaN(value) ? BAD : worst(statuses);
    if (++length % SLICE !== 0) continue;
    await new Promise(setImmediate);
    deadline.check();
  }
  return {
    length,
    times: out.times.subarray(0, length),
    values: out.values.subarray(0, length),
    statuses: out.statuses.subarray(0, length),
  };
}

function earliest(inputs: readonly Input[], next: Uint32Array): Micros {
  let time = Number.POSITIVE_INFINITY;
  for (const [i, { rows }] of inputs.entries()) {
    const at = next[i] as number;
    if (at < rows.length && (rows.times[at] as number) < time) time = rows.times[at] as number;
  }
  return time;
}

/** The highest status below Bad: a bad input counts only where the answer depends on it. */
function worst(statuses: Uint32Array): number {
  let found = 0;
  for (const status of statuses) if (status < BAD && status > found) found = status;
  return found;
}
