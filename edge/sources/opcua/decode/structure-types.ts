/**
 * Structures of a server's own types, which are opaque until their DataTypeDefinitions are read. Runs in the worker.
 */
import {
  type ClientSession,
  DataTypeExtractStrategy,
  type DataValue,
  getExtraDataTypeManager,
  invalidateExtraDataTypeManager,
  promoteOpaqueStructure,
} from "node-opcua-client";

/** Reading all types of a server takes hundreds of calls: after a failure the next attempt waits this long. */
const AGAIN_AFTER_MS = 5_000;

/** When each session last read its types again, monotonic ms. */
const readAgainAt = new WeakMap<ClientSession, number>();

/**
 * Decodes opaque structures in these values. Each type is read when its first value of a session arrives. If values
 * stay opaque, all types are read again: either the link broke and the library cached a part of them, or the server
 * does not give the type of an encoding.
 */
export async function decodeStructures(session: ClientSession, values: DataValue[]): Promise<void> {
  await promoteOpaqueStructure(session, values);
  if (!values.some(isOpaque)) return;
  const nowMs = performance.now();
  if (nowMs < (readAgainAt.get(session) ?? Number.NEGATIVE_INFINITY) + AGAIN_AFTER_MS) return;
  readAgainAt.set(session, nowMs);
  await invalidateExtraDataTypeManager(session);
  await getExtraDataTypeManager(session, DataTypeExtractStrategy.Auto);
  await promoteOpaqueStructure(session, values.filter(isOpaque));
}

/** The library does not export its class for opaque structures; this recognises one by its bytes and encoding id. */
function isOpaque({ value }: DataValue): boolean {
  const content: unknown = value?.value;
  const first: unknown = Array.isArray(content) ? content[0] : content;
  return (
    first !== null &&
    typeof first === "object" &&
    "nodeId" in first &&
    "buffer" in first &&
    Buffer.isBuffer(first.buffer)
  );
}
