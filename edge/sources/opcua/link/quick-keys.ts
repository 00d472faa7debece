/**
 * Keys of secure channels as key objects. Runs in the worker.
 *
 * node-opcua gives its keys to Node.js as bytes, four times for each message and its answer. Node.js then checks
 * whether the bytes are one of two kinds of key objects, and each check fails with an exception and its stack trace: a
 * fifth of the processor time of connections with security and few values.
 */
import crypto, { createSecretKey, type KeyObject } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/** The functions of node:crypto that take the key of a channel. */
type Keyed = Pick<typeof crypto, "createHmac" | "createCipheriv" | "createDecipheriv">;
type KeyedFunction = (algorithm: string, key: unknown, ...rest: readonly unknown[]) => unknown;

const NAMES = ["createHmac", "createCipheriv", "createDecipheriv"] as const;

/** From now on this thread makes a key object of each key once, for as long as its bytes live. */
export function quickenKeys(): void {
  Object.assign(crypto, withKeyObjects(crypto));
  syncBuiltinESMExports();
}

/** The same functions, which take a buffer for the same key as before, also when its bytes have changed. */
export function withKeyObjects(stock: Keyed): Keyed {
  const known = new WeakMap<Buffer, { readonly bytes: Buffer; readonly object: KeyObject }>();
  const objectOf = (key: Buffer): KeyObject => {
    const last = known.get(key);
    if (last?.bytes.equals(key) === true) return last.object;
    const object = createSecretKey(key);
    known.set(key, { bytes: Buffer.from(key), object });
    return object;
  };
  const quick = NAMES.map((name) => {
    const call = stock[name] as unknown as KeyedFunction;
    const quicker: KeyedFunction = (algorithm, key, ...rest) =>
      call(algorithm, Buffer.isBuffer(key) ? objectOf(key) : key, ...rest);
    return [name, quicker];
  });
  return Object.fromEntries(quick) as Keyed;
}
