/** What a form needs of a JSON Schema. */
import type { Values } from "../edit-values.ts";

export interface Schema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema | readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly writeOnly?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
}

/** The kinds of fields that a form has. */
export type Field =
  | { readonly kind: "choice"; readonly options: readonly (string | number | boolean)[] }
  | { readonly kind: "flag" | "number" | "text" | "secret" | "localized" | "unknown" }
  | { readonly kind: "list"; readonly item: Schema }
  | { readonly kind: "tuple"; readonly items: readonly Schema[] }
  | {
      readonly kind: "map";
      readonly properties: Readonly<Record<string, Schema>>;
      readonly required: readonly string[];
    }
  | { readonly kind: "record"; readonly value: Schema }
  | { readonly kind: "variants"; readonly variants: readonly Schema[] };

export function fieldOf(schema: Schema): Field {
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches !== undefined) return branchField(branches);
  if (schema.enum !== undefined) return { kind: "choice", options: schema.enum.filter(isPlain) };
  if (schema.const !== undefined) return { kind: "choice", options: [schema.const].filter(isPlain) };
  if (schema.writeOnly === true) return { kind: "secret" };
  if (schema.type === "boolean") return { kind: "flag" };
  if (schema.type === "number" || schema.type === "integer") return { kind: "number" };
  if (schema.type === "string") return { kind: "text" };
  if (schema.type === "array") return listField(schema);
  if (schema.properties !== undefined) return mapField(schema.properties, schema.required ?? []);
  const [value] = Object.values(schema.patternProperties ?? {});
  return value === undefined ? { kind: "unknown" } : { kind: "record", value };
}

function branchField(branches: readonly Schema[]): Field {
  const constants = branches.map((branch) => branch.const);
  if (constants.every(isPlain)) return { kind: "choice", options: constants.filter(isPlain) };
  const [only] = branches;
  return branches.length === 1 && only !== undefined ? fieldOf(only) : { kind: "variants", variants: branches };
}

function listField({ items }: Schema): Field {
  if (items === undefined) return { kind: "unknown" };
  return Array.isArray(items)
    ? { kind: "tuple", items: items as readonly Schema[] }
    : { kind: "list", item: items as Schema };
}

function mapField(properties: Readonly<Record<string, Schema>>, required: readonly string[]): Field {
  const keys = Object.keys(properties);
  const isLocalized = keys.length === 2 && keys.includes("zh") && keys.includes("en");
  return isLocalized ? { kind: "localized" } : { kind: "map", properties, required };
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** The variant that a value follows: by its constants, else by its type. */
export function variantOf(variants: readonly Schema[], value: unknown): number {
  const found = variants.findIndex((variant) => fits(variant, value));
  return Math.max(0, found);
}

function fits(schema: Schema, value: unknown): boolean {
  if (schema.const !== undefined) return schema.const === value;
  if (schema.enum !== undefined) return schema.enum.includes(value);
  if (schema.anyOf !== undefined) return schema.anyOf.some((branch) => fits(branch, value));
  if (Array.isArray(value)) return schema.type === "array";
  if (typeof value !== "object" || value === null)
    return schema.type === typeof value || (schema.type === "integer" && typeof value === "number");
  const { properties } = schema;
  if (properties === undefined) return schema.type === "object";
  const map = value as Values;
  return Object.keys(map).every((key) => {
    const property = properties[key];
    return property !== undefined && (property.const === undefined || property.const === map[key]);
  });
}

/** A first value that a person can go on from: constants and empty required parts. */
export function startOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  const field = fieldOf(schema);
  switch (field.kind) {
    case "choice":
      return field.options[0];
    case "flag":
      return false;
    case "number":
      return schema.minimum ?? 0;
    case "localized":
      return { zh: "", en: "" };
    case "list":
      return [];
    case "tuple":
      return field.items.map(startOf);
    case "map":
      return Object.fromEntries(
        field.required.flatMap((key) => {
          const property = field.properties[key];
          return property === undefined || property.writeOnly === true ? [] : [[key, startOf(property)]];
        }),
      );
    case "record":
      return {};
    case "variants":
      return startOf(field.variants[0] as Schema);
    default:
      return "";
  }
}

/** The words by which people know an item of a list. */
export function itemName(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return value === undefined ? undefined : String(value);
  const map = value as Values;
  for (const key of ["label", "id", "name", "signal", "uid", "path"]) {
    const one = map[key];
    if (typeof one === "string" && one !== "") return one;
  }
  return undefined;
}

/** The schema of one section. */
export function sectionSchema(whole: object | null, name: string): Schema | undefined {
  return (whole as Schema | null)?.properties?.[name];
}
