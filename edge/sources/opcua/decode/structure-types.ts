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

/** Reading all types of a server takes hundreds of calls: after an attempt the next one waits this long. */
const AGAIN_AFTER_MS = 5_000;
/** Values wait for so many attempts in a row; after them, only the value that starts the next attempt does. */
const WAITED_FOR = 3;

/** Attempts of a session to read all its types again. */
interface Attempts {
  /** When the next one may begin, monotonic ms. */
  nextAt: number;
  /** In a row, without a value decoded after it. */
  failed: number;
  running: Promise<void> | undefined;
}

const attemptsOf = new WeakMap<ClientSession, Attempts>();

/**
 * Decodes opaque structures in these values. Each type is read when its first value of a session arrives. If values
 * stay opaque, all types are read again: either the link broke and the library cached a part of them, or the server
 * does not give the type of an encoding. A server sends a value that never changes only once, so the value waits for
 * up to three attempts; where they fail too, it stays opaque and later ones do not wait. Throws the reason where the
 * types could not be read at all.
 */
export async function decodeStructures(session: ClientSession, values: DataValue[]): Promise<void> {
  let failure = await promote(session, values);
  let isReadAgain = false;
  while (values.some(isOpaque)) {
    if (await readAgain(session)) {
      isReadAgain = true;
      failure = await promote(session, values.filter(isOpaque));
    } else if (failure === undefined) return;
    else throw failure;
  }
  const attempts = attemptsOf.get(session);
  // A value of a type that was known says nothing about types that cannot be read.
  if (isReadAgain && attempts !== undefined) attempts.failed = 0;
}

/** Returns why the types could not be read, if they could not. */
async function promote(session: ClientSession, values: DataValue[]): Promise<unknown> {
  return await promoteOpaqueStructure(session, values).then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

/** Returns false if there is no attempt that this value may wait for. */
async function readAgain(session: ClientSession): Promise<boolean> {
  const attempts = attemptsOf.get(session) ?? { nextAt: Number.NEGATIVE_INFINITY, failed: 0, running: undefined };
  attemptsOf.set(session, attempts);
  const waitMs = attempts.nextAt - performance.now();
  if (attempts.failed >= WAITED_FOR && (waitMs > 0 || attempts.running !== undefined)) return false;
  attempts.running ??= attempt(session, attempts, waitMs).finally(() => {
    attempts.running = undefined;
  });
  await attempts.running;
  return true;
}

async function attempt(session: ClientSession, attempts: Attempts, waitMs: number): Promise<void> {
  if (waitMs > 0) await new Promise<void>((resolve) => void setTimeout(resolve, waitMs).unref());
  attempts.nextAt = performance.now() + AGAIN_AFTER_MS;
  attempts.failed++;
  await invalidateExtraDataTypeManager(session);
  await getExtraDataTypeManager(session, DataTypeExtractStrategy.Auto).catch(() => {});
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
