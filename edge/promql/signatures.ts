/** Functions of the query language: what each takes and gives. */
import type { Call, Expression, ValueType } from "./ast.ts";
import { wrong } from "./tokens.ts";

interface Signature {
  readonly takes: readonly ValueType[];
  /** How many of the last ones may be left out. */
  readonly optional?: number;
  readonly gives: "scalar" | "vector";
}

const OF_VECTOR = ["abs", "ceil", "exp", "floor", "ln", "log10", "log2", "sgn", "sort", "sort_desc", "sqrt", "absent"];
const OF_WINDOW = [
  "avg_over_time",
  "changes",
  "count_over_time",
  "delta",
  "deriv",
  "idelta",
  "increase",
  "irate",
  "last_over_time",
  "max_over_time",
  "min_over_time",
  "present_over_time",
  "rate",
  "resets",
  "stddev_over_time",
  "stdvar_over_time",
  "sum_over_time",
];

const SIGNATURES: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ...OF_VECTOR.map((name) => [name, { takes: ["vector"], gives: "vector" }] as const),
  ...OF_WINDOW.map((name) => [name, { takes: ["matrix"], gives: "vector" }] as const),
  ["quantile_over_time", { takes: ["scalar", "matrix"], gives: "vector" }],
  ["predict_linear", { takes: ["matrix", "scalar"], gives: "vector" }],
  ["round", { takes: ["vector", "scalar"], optional: 1, gives: "vector" }],
  ["clamp", { takes: ["vector", "scalar", "scalar"], gives: "vector" }],
  ["clamp_min", { takes: ["vector", "scalar"], gives: "vector" }],
  ["clamp_max", { takes: ["vector", "scalar"], gives: "vector" }],
  ["scalar", { takes: ["vector"], gives: "scalar" }],
  ["vector", { takes: ["scalar"], gives: "vector" }],
  ["time", { takes: [], gives: "scalar" }],
  ["pi", { takes: [], gives: "scalar" }],
]);

const WORDS: Readonly<Record<ValueType, string>> = {
  scalar: "a scalar",
  string: "a text",
  vector: "an instant vector",
  matrix: "a range vector such as x[5m]",
};

export function typeOf(expression: Expression): ValueType {
  switch (expression.kind) {
    case "number":
      return "scalar";
    case "text":
      return "string";
    case "selector":
      return expression.window === undefined ? "vector" : "matrix";
    case "negative":
      return typeOf(expression.of);
    case "aggregation":
      return "vector";
    case "call":
      return SIGNATURES.get(expression.name)?.gives ?? "vector";
    case "binary":
      return typeOf(expression.left) === "scalar" && typeOf(expression.right) === "scalar" ? "scalar" : "vector";
  }
}

/** The call, if its arguments are those of the function. Throws EdgeError `bad-request`. */
export function checkedCall(call: Call): Call {
  const { name, args, at } = call;
  const signature = SIGNATURES.get(name);
  if (signature === undefined) throw wrong(at, `there is no function ${name} here`);
  const { takes, optional = 0 } = signature;
  if (args.length > takes.length || args.length < takes.length - optional)
    throw wrong(
      at,
      `${name} takes ${takes.length - optional === takes.length ? "" : "up to "}${takes.length} arguments`,
    );
  for (const [place, arg] of args.entries()) {
    const wanted = takes[place] as ValueType;
    if (typeOf(arg) !== wanted) throw wrong(at, `${name} takes ${WORDS[wanted]} as argument ${place + 1}`);
  }
  return call;
}
