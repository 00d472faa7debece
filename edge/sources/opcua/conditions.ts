/** Events and conditions of a server: subscribed, refreshed, read into plain objects. Runs in the worker. */
import { AttributeIds, DataType, type EventFieldList, EventFilter, MonitoringMode, NodeId, ObjectIds, SimpleAttributeOperand, TimestampsToReturn, type Variant } from "node-opcua-client";
import type { RawSession } from "./client.ts";
import type { Post } from "./connection.ts";
import { nodeIdText } from "./decode-value.ts";
import type { ServerEvent } from "./messages.ts";
import { createSubscription, type Subscription } from "./subscriptions.ts";

/** Events a server keeps while the link is cut; beyond it sends an EventQueueOverflowEvent. */
const QUEUE_SIZE = 10_000;
const MAX_TEXT_LENGTH = 4096;

const BASE_EVENT = 2041;
const CONDITION = 2782;
const ACKNOWLEDGEABLE = 2881;
const ALARM = 2915;

/** Fields asked for, in order. The ConditionId is the NodeId attribute of the condition itself (OPC 10000-9, 5.5.2.13). */
const FIELDS: readonly (readonly [type: number, ...path: string[]])[] = [
  [CONDITION],
  [BASE_EVENT, "EventId"],
  [BASE_EVENT, "EventType"],
  [BASE_EVENT, "SourceNode"],
  [BASE_EVENT, "SourceName"],
  [BASE_EVENT, "Time"],
  [BASE_EVENT, "Message"],
  [BASE_EVENT, "Severity"],
  [CONDITION, "ConditionName"],
  [CONDITION, "BranchId"],
  [CONDITION, "Retain"],
  [ACKNOWLEDGEABLE, "AckedState", "Id"],
  [ACKNOWLEDGEABLE, "ConfirmedState", "Id"],
  [ALARM, "ActiveState", "Id"],
];

const CONDITION_REFRESH = 3875;
const REFRESH_START = 2787;
const REFRESH_END = 2788;
const REFRESH_REQUIRED = 2789;

/** One subscription with the events of the Server object, where every notifier of the server reports to (OPC 10000-3, 8.3.1). Throws where the server has no events. */
export async function subscribeEvents(session: RawSession, options: { readonly keepAliveMs: number; readonly clientHandle: number }): Promise<Subscription> {
  const subscription: Subscription = { ...(await createSubscription(session, 0, options.keepAliveMs)), isEvents: true };
  const selectClauses = FIELDS.map(
    ([type, ...browsePath]) =>
      new SimpleAttributeOperand({
        typeDefinitionId: new NodeId(NodeId.NodeIdType.NUMERIC, type),
        browsePath: browsePath.map((name) => ({ name })),
        attributeId: browsePath.length === 0 ? AttributeIds.NodeId : AttributeIds.Value,
      }),
  );
  const response = await session.createMonitoredItems({
    subscriptionId: subscription.id,
    timestampsToReturn: TimestampsToReturn.Neither,
    itemsToCreate: [
      {
        itemToMonitor: { nodeId: new NodeId(NodeId.NodeIdType.NUMERIC, ObjectIds.Server), attributeId: AttributeIds.EventNotifier },
        monitoringMode: MonitoringMode.Reporting,
        requestedParameters: { clientHandle: options.clientHandle, samplingInterval: 0, queueSize: QUEUE_SIZE, discardOldest: true, filter: new EventFilter({ selectClauses }) },
      },
    ],
  });
  const status = response.results?.[0]?.statusCode;
  if (status?.isGood() !== true) throw new Error(status?.name ?? "no answer");
  return subscription;
}

export interface EventReaderOptions {
  readonly id: number;
  readonly session: RawSession;
  readonly namespaces: readonly string[];
  readonly post: Post;
  subscriptions(): Iterable<Subscription>;
}

/** Hands events to main, and asks for the state of conditions whenever events may have been missed. */
export class EventReader {
  readonly #options: EventReaderOptions;

  constructor(options: EventReaderOptions) {
    this.#options = options;
  }

  take(fields: readonly EventFieldList[]): void {
    const { id, namespaces, post } = this.#options;
    const events = fields.map((event) => readEvent(event, namespaces));
    post({ kind: "events", id, events: events.filter((event) => event !== "refresh-required") });
    if (events.includes("refresh-required")) this.refresh();
  }

  /** The present state of every condition; it comes between two events of its own (OPC 10000-9, 5.5.7). */
  refresh(): void {
    const { id, post, subscriptions } = this.#options;
    for (const subscription of subscriptions()) {
      if (subscription.isEvents !== true) continue;
      this.#ask(subscription).catch((error: Error) => post({ kind: "log", id, level: "info", text: "the server does not refresh conditions", fields: { reason: error.message } }));
    }
  }

  async #ask(subscription: Subscription): Promise<void> {
    const result = await this.#options.session.call({
      objectId: new NodeId(NodeId.NodeIdType.NUMERIC, CONDITION),
      methodId: new NodeId(NodeId.NodeIdType.NUMERIC, CONDITION_REFRESH),
      inputArguments: [{ dataType: DataType.UInt32, value: subscription.id }],
    });
    if (result.statusCode.isNotGood()) throw new Error(result.statusCode.name);
  }
}

/** What a notification says, or that a refresh began, ended, or is needed. */
function readEvent({ eventFields }: EventFieldList, namespaces: readonly string[]): ServerEvent | "refresh-start" | "refresh-end" | "refresh-required" {
  const value = (at: number): unknown => (eventFields?.[at] as Variant | undefined)?.value ?? undefined;
  const id = (at: number): string | undefined => {
    const nodeId = value(at);
    return nodeId instanceof NodeId && !nodeId.isEmpty() ? nodeIdText(nodeId, namespaces) : undefined;
  };
  const eventType = value(2);
  if (eventType instanceof NodeId && eventType.namespace === 0) {
    if (eventType.value === REFRESH_START) return "refresh-start";
    if (eventType.value === REFRESH_END) return "refresh-end";
    if (eventType.value === REFRESH_REQUIRED) return "refresh-required";
  }
  const eventId = value(1);
  const time = value(5);
  const flag = (at: number): boolean | undefined => (typeof value(at) === "boolean" ? (value(at) as boolean) : undefined);
  return {
    conditionId: id(0),
    eventId: eventId instanceof Uint8Array ? Buffer.from(eventId).toString("base64") : "",
    eventType: id(2) ?? "",
    sourceNode: id(3),
    sourceName: textOf(value(4)),
    time: time instanceof Date ? time.getTime() * 1000 : Date.now() * 1000,
    message: textOf(value(6)),
    severity: typeof value(7) === "number" ? (value(7) as number) : 0,
    conditionName: textOf(value(8)),
    branchId: id(9),
    retain: flag(10),
    acknowledged: flag(11),
    confirmed: flag(12),
    active: flag(13),
  };
}

function textOf(value: unknown): string {
  const text = value !== null && typeof value === "object" && "text" in value ? (value as { text: unknown }).text : value;
  return typeof text === "string" ? text.slice(0, MAX_TEXT_LENGTH) : "";
}
