/** Operators between scalars and vectors, and which series of two vectors belong together. */
import { EdgeError } from "../contracts/errors.ts";
import type { Binary, Matching } from "./ast.ts";
import { keyOf, type Labels, NAME, reduced, unnamed } from "./labels.ts";
import type { Series, Value } from "./values.ts";

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
export function combined(binary: Binary, left: Value, right: Value, count: number): Value {
  if (left.kind === "string" || right.kind === "string") throw new Error("the parser takes no texts here");
  if (left.kind === "scalar" && right.kind === "scalar")
    return { kind: "scalar", values: byTime(binary, left.values, right.values) };
  if (left.kind === "vector" && right.kind === "vector") {
    if (["and", "or", "unless"].includes(binary.op))
      return { kind: "vector", series: asSets(binary, left.series, right.series, count) };
    return { kind: "vector", series: matched(binary, left.series, right.series) };
  }
  const [vector, scalar] = left.kind === "vector" ? [left, right as typeof left] : [right, left];
  const { values } = scalar as unknown as Extract<Value, { kind: "scalar" }>;
  const isLeft = left.kind === "vector";
  const series = (vector as Extract<Value, { kind: "vector" }>).series.map((one) => ({
    labels: keepsName(binary) ? one.labels : unnamed(one.labels),
    values: isLeft ? byTime(binary, one.values, values) : byTime(binary, values, one.values, one.values),
  }));
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

function matched(binary: Binary, left: readonly Series[], right: readonly Series[]): readonly Series[] {
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
  return many.flatMap((series) => {
    const shared = signature(series.labels, matching);
    const key = keyOf(shared);
    const partner = ones.get(key);
    if (partner === undefined) return [];
    if (matching.many === undefined && used.has(key)) throw ambiguous("left");
    used.add(key);
    const [a, b] = isManyRight ? [partner, series] : [series, partner];
    const values = byTime(binary, a.values, b.values);
    return [{ labels: labelsOf(binary, { series, partner, shared }), values }];
  });
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

function asSets(
  { op, matching }: Binary,
  left: readonly Series[],
  right: readonly Series[],
  count: number,
): readonly Series[] {
  const present = presence(op === "or" ? left : right, matching, count);
  const kept = (series: readonly Series[], isWanted: boolean): readonly Series[] =>
    series.map(({ labels, values }) => {
      const there = present.get(keyOf(signature(labels, matching)));
      return { labels, values: values.map((value, at) => ((there?.[at] === 1) === isWanted ? value : Number.NaN)) };
    });
  if (op === "or") return [...left, ...kept(right, false)];
  return kept(left, op === "and");
}

/** For each signature the times at which any series has a value. */
function presence(series: readonly Series[], matching: Matching, count: number): ReadonlyMap<string, Uint8Array> {
  const present = new Map<string, Uint8Array>();
  for (const { labels, values } of series) {
    const key = keyOf(signature(labels, matching));
    const there = present.get(key) ?? new Uint8Array(count);
    for (let at = 0; at < count; at++) if (!Number.isNaN(values[at] as number)) there[at] = 1;
    present.set(key, there);
  }
  return present;
}
