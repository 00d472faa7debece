/** Structures of a server's own types, which are opaque until their DataTypeDefinitions were read. Runs in the worker. */
import {
  type ClientSession,
  DataTypeExtractStrategy,
  type DataValue,
  getExtraDataTypeManager,
  invalidateExtraDataTypeManager,
  promoteOpaqueStructure,
} from "node-opcua-client";

/** Reading all types of a server is hundreds of calls: after a failure it is tried again no sooner than this. */
const AGAIN_AFTER_MS = 5_000;

/** When each session read its types anew last, monotonic ms. */
const readAgainAt = new WeakMap<ClientSession, number>();

/**
 * Decodes what is opaque in these values. A type is read with its first value in a session. Values that stay opaque have all
 * types read: the link broke meanwhile, and the library keeps what it got; or the server does not tell the type of an encoding.
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

/** The library's class for them is not exported: they are the bytes, and the id of their encoding. */
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
