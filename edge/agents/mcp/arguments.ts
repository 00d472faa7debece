/** Arguments of tools: flat, bounded, and refused with the name of what is wrong. */
import { EdgeError } from "../../contracts/errors.ts";
import { Type } from "../../contracts/schema.ts";

/** Schema of an argument, as the list of tools shows it. */
export type ArgumentSchema = {
  readonly type: "string" | "integer";
  readonly description?: string;
  readonly enum?: string[];
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
};

export type Arguments = Readonly<Record<string, string | number | undefined>>;

const MOST_TEXT = 200;

export const text = (description: string): ArgumentSchema =>
  Type.String({ description, maxLength: MOST_TEXT }) as unknown as ArgumentSchema;

export const oneOf = (values: readonly string[], description: string): ArgumentSchema =>
  Type.String({ description, enum: [...values], maxLength: MOST_TEXT }) as unknown as ArgumentSchema;

export const count = (most: number, byDefault: number): ArgumentSchema =>
  Type.Integer({
    description: `At most ${most}; default ${byDefault}.`,
    minimum: 1,
    maximum: most,
  }) as unknown as ArgumentSchema;

export const ASSET = text("Label or uid of an asset, such as CNC-101.");
export const RANGE = {
  from: text("RFC 3339, or relative like -8h."),
  to: text("RFC 3339 or relative; default now."),
} as const;

/** Throws EdgeError `bad-request` that names the argument. */
export function checkedArguments(
  given: unknown,
  known: Readonly<Record<string, ArgumentSchema>>,
  required: readonly string[],
): Arguments {
  if (given === undefined && required.length === 0) return {};
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new EdgeError("bad-request", "arguments must be an object");
  const checked = new Map<string, string | number>();
  for (const [name, value] of Object.entries(given)) {
    const schema = Object.hasOwn(known, name) ? known[name] : undefined;
    if (schema === undefined)
      throw new EdgeError("bad-request", `there is no such argument; this tool takes ${listOf(Object.keys(known))}`);
    checked.set(name, checkedValue(name, value, schema));
  }
  const missing = required.filter((name) => !checked.has(name));
  if (missing.length > 0) throw new EdgeError("bad-request", `this tool needs ${listOf(missing)}`);
  return Object.fromEntries(checked);
}

function checkedValue(name: string, value: unknown, schema: ArgumentSchema): string | number {
  if (schema.type === "integer") {
    const { minimum = 0, maximum = 0 } = schema;
    if (typeof value === "number" && Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    throw new EdgeError("bad-request", `${name} must be an integer from ${minimum} to ${maximum}`);
  }
  if (typeof value !== "string" || value === "" || value.length > MOST_TEXT)
    throw new EdgeError("bad-request", `${name} must be a text of 1 to ${MOST_TEXT} characters`);
  if (schema.enum !== undefined && !schema.enum.includes(value))
    throw new EdgeError("bad-request", `${name} must be one of ${listOf(schema.enum)}`);
  return value;
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
