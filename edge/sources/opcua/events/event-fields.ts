/** Selects the fields of events, and reads events from them. Runs in the worker. */
import { AttributeIds, NodeId, SimpleAttributeOperand, type Variant } from "node-opcua-client";
import { nodeIdText } from "../decode/node-id-text.ts";
import { isPlausible } from "../decode/source-times.ts";
import { indexOf } from "../subscribe/resolve-paths.ts";
import type { EventTypes } from "./event-types.ts";
import type { ServerEvent } from "./messages.ts";
import type { EventPlan } from "./plan-events.ts";

const MAX_TEXT_LENGTH = 4096;

const BASE_EVENT = 2041;
const CONDITION = 2782;
const ACKNOWLEDGEABLE = 2881;
const ALARM = 2915;

/**
 * Selected for every event, in this order. The ConditionId is the NodeId attribute of the condition itself (OPC
 * 10000-9, 5.5.2.13).
 */
const FIELDS = {
  conditionId: [CONDITION],
  eventId: [BASE_EVENT, "EventId"],
  eventType: [BASE_EVENT, "EventType"],
  sourceNode: [BASE_EVENT, "SourceNode"],
  sourceName: [BASE_EVENT, "SourceName"],
  time: [BASE_EVENT, "Time"],
  message: [BASE_EVENT, "Message"],
  severity: [BASE_EVENT, "Severity"],
  conditionName: [CONDITION, "ConditionName"],
  conditionClass: [CONDITION, "ConditionClassId"],
  branchId: [CONDITION, "BranchId"],
  retain: [CONDITION, "Retain"],
  comment: [CONDITION, "Comment"],
  commentBy: [CONDITION, "ClientUserId"],
  acknowledged: [ACKNOWLEDGEABLE, "AckedState", "Id"],
  confirmed: [ACKNOWLEDGEABLE, "ConfirmedState", "Id"],
  active: [ALARM, "ActiveState", "Id"],
  latched: [ALARM, "LatchedState", "Id"],
  suppressed: [ALARM, "SuppressedState", "Id"],
  outOfService: [ALARM, "OutOfServiceState", "Id"],
  shelvingState: [ALARM, "ShelvingState", "CurrentState", "Id"],
  unshelveTime: [ALARM, "ShelvingState", "UnshelveTime"],
} as const satisfies Readonly<Record<string, readonly [type: number, ...path: string[]]>>;

type FieldName = keyof typeof FIELDS;
const NAMES = Object.keys(FIELDS) as FieldName[];
const PLACES = Object.fromEntries(NAMES.map((name, i) => [name, i])) as Readonly<Record<FieldName, number>>;

/** OPC 10000-5, annex B: states of ShelvedStateMachineType. */
const TIMED_SHELVED = 2932;
const ONE_SHOT_SHELVED = 2933;

/** OPC 10000-9, 5.9. */
const CLASSES: ReadonlyMap<number, "process" | "safety" | "system"> = new Map([
  [11164, "process"],
  [11165, "process"],
  [11166, "system"],
  [17218, "safety"],
]);

/** The fields of every event, then those of the plan. */
export function selectClauses(
  plan: EventPlan,
  types: EventTypes,
  namespaces: readonly string[],
): SimpleAttributeOperand[] {
  const own = NAMES.map((name) => {
    const [type, ...path]: readonly [number, ...string[]] = FIELDS[name];
    return clause(
      ns0(type),
      path.map((step) => ({ namespaceIndex: 0, name: step })),
    );
  });
  const planned = plan.fields.map(({ rule, path }) =>
    clause(
      types.typeOf(rule) ?? ns0(BASE_EVENT),
      path.map(({ uri, name }) => ({ namespaceIndex: Math.max(0, indexOf(namespaces, uri)), name })),
    ),
  );
  return [...own, ...planned];
}

function clause(
  typeDefinitionId: NodeId,
  browsePath: { namespaceIndex: number; name: string }[],
): SimpleAttributeOperand {
  return new SimpleAttributeOperand({
    typeDefinitionId,
    browsePath,
    attributeId: browsePath.length === 0 ? AttributeIds.NodeId : AttributeIds.Value,
  });
}

/** The value of one of the plan's fields. */
export function plannedValue(fields: readonly Variant[], place: number): unknown {
  return fields[NAMES.length + place]?.value;
}

export function nodeIdIn(fields: readonly Variant[], name: "eventType" | "sourceNode"): NodeId | undefined {
  const value: unknown = fields[PLACES[name]]?.value;
  return value instanceof NodeId && !value.isEmpty() ? value : undefined;
}

/** The common fields of an event. */
export function readEvent(fields: readonly Variant[], namespaces: readonly string[]): Omit<ServerEvent, "typeName"> {
  const value = (name: FieldName): unknown => fields[PLACES[name]]?.value ?? undefined;
  const id = (name: FieldName): string | undefined => {
    const nodeId = value(name);
    return nodeId instanceof NodeId && !nodeId.isEmpty() ? nodeIdText(nodeId, namespaces) : undefined;
  };
  const flag = (name: FieldName): boolean | undefined =>
    typeof value(name) === "boolean" ? (value(name) as boolean) : undefined;
  const [eventId, time, severity] = [value("eventId"), value("time"), value("severity")];
  return {
    conditionId: id("conditionId"),
    branchId: id("branchId"),
    eventId: eventId instanceof Uint8Array ? Buffer.from(eventId).toString("base64") : "",
    eventType: id("eventType") ?? "",
    sourceNode: id("sourceNode"),
    sourceName: textOf(value("sourceName")),
    conditionName: textOf(value("conditionName")),
    conditionClass: classOf(value("conditionClass")),
    ...timeOf(time),
    message: textOf(value("message")),
    severity: typeof severity === "number" ? severity : 0,
    active: flag("active"),
    acknowledged: flag("acknowledged"),
    confirmed: flag("confirmed"),
    retain: flag("retain"),
    latched: flag("latched"),
    suppressed: flag("suppressed"),
    outOfService: flag("outOfService"),
    shelved: shelvedOf(value("shelvingState"), value("unshelveTime")),
    comment: textOf(value("comment")),
    commentBy: textOf(value("commentBy")),
  };
}

/**
 * When the event happened. Servers that leave the time out send 1 January 1601; the time is then that of arrival, and
 * is marked as such.
 */
function timeOf(sent: unknown): Pick<ServerEvent, "time" | "isArrivalTime"> {
  return isPlausible(sent) ? { time: sent.getTime() * 1000 } : { time: Date.now() * 1000, isArrivalTime: true };
}

function classOf(id: unknown): ServerEvent["conditionClass"] {
  return id instanceof NodeId && id.namespace === 0 ? CLASSES.get(Number(id.value)) : undefined;
}

/** UnshelveTime is a Duration in ms (OPC 10000-9, 5.8.17.2). */
function shelvedOf(state: unknown, unshelveTime: unknown): ServerEvent["shelved"] {
  if (!(state instanceof NodeId) || state.namespace !== 0) return undefined;
  const kind = state.value === TIMED_SHELVED ? "timed" : state.value === ONE_SHOT_SHELVED ? "oneShot" : undefined;
  if (kind === undefined) return undefined;
  return {
    kind,
    ...(typeof unshelveTime === "number" && unshelveTime > 0 && Number.isFinite(unshelveTime)
      ? { leftMs: unshelveTime }
      : {}),
  };
}

function textOf(value: unknown): string {
  const text =
    value !== null && typeof value === "object" && "text" in value ? (value as { text: unknown }).text : value;
  return typeof text === "string" ? text.slice(0, MAX_TEXT_LENGTH) : "";
}

function ns0(id: number): NodeId {
  return new NodeId(NodeId.NodeIdType.NUMERIC, id);
}
