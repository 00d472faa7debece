/**
 * Turns the plain part of JSONata into closures: paths over objects with indexes, arithmetic, comparisons, `and`, `or`,
 * `&`, `? :`, captures of the topic as `$name`. Where a closure could differ from JSONata (a path that meets an array,
 * operands of the wrong type), it returns NOT_HERE, and the interpreter decides.
 */
import type { ExprNode } from "jsonata";

/** Only the interpreter can evaluate this message. */
export const NOT_HERE: unique symbol = Symbol("not here");

/** Values of a topic's captures by name. */
export type Captures = ReadonlyMap<string, string>;

/** The value, undefined for JSONata's "nothing", or NOT_HERE. */
export type Compiled = (message: unknown, captures: Captures) => unknown;

const VALUE_KEYS: ReadonlySet<string> = new Set(["type", "value", "position"]);
const STEP_KEYS: ReadonlySet<string> = new Set(["type", "value", "position", "stages"]);
const PATH_KEYS: ReadonlySet<string> = new Set(["type", "steps"]);
const OPERATOR_KEYS: ReadonlySet<string> = new Set([
  "type",
  "value",
  "position",
  "lhs",
  "rhs",
  "expression",
  "condition",
  "then",
  "else",
]);

/** Undefined where the expression needs the interpreter. */
export function compile(node: ExprNode | undefined): Compiled | undefined {
  if (node === undefined) return undefined;
  switch (node.type as string) {
    case "number":
    case "string":
    case "value":
      return hasOnly(node, VALUE_KEYS) ? constant(node.value) : undefined;
    case "variable":
      return hasOnly(node, VALUE_KEYS) && node.value !== "" && node.value !== "$"
        ? capture(String(node.value))
        : undefined;
    case "path":
      return hasOnly(node, PATH_KEYS) ? path(node.steps ?? []) : undefined;
    case "unary":
    case "binary":
    case "condition":
      return hasOnly(node, OPERATOR_KEYS) ? operation(node) : undefined;
    default:
      return undefined;
  }
}

function hasOnly(node: object, keys: ReadonlySet<string>): boolean {
  return Object.keys(node).every((key) => keys.has(key));
}

function constant(value: unknown): Compiled {
  return () => value;
}

function capture(name: string): Compiled {
  return (_message, captures) => captures.get(name);
}

function path(steps: readonly ExprNode[]): Compiled | undefined {
  const names: string[] = [];
  const indexes: (number | undefined)[] = [];
  for (const step of steps) {
    if (step.type !== "name" || !hasOnly(step, STEP_KEYS) || (step.stages?.length ?? 0) > 1) return undefined;
    const index = step.stages?.[0] === undefined ? undefined : indexOf(step.stages[0]);
    if (index !== undefined && Number.isNaN(index)) return undefined;
    names.push(String(step.value));
    indexes.push(index);
  }
  return (message) => {
    let value = message;
    for (let at = 0; at < names.length; at++) {
      if (Array.isArray(value)) return NOT_HERE;
      const name = names[at] as string;
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as Record<string, unknown>)[name];
      value = elementOf(value, indexes[at]);
    }
    return Array.isArray(value) ? NOT_HERE : value;
  };
}

/** A value that is not an array is its own first and last element. */
function elementOf(value: unknown, index: number | undefined): unknown {
  if (index === undefined) return value;
  if (Array.isArray(value)) return value[index < 0 ? value.length + index : index];
  return index === 0 || index === -1 ? value : undefined;
}

/** `[0]`, `[-1]`; NaN for every other kind of stage. */
function indexOf(stage: ExprNode): number {
  const { expr } = stage as { expr?: ExprNode & { expression?: ExprNode } };
  if ((stage.type as string) !== "filter" || expr === undefined) return Number.NaN;
  const isNegative = expr.type === "unary" && expr.value === "-";
  const node = isNegative ? expr.expression : expr;
  if (node?.type !== "number" || !Number.isInteger(node.value)) return Number.NaN;
  return isNegative ? -(node.value as number) : (node.value as number);
}

type Combine = (left: unknown, right: unknown) => unknown;

function operation(node: ExprNode): Compiled | undefined {
  const {
    condition,
    then,
    else: otherwise,
    expression,
  } = node as { condition?: ExprNode; then?: ExprNode; else?: ExprNode; expression?: ExprNode };
  if ((node.type as string) === "condition")
    return conditional(
      compile(condition),
      compile(then),
      otherwise === undefined ? constant(undefined) : compile(otherwise),
    );
  if ((node.type as string) === "unary")
    return node.value === "-" ? binary(constant(0), compile(expression), NEGATE) : undefined;
  const combine = COMBINE.get(String(node.value));
  return combine === undefined ? undefined : binary(compile(node.lhs as ExprNode), compile(node.rhs), combine);
}

function conditional(
  condition: Compiled | undefined,
  then: Compiled | undefined,
  otherwise: Compiled | undefined,
): Compiled | undefined {
  if (condition === undefined || then === undefined || otherwise === undefined) return undefined;
  return (message, captures) => {
    const truth = truthOf(condition(message, captures));
    return truth === NOT_HERE ? NOT_HERE : truth ? then(message, captures) : otherwise(message, captures);
  };
}

function binary(left: Compiled | undefined, right: Compiled | undefined, combine: Combine): Compiled | undefined {
  if (left === undefined || right === undefined) return undefined;
  return (message, captures) => {
    const a = left(message, captures);
    if (a === NOT_HERE) return NOT_HERE;
    const b = right(message, captures);
    return b === NOT_HERE ? NOT_HERE : combine(a, b);
  };
}

/** Undefined stays undefined; a value that is not a finite number goes to the interpreter, which raises the error. */
function numeric(calculate: (a: number, b: number) => number): Combine {
  return (a, b) => {
    if ((a !== undefined && typeof a !== "number") || (b !== undefined && typeof b !== "number")) return NOT_HERE;
    if (a === undefined || b === undefined) return undefined;
    const result = calculate(a, b);
    return Number.isFinite(result) ? result : NOT_HERE;
  };
}

function ordered(compare: (a: number | string, b: number | string) => boolean): Combine {
  return (a, b) => {
    if ((typeof a === "number" && typeof b === "number") || (typeof a === "string" && typeof b === "string"))
      return compare(a, b);
    return a === undefined && b === undefined ? undefined : NOT_HERE;
  };
}

function equal(wanted: boolean): Combine {
  return (a, b) => {
    if (a === undefined || b === undefined) return false;
    if ((typeof a === "object" && a !== null) || (typeof b === "object" && b !== null)) return NOT_HERE;
    return (a === b) === wanted;
  };
}

function logical(decide: (a: boolean, b: boolean) => boolean): Combine {
  return (a, b) => {
    const left = truthOf(a);
    const right = truthOf(b);
    return left === NOT_HERE || right === NOT_HERE ? NOT_HERE : decide(left, right);
  };
}

/** JSONata's effective boolean of a plain value. */
function truthOf(value: unknown): boolean | typeof NOT_HERE {
  if (value === NOT_HERE || (typeof value === "object" && value !== null)) return NOT_HERE;
  return value !== undefined && value !== null && value !== 0 && value !== "" && value !== false;
}

function concat(a: unknown, b: unknown): unknown {
  const isPlain = (value: unknown): value is string | undefined => value === undefined || typeof value === "string";
  return isPlain(a) && isPlain(b) ? (a ?? "") + (b ?? "") : NOT_HERE;
}

const NEGATE = numeric((_zero, b) => -b);

const COMBINE: ReadonlyMap<string, Combine> = new Map<string, Combine>([
  ["+", numeric((a, b) => a + b)],
  ["-", numeric((a, b) => a - b)],
  ["*", numeric((a, b) => a * b)],
  ["/", numeric((a, b) => a / b)],
  ["%", numeric((a, b) => a % b)],
  ["<", ordered((a, b) => a < b)],
  ["<=", ordered((a, b) => a <= b)],
  [">", ordered((a, b) => a > b)],
  [">=", ordered((a, b) => a >= b)],
  ["=", equal(true)],
  ["!=", equal(false)],
  ["and", logical((a, b) => a && b)],
  ["or", logical((a, b) => a || b)],
  ["&", concat],
]);
