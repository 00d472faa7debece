/**
 * Turns values of events and records into plain ones, and takes the parts from them that rules name. Runs in the
 * worker.
 */

import { LocalizedText, NodeId } from "node-opcua-client";
import { nodeIdText } from "../decode/node-id-text.ts";
import { isPlausible } from "../decode/source-times.ts";
import { type ValueStep, valueAt, wideTypeAt } from "../decode/value-path.ts";
import type { EventParts } from "./event-parts.ts";
import type { PlannedField, PlannedParts } from "./plan-events.ts";

const MAX_TEXT = 4096;
const MAX_ELEMENTS = 1000;
const DEEPEST = 6;

/** `read` returns a whole field; this function selects the parts within it. */
export function partsOf(
  planned: PlannedParts,
  read: (field: PlannedField) => unknown,
  namespaces: readonly string[],
): EventParts {
  const take = (field: PlannedField | undefined): unknown =>
    field === undefined ? undefined : mapped(field, partAt(read(field), field.at, namespaces));
  const text = (field: PlannedField | undefined): string | undefined => {
    const value = take(field);
    return value === undefined || value === null || value === "" || typeof value === "object"
      ? undefined
      : String(value);
  };
  const [pieceId, jobId, label] = [text(planned.pieceId), text(planned.jobId), text(planned.asset)];
  const sequence = take(planned.sequence);
  const time = planned.time === undefined ? undefined : valueAt(read(planned.time), planned.time.at);
  return {
    type: typeof planned.type === "string" ? planned.type : text(planned.type),
    ...(pieceId === undefined ? {} : { pieceId }),
    ...(jobId === undefined ? {} : { jobId }),
    ...(label === undefined ? {} : { label }),
    ...(typeof sequence === "number" && Number.isFinite(sequence) ? { sequence } : {}),
    ...(isPlausible(time) ? { time: time.getTime() * 1000 } : {}),
    payload: Object.fromEntries(
      Object.entries(planned.payload).flatMap(([name, field]) => {
        const value = take(field);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

function partAt(value: unknown, at: readonly ValueStep[], namespaces: readonly string[]): unknown {
  const wide = at.length === 0 ? undefined : wideTypeAt(value, at);
  const part = valueAt(value, at);
  return wide !== undefined && Array.isArray(part)
    ? wideNumber(part as [number, number], wide)
    : plainOf(part, namespaces);
}

function mapped({ map }: PlannedField, value: unknown): unknown {
  if (map === undefined) return value;
  const key = String(value);
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function wideNumber([high, low]: [number, number], type: "Int64" | "UInt64"): number {
  return (type === "Int64" ? high | 0 : high >>> 0) * 2 ** 32 + (low >>> 0);
}

/** Numbers, texts, flags, lists and records of them; times as RFC 3339, bytes as base64. */
function plainOf(value: unknown, namespaces: readonly string[], depth = 0): unknown {
  if (value === null || value === undefined || depth > DEEPEST) return undefined;
  if (typeof value === "string") return value.slice(0, MAX_TEXT);
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "boolean") return value;
  if (value instanceof Date) return Number.isFinite(value.getTime()) ? value.toISOString() : undefined;
  if (value instanceof NodeId) return nodeIdText(value, namespaces);
  if (value instanceof LocalizedText) return (value.text ?? "").slice(0, MAX_TEXT);
  if (Buffer.isBuffer(value)) return value.toString("base64").slice(0, MAX_TEXT);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>).slice(0, MAX_ELEMENTS);
  if (Array.isArray(value))
    return value.slice(0, MAX_ELEMENTS).map((one) => plainOf(one, namespaces, depth + 1) ?? null);
  if (typeof value !== "object") return undefined;
  if ("text" in value && "locale" in value) return String((value as { text: unknown }).text ?? "").slice(0, MAX_TEXT);
  return structureOf(value, namespaces, depth);
}

/** Fields by their names in the definition, where the library gives them. */
function structureOf(value: object, namespaces: readonly string[], depth: number): Record<string, unknown> {
  const { schema } = value as {
    readonly schema?: { readonly fields?: readonly { readonly name: string; readonly originalName?: string }[] };
  };
  const fields: readonly { readonly name: string; readonly originalName?: string }[] =
    schema?.fields ?? Object.keys(value).map((name) => ({ name }));
  const plain: Record<string, unknown> = {};
  for (const { name, originalName } of fields) {
    const wide = wideTypeAt(value, [name]);
    const own = (value as Readonly<Record<string, unknown>>)[name];
    const member =
      wide !== undefined && Array.isArray(own)
        ? wideNumber(own as [number, number], wide)
        : plainOf(own, namespaces, depth + 1);
    if (member !== undefined)
      Object.defineProperty(plain, originalName ?? name, {
        value: member,
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return plain;
}
