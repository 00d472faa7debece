/**
 * Selects the part of a value that a tag or an event field reads: an element of an array or matrix, a field of a
 * structure, or an element within that field.
 */

import { ConfigFault } from "../../../contracts/plant/config-text.ts";
import { sentence } from "../problem-table.ts";

/** A field by name, or an element by index. */
export type ValueStep = string | number;

const STEP = /^([^.[\]]*)((?:\[\d{1,5}\])*)$/;

/**
 * Reads `Records[2].Temperature`, or `[2].Temperature` within an array. Throws a ConfigFault that names the path and
 * the mistake in it.
 */
export function parseValuePath(text: string): ValueStep[] {
  return text.split(".").flatMap((part, i) => {
    const [, name, elements = ""] = STEP.exec(part) ?? [];
    if (name === undefined || (name === "" && (i > 0 || elements === "")))
      throw new ConfigFault(sentence("value-path", { field: text, part }));
    return [
      ...(name === "" ? [] : [name]),
      ...elements.split(/[[\]]+/).flatMap((place) => (place === "" ? [] : [Number(place)])),
    ];
  });
}

/**
 * The value at the path; undefined where there is none. A DataTypeDefinition spells `ActPos` what node-opcua's objects
 * call `actPos`.
 */
export function valueAt(structure: unknown, path: readonly ValueStep[]): unknown {
  let at: unknown = structure;
  for (const step of path) {
    if (at === null || typeof at !== "object") return undefined;
    const parts = at as Readonly<Record<string | number, unknown>>;
    const lower = typeof step === "string" ? step.charAt(0).toLowerCase() + step.slice(1) : step;
    at = Object.hasOwn(parts, lower) ? parts[lower] : Object.hasOwn(parts, step) ? parts[step] : undefined;
  }
  return at;
}

/** Type of the 64-bit integer at the path: node-opcua represents those as pairs, which look like arrays of two. */
export function wideTypeAt(structure: unknown, path: readonly ValueStep[]): "Int64" | "UInt64" | undefined {
  const last = path.findLastIndex((step) => typeof step === "string");
  const owner = valueAt(structure, path.slice(0, last)) as
    | { readonly schema?: { readonly fields?: readonly FieldSchema[] } }
    | undefined;
  const field = owner?.schema?.fields?.find(({ name }) => name.toLowerCase() === String(path[last]).toLowerCase());
  if (field === undefined || (field.isArray === true) !== last < path.length - 1) return undefined;
  return field.fieldType === "Int64" || field.fieldType === "UInt64" ? field.fieldType : undefined;
}

/**
 * Whether the path has no value because the structure leaves out an optional field that its type declares, or holds
 * another member of the union.
 */
export function isAbsentOption(structure: unknown, path: readonly ValueStep[]): boolean {
  let at: unknown = structure;
  for (const step of path) {
    const next = valueAt(at, [step]);
    if (next === undefined || next === null) return typeof step === "string" && declares(at, step);
    at = next;
  }
  return false;
}

function declares(structure: unknown, name: string): boolean {
  let schema = (structure as Structure | null)?.schema ?? null;
  while (schema !== null) {
    if (schema.fields?.some((field) => field.name.toLowerCase() === name.toLowerCase())) return true;
    schema = schema._baseSchema ?? null;
  }
  return false;
}

interface Structure {
  readonly schema?: Schema;
}

interface Schema {
  readonly fields?: readonly FieldSchema[];
  readonly _baseSchema?: Schema | null;
}

interface FieldSchema {
  readonly name: string;
  readonly fieldType: string;
  readonly isArray?: boolean;
}

/**
 * Position of an element of an array or matrix among its values, which come row by row (OPC 10000-6, 5.2.2.16). Fewer
 * indices than dimensions select the first element of that row or plane. Undefined for an index out of bounds and for
 * more indices than dimensions.
 */
export function flatPlace(places: readonly number[], dimensions: readonly number[]): number | undefined {
  if (places.length > dimensions.length) return undefined;
  let flat = 0;
  for (const [i, size] of dimensions.entries()) {
    const place = places[i] ?? 0;
    if (place >= size) return undefined;
    flat = flat * size + place;
  }
  return flat;
}

interface ArrayValue {
  readonly dimensions?: readonly number[] | null;
  readonly value: unknown;
}

/**
 * Sizes of an array or matrix, outermost first. A matrix whose sizes do not match the number of values counts as an
 * array.
 */
export function dimensionsOf({ dimensions, value }: ArrayValue): readonly number[] {
  const length = (value as ArrayLike<unknown> | null)?.length ?? 0;
  if (dimensions === null || dimensions === undefined || dimensions.length < 2) return [length];
  return dimensions.reduce((product, size) => product * size, 1) === length ? dimensions : [length];
}
