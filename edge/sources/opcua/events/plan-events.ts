/**
 * Turns the rules of the config into a worker's plan: paths by namespace URI, parts of fields as steps. Throws
 * ConfigFaults that name the remedy.
 */

import { ConfigFault } from "../../../contracts/plant/config-text.ts";
import { parseValuePath, type ValueStep } from "../decode/value-path.ts";
import { sentence } from "../problem-table.ts";
import { lastStep, type PathElement, parseBrowsePath } from "../subscribe/browse-path.ts";
import type { EventRule, FieldRule, RingRule } from "./config.ts";

/** Where the edge reads a part of an event. */
export interface PlannedField {
  /** Place in the plan's event fields; absent for a record of a ring. */
  readonly field?: number;
  /** Steps into the field, or into the record. */
  readonly at: readonly ValueStep[];
  /** Names for its values; a value without a name is left out. */
  readonly map?: Readonly<Record<string, string | number | boolean>>;
}

/** The parts of an event of the plant. */
export interface PlannedParts {
  readonly type?: string | PlannedField;
  readonly pieceId?: PlannedField;
  readonly jobId?: PlannedField;
  readonly asset?: PlannedField;
  readonly sequence?: PlannedField;
  /** Absent: the server counts all events of the type together. */
  readonly sequencePer?: "server" | "source";
  readonly time?: PlannedField;
  readonly payload: Readonly<Record<string, PlannedField>>;
}

export interface PlannedEventRule {
  /** Browse name of the event type. */
  readonly event: PathElement;
  readonly becomes: "event" | "alert" | "nothing";
  readonly kind?: "process" | "safety" | "system";
  readonly annunciation?: "alarm" | "advisory" | "event";
  readonly parts: PlannedParts;
}

export interface EventPlan {
  readonly rules: readonly PlannedEventRule[];
  /** Fields that rules need besides the common ones, each with the first rule that needs it. */
  readonly fields: readonly { readonly rule: number; readonly path: readonly PathElement[] }[];
}

type Namespaces = ReadonlyMap<string, string>;
type WrittenParts = Pick<
  EventRule,
  "type" | "pieceId" | "jobId" | "asset" | "sequence" | "sequencePer" | "time" | "payload"
>;

export function planEvents(written: readonly EventRule[], namespaces: Namespaces): EventPlan {
  const fields: { rule: number; path: PathElement[] }[] = [];
  const places = new Map<string, number>();
  const rules = written.map(({ event, becomes, kind, annunciation, ...rest }, rule): PlannedEventRule => {
    const [name, ...more] = parseBrowsePath(event, namespaces);
    if (name === undefined || more.length > 0) throw new ConfigFault(sentence("event-name", { event }));
    if (becomes === "event" && rest.type === undefined) throw new ConfigFault(sentence("event-no-type", { event }));
    const place = (text: string): number => {
      const path = parseBrowsePath(text, namespaces);
      const key = JSON.stringify(path);
      const known = places.get(key) ?? fields.push({ rule, path }) - 1;
      places.set(key, known);
      return known;
    };
    const parts = planParts(rest, ({ field, at, map }) => ({
      field: place(field),
      at: at === undefined ? [] : parseValuePath(at),
      ...(map === undefined ? {} : { map }),
    }));
    return {
      event: name,
      becomes,
      ...(kind === undefined ? {} : { kind }),
      ...(annunciation === undefined ? {} : { annunciation }),
      parts,
    };
  });
  return { rules, fields };
}

/** A ring with the folder that holds its array. */
export interface PlannedRing {
  readonly parts: PlannedParts;
  readonly everyMs: number;
  readonly text: string;
  readonly folder: readonly PathElement[];
  /** Path of the array from there, as written. */
  readonly array: string;
}

export function planRings(rings: readonly RingRule[], namespaces: Namespaces): PlannedRing[] {
  return rings.map(({ path: text, every, sequence, ...written }) => {
    const path = parseBrowsePath(text, namespaces);
    if (path.pop() === undefined || path.length === 0) throw new ConfigFault(sentence("ring-path", { ring: text }));
    const parts = planParts({ ...written, sequence }, ({ field, at, map }) => ({
      at: parseValuePath(at === undefined ? field : `${field}${at.startsWith("[") ? "" : "."}${at}`),
      ...(map === undefined ? {} : { map }),
    }));
    return { parts, everyMs: every, text, folder: path, array: lastStep(text) };
  });
}

function planParts(
  { type, pieceId, jobId, asset, sequence, sequencePer, time, payload }: WrittenParts,
  plan: (rule: FieldRule) => PlannedField,
): PlannedParts {
  const field = (written: string | FieldRule): PlannedField =>
    plan(typeof written === "string" ? { field: written } : written);
  const optional = <K extends string>(name: K, written: string | FieldRule | undefined) =>
    written === undefined ? {} : ({ [name]: field(written) } as Record<K, PlannedField>);
  return {
    ...(type === undefined ? {} : { type: typeof type === "string" ? type : plan(type) }),
    ...optional("pieceId", pieceId),
    ...optional("jobId", jobId),
    ...optional("asset", asset),
    ...optional("sequence", sequence),
    ...(sequencePer === undefined ? {} : { sequencePer }),
    ...optional("time", time),
    payload: Object.fromEntries(Object.entries(payload).map(([name, written]) => [name, field(written)])),
  };
}
