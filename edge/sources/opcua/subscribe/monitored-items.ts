/** Creates monitored items in a subscription. Runs in the worker. */
import {
  AttributeIds,
  DataChangeFilter,
  DataChangeTrigger,
  DeadbandType,
  MonitoringMode,
  StatusCodes,
  TimestampsToReturn,
} from "node-opcua-client";
import type { RawSession } from "../link/client.ts";
import type { PlannedItem } from "./planned.ts";
import { handleOf } from "./planned-items.ts";
import type { ResolvedItem } from "./resolve-paths.ts";
import type { Subscription } from "./subscription.ts";

/** Publishing cycles a queue holds at least, so that a late publish loses nothing. */
const QUEUE_CYCLES = 3;

/**
 * A link that is cut and repaired within this time loses nothing, because the server's queues hold that much. Samples
 * dropped after that are read from history or declared.
 */
const QUEUE_COVERS_MS = 10_000;

/** Items without a sampling interval report each change; queues are sized for changes this many ms apart on average. */
const FASTEST_CHANGES_MS = 10;

/**
 * Samples that a server must keep for one item so that a stall loses nothing. Never 1: a queue of one does not report
 * an overflow (OPC 10000-4, 5.13.1.5).
 */
export function queueSizeFor(everyMs: number, publishingMs: number): number {
  const samples = Math.ceil((QUEUE_COVERS_MS + publishingMs) / Math.max(everyMs, FASTEST_CHANGES_MS));
  return Math.max(2, Math.ceil(publishingMs / Math.max(everyMs, FASTEST_CHANGES_MS)) * QUEUE_CYCLES, samples);
}

interface ItemsRequest {
  readonly subscription: Subscription;
  readonly chunk: readonly ResolvedItem[];
  readonly everyMs: number;
  /** Whether to apply the config's dead-bands. */
  readonly isFiltered: boolean;
}

export async function createItems(session: RawSession, { subscription, chunk, everyMs, isFiltered }: ItemsRequest) {
  const queueSize = queueSizeFor(everyMs, subscription.publishingMs);
  const response = await session.createMonitoredItems({
    subscriptionId: subscription.id,
    timestampsToReturn: TimestampsToReturn.Both,
    itemsToCreate: chunk.map((item) => ({
      itemToMonitor: { nodeId: item.nodeId, attributeId: AttributeIds.Value },
      monitoringMode: MonitoringMode.Reporting,
      requestedParameters: {
        clientHandle: handleOf(item.item),
        samplingInterval: everyMs,
        queueSize,
        discardOldest: true,
        ...filterOf(item.item, isFiltered),
      },
    })),
  });
  if (response.responseHeader.serviceResult.isNot(StatusCodes.Good))
    throw new Error(response.responseHeader.serviceResult.toString());
  return response;
}

/**
 * The changes that the server reports: by default those of value or status (OPC 10000-4, 7.22.2). For a waveform a new
 * time counts too: a second recording may have the same points.
 */
function filterOf({ waveform, deadband }: PlannedItem, isFiltered: boolean): { filter?: DataChangeFilter } {
  if (waveform?.says === "points")
    return {
      filter: new DataChangeFilter({
        trigger: DataChangeTrigger.StatusValueTimestamp,
        deadbandType: DeadbandType.None,
        deadbandValue: 0,
      }),
    };
  if (deadband === undefined || !isFiltered) return {};
  const [deadbandType, deadbandValue] =
    deadband.percent === undefined
      ? [DeadbandType.Absolute, deadband.absolute ?? 0]
      : [DeadbandType.Percent, deadband.percent];
  return { filter: new DataChangeFilter({ trigger: DataChangeTrigger.StatusValue, deadbandType, deadbandValue }) };
}
