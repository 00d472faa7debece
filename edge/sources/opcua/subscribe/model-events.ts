/** Subscribes to changes of a server's address space and of the meaning of its values. Runs in the worker. */
import {
  AttributeIds,
  ContentFilter,
  ContentFilterElement,
  DataType,
  type EventFieldList,
  EventFilter,
  FilterOperator,
  LiteralOperand,
  type MonitoredItemCreateRequestOptions,
  type MonitoredItemCreateResult,
  MonitoringMode,
  NodeId,
  ObjectIds,
  ObjectTypeIds,
  SimpleAttributeOperand,
  TimestampsToReturn,
  VariableIds,
  Variant,
} from "node-opcua-client";
import type { RawSession } from "../link/client.ts";

/** Events that wait while the link is cut: one of them is enough. */
const QUEUE_SIZE = 10;

const WATCHED = [ObjectTypeIds.BaseModelChangeEventType, ObjectTypeIds.SemanticChangeEventType];
/** Types that count where a server accepts no filter and sends all its events. */
const CHANGES: ReadonlySet<number> = new Set([...WATCHED, ObjectTypeIds.GeneralModelChangeEventType]);

/** Statuses that refuse a where clause. */
const NO_FILTER = /Filter/;

/** Client handles of the items: behind those of the plan's items and of the events. */
export interface ModelHandles {
  readonly events: number;
  readonly namespaces: number;
  /** For a server that accepts no filter: events of all types. */
  readonly unfiltered: number;
}

export function modelHandles(items: number): ModelHandles {
  return { events: items + 2, namespaces: items + 3, unfiltered: items + 4 };
}

/**
 * Adds items to an existing subscription: model change events and semantic change events of the Server object (OPC
 * 10000-3, 9.32 and 9.33), and the NamespaceArray. One OfType each: some servers crash at the first event if a filter
 * joins two of them. A server that accepts no such filter sends all its events, and `watchedEvent` selects the
 * relevant ones. Resolves with the refusals of the server.
 */
export async function watchModel(
  session: RawSession,
  subscriptionId: number,
  handles: ModelHandles,
): Promise<readonly string[]> {
  const events = WATCHED.map((type) => eventItem(handles.events, type));
  const namespaces = {
    itemToMonitor: { nodeId: ns0(VariableIds.Server_NamespaceArray), attributeId: AttributeIds.Value },
    monitoringMode: MonitoringMode.Reporting,
    requestedParameters: {
      clientHandle: handles.namespaces,
      samplingInterval: 1000,
      queueSize: 2,
      discardOldest: true,
    },
  };
  const create = async (
    itemsToCreate: MonitoredItemCreateRequestOptions[],
  ): Promise<readonly MonitoredItemCreateResult[]> => {
    const response = await session.createMonitoredItems({
      subscriptionId,
      timestampsToReturn: TimestampsToReturn.Both,
      itemsToCreate,
    });
    return response.results ?? [];
  };
  const results = [...(await create([...events, namespaces]))];
  const takesNoFilter = results.slice(0, events.length).every((result) => NO_FILTER.test(result.statusCode.name));
  if (takesNoFilter) results.splice(0, events.length, ...(await create([eventItem(handles.unfiltered, undefined)])));
  const refused = results.slice(0, -1).find(({ statusCode }) => !statusCode.isGood());
  const array = results.at(-1)?.statusCode;
  return [
    ...(results.length > 1 && refused === undefined
      ? []
      : [`model change events: ${refused?.statusCode.name ?? "no answer"}`]),
    ...(array?.isGood() === true ? [] : [`NamespaceArray: ${array?.name ?? "no answer"}`]),
  ];
}

/** Whether an event is a watched one. For a server that accepts no filter, those of the standard's own types count. */
export function watchedEvent(
  { clientHandle, eventFields }: EventFieldList,
  handles: ModelHandles,
): "change" | "other" | undefined {
  if (clientHandle === handles.events) return "change";
  if (clientHandle !== handles.unfiltered) return undefined;
  const type: unknown = eventFields?.[0]?.value;
  return type instanceof NodeId && type.namespace === 0 && CHANGES.has(Number(type.value)) ? "change" : "other";
}

function eventItem(clientHandle: number, type: number | undefined): MonitoredItemCreateRequestOptions {
  const selectClauses = [
    new SimpleAttributeOperand({
      typeDefinitionId: ns0(ObjectTypeIds.BaseEventType),
      browsePath: [{ name: "EventType" }],
      attributeId: AttributeIds.Value,
    }),
  ];
  const filter = new EventFilter({ selectClauses, ...(type === undefined ? {} : { whereClause: ofType(type) }) });
  return {
    itemToMonitor: { nodeId: ns0(ObjectIds.Server), attributeId: AttributeIds.EventNotifier },
    monitoringMode: MonitoringMode.Reporting,
    requestedParameters: { clientHandle, samplingInterval: 0, queueSize: QUEUE_SIZE, discardOldest: true, filter },
  };
}

/** Sub-types included (OPC 10000-4, 7.7.3). */
function ofType(id: number): ContentFilter {
  const filterOperands = [new LiteralOperand({ value: new Variant({ dataType: DataType.NodeId, value: ns0(id) }) })];
  return new ContentFilter({
    elements: [new ContentFilterElement({ filterOperator: FilterOperator.OfType, filterOperands })],
  });
}

function ns0(id: number): NodeId {
  return new NodeId(NodeId.NodeIdType.NUMERIC, id);
}
