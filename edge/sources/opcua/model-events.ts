/** Asks a server to say when its address space or the meaning of its values changes. Runs in the worker. */
import {
  AttributeIds,
  ContentFilter,
  ContentFilterElement,
  DataType,
  ElementOperand,
  EventFilter,
  FilterOperator,
  LiteralOperand,
  MonitoringMode,
  NodeId,
  ObjectIds,
  ObjectTypeIds,
  SimpleAttributeOperand,
  TimestampsToReturn,
  VariableIds,
  Variant,
} from "node-opcua-client";
import type { RawSession } from "./client.ts";

/** Events that wait while the link is cut: any of them says all there is to say. */
const QUEUE_SIZE = 10;

/** Client handles of the two items: behind those of the plan's items and of the events. */
export interface ModelHandles {
  readonly events: number;
  readonly namespaces: number;
}

export function modelHandles(items: number): ModelHandles {
  return { events: items + 2, namespaces: items + 3 };
}

/**
 * Two more items in a subscription that is there anyhow: model and semantic
 * change events of the Server object (OPC 10000-3, 9.32 and 9.33), and the
 * NamespaceArray. Resolves with what the server refused, empty when nothing.
 */
export async function watchModel(session: RawSession, subscriptionId: number, handles: ModelHandles): Promise<readonly string[]> {
  const selectClauses = [new SimpleAttributeOperand({ typeDefinitionId: ns0(ObjectTypeIds.BaseEventType), browsePath: [{ name: "EventType" }], attributeId: AttributeIds.Value })];
  const response = await session.createMonitoredItems({
    subscriptionId,
    timestampsToReturn: TimestampsToReturn.Both,
    itemsToCreate: [
      {
        itemToMonitor: { nodeId: ns0(ObjectIds.Server), attributeId: AttributeIds.EventNotifier },
        monitoringMode: MonitoringMode.Reporting,
        requestedParameters: { clientHandle: handles.events, samplingInterval: 0, queueSize: QUEUE_SIZE, discardOldest: true, filter: new EventFilter({ selectClauses, whereClause: modelChanges() }) },
      },
      {
        itemToMonitor: { nodeId: ns0(VariableIds.Server_NamespaceArray), attributeId: AttributeIds.Value },
        monitoringMode: MonitoringMode.Reporting,
        requestedParameters: { clientHandle: handles.namespaces, samplingInterval: 1000, queueSize: 2, discardOldest: true },
      },
    ],
  });
  const results = response.results ?? [];
  return ["model change events", "NamespaceArray"].flatMap((what, i) => (results[i]?.statusCode.isGood() === true ? [] : [`${what}: ${results[i]?.statusCode.name ?? "no answer"}`]));
}

/** OfType(BaseModelChangeEventType) or OfType(SemanticChangeEventType), sub-types included (OPC 10000-4, 7.7.3). */
function modelChanges(): ContentFilter {
  const ofType = (id: number) =>
    new ContentFilterElement({ filterOperator: FilterOperator.OfType, filterOperands: [new LiteralOperand({ value: new Variant({ dataType: DataType.NodeId, value: ns0(id) }) })] });
  const either = new ContentFilterElement({ filterOperator: FilterOperator.Or, filterOperands: [new ElementOperand({ index: 1 }), new ElementOperand({ index: 2 })] });
  return new ContentFilter({ elements: [either, ofType(ObjectTypeIds.BaseModelChangeEventType), ofType(ObjectTypeIds.SemanticChangeEventType)] });
}

function ns0(id: number): NodeId {
  return new NodeId(NodeId.NodeIdType.NUMERIC, id);
}
