/** Operators between scalars and vectors, and which series of two vectors belong together. */
import { EdgeError } from "../contracts/errors.ts";
import type { Binary, Matching } from "./ast.ts";
import { keyOf, type Labels, NAME, reduced, unnamed } from "./labels.ts";
import type { Series, Value } from "./values.ts";
import type { Size, Work } from "./work.ts";

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "^": (a, b) => a ** b,
  atan2: Math.atan2,
};
const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** Throws EdgeError `bad-request` where several series of a side would belong to one of the other. */
export async function combined(
  binary: Binary,
  [left, right]: readonly [Value, Value],
  { count, work }: Size,
): Promise<Value> {
  if (left.kind === "string" || right.kind === "string") throw new Error("the parser takes no texts here");
  if (left.kind === "scalar" && right.kind === "scalar") {
    await work.of(count);
    return { kind: "scalar", values: byTime(binary, left.values, right.values) };
  }
  if (left.kind === "vector" && right.kind === "vector") {
    if (["and", "or", "unless"].includes(binary.op))
      return { kind: "vector", series: await asSets(binary, [left.series, right.series], { count, work }) };
    return { kind: "vector", series: await matched(binary, [left.series, right.series], work) };
  }
  const [vector, scalar] = left.kind === "vector" ? [left, right as typeof left] : [right, left];
  const { values } = scalar as unknown as Extract<Value, { kind: "scalar" }>;
  const isLeft = left.kind === "vector";
  const series: Series[] = [];
  for (const one of (vector as Extract<Value, { kind: "vector" }>).series) {
    await work.of(count);
    series.push({
      labels: keepsName(binary) ? one.labels : unnamed(one.labels),
      values: isLeft ? byTime(binary, one.values, values) : byTime(binary, values, one.values, one.values),
    });
  }
  return { kind: "vector", series };
}

/** A comparison without bool chooses among series, which stay what they are. */
function keepsName({ op, isBool }: Binary): boolean {
  return COMPARISONS[op] !== undefined && !isBool;
}

/** `shown`: the value that a comparison without bool lets through. */
function byTime({ op, isBool }: Binary, left: Float64Array, right: Float64Array, shown = left): Float64Array {
  const arithmetic = ARITHMETIC[op];
  if (arithmetic !== undefined) return left.map((value, at) => arithmetic(value, right[at] as number));
  const compare = COMPARISONS[op] as (a: number, b: number) => boolean;
  return left.map((value, at) => {
    const other = right[at] as number;
    if (Number.isNaN(value) || Number.isNaN(other)) return Number.NaN;
    const isTrue = compare(value, other);
    return isBool ? Number(isTrue) : isTrue ? (shown[at] as number) : Number.NaN;
  });
}

function signature(labels: Labels, { labels: names, isOn }: Matching): Labels {
  return reduced(labels, new Set(isOn ? names : [...names, NAME]), isOn);
}

type Sides = readonly [left: readonly Series[], right: readonly Series[]];

async function matched(binary: Binary, [left, right]: Sides, work: Work): Promise<readonly Series[]> {
  const { matching } = binary;
  const isManyRight = matching.many === "right";
  const [many, one] = isManyRight ? [right, left] : [left, right];
  const ones = new Map<string, Series>();
  for (const series of one) {
    const key = keyOf(signature(series.labels, matching));
    if (ones.has(key)) throw ambiguous(isManyRight ? "left" : "right");
    ones.set(key, series);
  }
  const used = new Set<string>();
  const found: Series[] = [];
  for (const series of many) {
    await work.of(series.values.length);
    const shared = signature(series.labels, matching);
    const key = keyOf(shared);
    const partner = ones.get(key);
    if (partner === undefined) continue;
    if (matching.many === undefined && used.has(key)) throw ambiguous("left");
    used.add(key);
    const [a, b] = isManyRight ? [partner, series] : [series, partner];
    const values = byTime(binary, a.values, b.values);
    found.push({ labels: labelsOf(binary, { series, partner, shared }), values });
  }
  return found;
}

function labelsOf(
  binary: Binary,
  { series, partner, shared }: { readonly series: Series; readonly partner: Series; readonly shared: Labels },
): Labels {
  const { many, include } = binary.matching;
  if (many === undefined) return keepsName(binary) ? series.labels : shared;
  const labels = new Map(keepsName(binary) ? series.labels : unnamed(series.labels));
  for (const name of include) {
    const value = partner.labels.get(name);
    if (value === undefined) labels.delete(name);
    else labels.set(name, value);
  }
  return labels;
}

function ambiguous(side: "left" | "right"): EdgeError {
  return new EdgeError(
    "bad-request",
    `several series on the ${side} side belong to one of the other; use on, ignoring, group_left or group_right`,
  );
}

async function asSets({ op, matching }: Binary, [left, right]: Sides, size: Size): Promise<readonly Series[]> {
  const present = await presence(op === "or" ? left : right, matching, size);
  const kept = async (series: readonly Series[], isWanted: boolean): Promise<readonly Series[]> => {
    const all: Series[] = [];
    for (const { labels, values } of series) {
      await size.work.of(size.count);
      const there = present.get(keyOf(signature(labels, matching)));
      all.push({ labels, values: values.map((value, at) => ((there?.[at] === 1) === isWanted ? value : Number.NaN)) });
    }
    return all;
  };
  if (op === "or") return [...left, ...(await kept(right, false))];
  return await kept(left, op === "and");
}

/** For each signature the times at which any series has a value. */
async function presence(
  series: readonly Series[],
  matching: Matching,
  { count, work }: Size,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const present = new Map<string, Uint8Array>();
  for (const { labels, values } of series) {
    await work.of(count);
    const key = keyOf(signature(labels, matching));
    const there = present.get(key) ?? new Uint8Array(count);
    for (let at = 0; at < count; at++) if (!Number.isNaN(values[at] as number)) there[at] = 1;
    present.set(key, there);
  }
  return present;
}
