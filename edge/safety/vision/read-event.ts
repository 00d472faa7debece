import type { Micros } from "../../contracts/path/sample-batch.ts";
import { writtenTime } from "../../contracts/path/written-time.ts";
import {
  ERROR_LIMIT_M,
  EVENT_KINDS,
  EVENT_TIME,
  PLACE_LIMIT_M,
  VISION_SCHEMA,
  type VisionEvent,
  visionEventSchema,
} from "../../contracts/safety/vision.ts";

/** An event that follows the schema. */
export interface ReadEvent {
  readonly eventId: string;
  readonly camera: string;
  /** By the camera's clock. */
  readonly time: Micros;
  readonly kind: VisionEvent["kind"];
  /** 0 for a sign of life. */
  readonly confidence: number;
  readonly zone: string | undefined;
  readonly position: VisionEvent["position"];
  readonly track: string | undefined;
}

/** The member that is wrong; empty where the event is no object. `why` never has the value, which may be personal. */
export interface Refused {
  readonly field: string;
  readonly why: string;
}

const MEMBERS = visionEventSchema.properties;
const TIME = new RegExp(EVENT_TIME);
const DEFAULT_ERROR_M = 1;

/** Reads one event, or names the first member that breaks the schema (rule VE1). Pure. */
export function readEvent(value: unknown): ReadEvent | Refused {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { field: "", why: "it is no JSON object" };
  const members = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(members).find((name) => !Object.hasOwn(MEMBERS, name));
  if (unknown !== undefined)
    return { field: unknown.slice(0, 64).replaceAll(/[^\w.-]/g, "?"), why: "the schema has no such member" };
  const own = (name: string): unknown => (Object.hasOwn(members, name) ? members[name] : undefined);
  const refused = firstRefused(own);
  if (refused !== undefined) return refused;
  const event = members as unknown as VisionEvent;
  const { eventId, camera, kind, confidence = 0, position } = event;
  return {
    ...{ eventId, camera, kind, confidence, time: writtenTime(event.time) },
    zone: event.zone,
    position: position === undefined ? undefined : { error95: DEFAULT_ERROR_M, ...position },
    track: event.track,
  };
}

type Own = (name: string) => unknown;

function firstRefused(own: Own): Refused | undefined {
  if (own("schema") !== VISION_SCHEMA) return { field: "schema", why: `it must be "${VISION_SCHEMA}"` };
  for (const name of ["eventId", "camera"])
    if (!isText(name, own(name))) return { field: name, why: "letters, digits and ._:- are allowed, 64 at most" };
  const time = own("time");
  const isTime = typeof time === "string" && TIME.test(time) && Number.isFinite(writtenTime(time));
  if (!isTime) return { field: "time", why: "it must be a time of RFC 3339 with Z or an offset" };
  const kind = own("kind");
  if (!EVENT_KINDS.some((one) => one === kind)) return { field: "kind", why: `one of ${EVENT_KINDS.join(", ")}` };
  const confidence = own("confidence");
  if (confidence === undefined ? kind !== "alive" : !isWithin(confidence, 0, 1))
    return { field: "confidence", why: "it must be a number from 0 to 1" };
  for (const name of ["zone", "track"])
    if (own(name) !== undefined && !isText(name, own(name)))
      return { field: name, why: "letters, digits and ._:- are allowed, 64 at most" };
  if (own("picture") !== undefined && !isText("picture", own("picture")))
    return { field: "picture", why: "it must be a reference: a name, or an https address without user and query" };
  return positionRefused(own("position"));
}

function positionRefused(position: unknown): Refused | undefined {
  if (position === undefined) return undefined;
  if (typeof position !== "object" || position === null || Array.isArray(position))
    return { field: "position", why: "it must be an object with x and y" };
  const members = position as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(members).find((name) => !["x", "y", "error95"].includes(name));
  if (unknown !== undefined) return { field: "position", why: "it has x, y and error95 only" };
  for (const axis of ["x", "y"])
    if (!isWithin(Object.hasOwn(members, axis) ? members[axis] : undefined, -PLACE_LIMIT_M, PLACE_LIMIT_M))
      return { field: `position.${axis}`, why: `it must be a number of metres, ${PLACE_LIMIT_M} at most` };
  const error = Object.hasOwn(members, "error95") ? members["error95"] : undefined;
  return error === undefined || isWithin(error, 0, ERROR_LIMIT_M)
    ? undefined
    : { field: "position.error95", why: `it must be 0 to ${ERROR_LIMIT_M} m` };
}

const PATTERNS: ReadonlyMap<string, RegExp> = new Map(
  (["eventId", "camera", "zone", "track", "picture"] as const).map((name) => [
    name,
    new RegExp((MEMBERS[name] as { readonly pattern?: string }).pattern ?? ""),
  ]),
);

function isText(name: string, value: unknown): value is string {
  return typeof value === "string" && value.length <= 320 && PATTERNS.get(name)?.test(value) === true;
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && value >= least && value <= most;
}
