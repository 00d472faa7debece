/**
 * Reads every binding of a config once: whether its node exists, its value and age, and the sampling interval that the
 * server grants. Runs in the discovery worker.
 */
import {
  AttributeIds,
  DataType,
  type DataValue,
  type MonitoredItemCreateResult,
  MonitoringMode,
  TimestampsToReturn,
  VariableIds,
  VariantArrayType,
} from "node-opcua-client";
import type { Probe, ProbedBinding } from "../../../contracts/path/probe.ts";
import { decodeStructures } from "../decode/structure-types.ts";
import { dimensionsOf } from "../decode/value-path.ts";
import { type ClientPlan, connectReason, type RawSession } from "../link/client.ts";
import { ServerClock, serverTimeOf } from "../link/server-clock.ts";
import { inChunks, type OperationLimits, readLimits } from "../link/server-limits.ts";
import { readEngineeringUnits } from "../link/server-units.ts";
import type { PathElement } from "../subscribe/browse-path.ts";
import type { PlannedItem } from "../subscribe/planned.ts";
import { type ResolvedItem, resolveItems } from "../subscribe/resolve-paths.ts";
import { openSession } from "./open-session.ts";
import { probeHistory } from "./probe-history.ts";
import { type ProbedTarget, probedValue } from "./probe-value.ts";
import { read } from "./read-nodes.ts";
import { ucumOf } from "./unit-codes.ts";

export interface ProbeRequest extends ClientPlan {
  readonly connectTimeoutMs: number;
  readonly bindings: readonly ({
    readonly tagUid: string;
    readonly root: readonly PathElement[];
    readonly path: readonly PathElement[];
    readonly everyMs: number;
  } & ProbedTarget)[];
}

/** A short-lived subscription that exists only to learn the intervals that the server grants. */
const SUBSCRIPTION = {
  requestedPublishingInterval: 500,
  requestedMaxKeepAliveCount: 20,
  requestedLifetimeCount: 120,
  maxNotificationsPerPublish: 0,
  publishingEnabled: false,
  priority: 0,
};

/** Throws an Error that says what to check when the server cannot be reached. */
export async function probe(request: ProbeRequest): Promise<Probe> {
  try {
    await using opened = await openSession(request, request.connectTimeoutMs, ["en"]);
    const { session } = opened;
    const answer = await session.read({
      nodeId: `i=${VariableIds.Server_NamespaceArray}`,
      attributeId: AttributeIds.Value,
    });
    const server = { namespaces: (answer.value?.value ?? []) as string[], limits: await readLimits(session) };
    const clock = await new ServerClock(serverTimeOf(session)).estimate();
    return {
      clock,
      ...(await readBindings(session, request.bindings, { ...server, offsetMs: (clock?.offsetUs ?? 0) / 1000 })),
    };
  } catch (error) {
    throw new Error(connectReason(error, request));
  }
}

type ProbedItem = Pick<PlannedItem, "root" | "path" | "text" | "everyMs">;

type Server = { readonly namespaces: string[]; readonly limits: OperationLimits; readonly offsetMs: number };

async function readBindings(
  session: RawSession,
  bindings: ProbeRequest["bindings"],
  server: Server,
): Promise<Pick<Probe, "bindings" | "history">> {
  const roots = bindings.map(({ root }) => ({ path: root, text: root.map(({ name }) => name).join("/") }));
  const items = bindings.map(({ tagUid, path, everyMs }, root): ProbedItem => ({ root, path, text: tagUid, everyMs }));
  const { found, missing } = await resolveItems(session, { roots, items }, server);
  const values = await read(
    session,
    found.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })),
    server.limits.read,
  );
  await decodeStructures(session, values);
  const units = (await readEngineeringUnits({ session, ...server }, found)).map((unit) =>
    unit === undefined ? undefined : (ucumOf(unit) ?? unit.symbol),
  );
  const revised = await readRevised(session, found, server.limits.monitor);
  const probed = new Map<string, ProbedBinding>(
    missing.map(({ item, reason }) => [item.text, { tagUid: item.text, reason }]),
  );
  found.forEach(({ item }, i) => {
    const binding = bindings[item.root] as ProbeRequest["bindings"][number];
    probed.set(item.text, {
      ...described(binding, values[i], server),
      ...(units[i] === undefined ? {} : { unit: units[i] }),
      ...(revised[i] === undefined ? {} : { revisedSamplingMs: revised[i] }),
    });
  });
  const nodes = found.map(({ nodeId }) => nodeId);
  const history = await probeHistory(session, nodes, {
    now: (Date.now() + server.offsetMs) * 1000,
    limit: server.limits.history,
  });
  const ordered = bindings.map(
    ({ tagUid }) => probed.get(tagUid) ?? { tagUid, reason: "the server did not answer for it" },
  );
  return { bindings: ordered, ...(history === undefined ? {} : { history }) };
}

function described(
  binding: ProbeRequest["bindings"][number],
  answer: DataValue | undefined,
  server: Server,
): ProbedBinding {
  const { tagUid } = binding;
  if (answer === undefined) return { tagUid, reason: "the server did not answer for it" };
  const { value, sourceTimestamp, serverTimestamp } = answer;
  const time = sourceTimestamp ?? serverTimestamp;
  const isArray = value !== undefined && value !== null && value.arrayType !== VariantArrayType.Scalar;
  return {
    tagUid,
    ...probedValue(answer, binding, server.namespaces),
    ...(value === undefined || value === null
      ? {}
      : { dataType: `${DataType[value.dataType]}${isArray ? "[]".repeat(dimensionsOf(value).length) : ""}` }),
    ...(time === null || time === undefined
      ? {}
      : { ageMs: Math.round(Date.now() + server.offsetMs - time.getTime()) }),
  };
}

/** The sampling interval that the server grants each item; the items never report. */
async function readRevised(
  session: RawSession,
  found: readonly ResolvedItem<ProbedItem>[],
  perCall: number,
): Promise<(number | undefined)[]> {
  const subscription = await session.createSubscription(SUBSCRIPTION);
  try {
    const results = await inChunks(found, perCall, async (chunk): Promise<MonitoredItemCreateResult[]> => {
      const response = await session.createMonitoredItems({
        subscriptionId: subscription.subscriptionId,
        timestampsToReturn: TimestampsToReturn.Both,
        itemsToCreate: chunk.map(({ item, nodeId }, clientHandle) => ({
          itemToMonitor: { nodeId, attributeId: AttributeIds.Value },
          monitoringMode: MonitoringMode.Disabled,
          requestedParameters: { clientHandle, samplingInterval: item.everyMs, queueSize: 1, discardOldest: true },
        })),
      });
      return response.results ?? [];
    });
    return results.map((result) => (result.statusCode.isGood() ? result.revisedSamplingInterval : undefined));
  } finally {
    // The result does not matter: the session of the subscription ends next.
    await new Promise<void>((resolve) =>
      session.deleteSubscriptions({ subscriptionIds: [subscription.subscriptionId] }, () => resolve()),
    );
  }
}
