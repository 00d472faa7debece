import type { BatchBuilder } from "../../batch/builder.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import { Type } from "../../contracts/schema.ts";
import { Status } from "./status.ts";

/** Longest text taken from a message; the rest is cut off. */
const MAX_TEXT_LENGTH = 4096;

/** A path into a message, compiled once (RFC 6901). `count:` before it asks for the length of the array there. */
export interface Projection {
  readonly kind: "value" | "count";
  readonly path: readonly string[];
}

/** One tag with its path into messages and, for enums, the code of each word. */
export interface BoundProjection {
  readonly tag: Tag;
  readonly projection: Projection;
  readonly codes: ReadonlyMap<string, number> | undefined;
  /** Value for a message without the tag; undefined: no sample. */
  readonly absent: number | string | undefined;
}

/** Schema pattern of a pointer with its optional prefix. */
export const POINTER_PATTERN = "^(count:)?(/.*)?$";

export function compileProjection(pointer: string): Projection {
  const isCount = pointer.startsWith("count:");
  const path = isCount ? pointer.slice("count:".length) : pointer;
  return {
    kind: isCount ? "count" : "value",
    path: path
      .split("/")
      .slice(1)
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")),
  };
}

/**
 * The value at the path; undefined where a step leads nowhere. Own members only, so that no name reaches a prototype.
 */
export function valueAt(message: unknown, path: readonly string[]): unknown {
  let value = message;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** Outcome for a value: taken, missing, or of a type that the tag cannot hold. */
export type Outcome = "taken" | "missing" | "mismatch" | "inexact";

/**
 * Adds one sample for the tag; none where the message lacks it. Null, infinities and values of the wrong type give a
 * Bad sample.
 */
export function project(message: unknown, binding: BoundProjection, into: Target): Outcome {
  return addProjected(valueAt(message, binding.projection.path), binding, into);
}

/** The same for a value that is already known. */
export function addProjected(
  value: unknown,
  { tag, projection, codes, absent }: BoundProjection,
  { samples, time, flags, status = Status.good }: Target,
): Outcome {
  const found =
    value === undefined ? absent : projection.kind === "count" && Array.isArray(value) ? value.length : value;
  if (found === undefined) return "missing";
  if (found === null) {
    samples.add(tag.ref, time, Number.NaN, Status.bad, flags);
    return "taken";
  }
  const isInexact = isWide(found);
  const own = isInexact && status === Status.good ? Status.uncertain : status;
  if (tag.type === "text" && projection.kind === "value") {
    samples.addText(tag.ref, time, textOf(found), own, flags);
    return isInexact ? "inexact" : "taken";
  }
  const number = numberOf(found, codes);
  const isGood = Number.isFinite(number);
  samples.add(
    tag.ref,
    time,
    isGood ? number : Number.NaN,
    isGood ? own : typeof found === "number" ? Status.badOutOfRange : Status.badTypeMismatch,
    flags,
  );
  return !isGood ? "mismatch" : isInexact ? "inexact" : "taken";
}

/** A binding as configs write it. */
export interface ProjectionBinding {
  readonly pointer: string;
  readonly map?: Readonly<Record<string, number>>;
  readonly absent?: number | string;
}

export function bindProjection(tag: Tag, { pointer, map, absent }: ProjectionBinding): BoundProjection {
  return {
    tag,
    projection: compileProjection(pointer),
    codes: map === undefined ? undefined : new Map(Object.entries(map)),
    absent,
  };
}

/** Schemas of the binding keys that all JSON formats share. */
export const projectionKeys = {
  map: Type.Optional(
    Type.Record(Type.String(), Type.Number(), {
      description: "Code of each word, for enum tags: { AUTOMATIC: 0, MANUAL: 2 }.",
    }),
  ),
  absent: Type.Optional(
    Type.Union([Type.Number(), Type.String()], {
      description:
        "Value where a message does not have it, such as 0 for the load weight of an empty vehicle. Default: " +
        "no sample.",
    }),
  ),
};

/** Destination of projected samples, and their common properties. */
export interface Target {
  readonly samples: BatchBuilder;
  readonly time: Micros;
  readonly flags: number;
  /** Status of a value that the tag can hold; absent: Good. */
  readonly status?: number;
}

function numberOf(value: unknown, codes: ReadonlyMap<string, number> | undefined): number {
  if (typeof value === "string") return codes?.get(value) ?? Number.NaN;
  if (typeof value === "number") return value;
  return typeof value === "boolean" ? Number(value) : Number.NaN;
}

/** Whether JSON parsing lost digits: a 64-bit integer beyond 2^53. Numbers beyond 64 bits were never integers. */
function isWide(value: unknown): boolean {
  return (
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) <= 2 ** 64
  );
}

function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > MAX_TEXT_LENGTH ? text.slice(0, MAX_TEXT_LENGTH) : text;
}
