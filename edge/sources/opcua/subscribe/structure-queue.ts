/** Decodes structures of the server's own types, one after the other. Runs in the worker. */
import type { ClientSession, DataValue } from "node-opcua-client";
import { decodeStructures } from "../decode/structure-types.ts";

/** Structures that wait for the definition of their type; the queue refuses further ones. */
const MOST_WAITING = 10_000;

/** Structures are opaque until their DataTypeDefinition is read, which takes a call the first time. */
export class StructureQueue {
  readonly #session: ClientSession;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(session: ClientSession) {
    this.#session = session;
  }

  get isEmpty(): boolean {
    return this.#waiting === 0;
  }

  /** Calls `decoded` in turn, also when the type cannot be read. Returns false when the queue is full. */
  add(value: DataValue, decoded: () => void): boolean {
    if (this.#waiting >= MOST_WAITING) return false;
    this.#waiting++;
    this.follow(value, () => {
      this.#waiting--;
      decoded();
    });
    return true;
  }

  /** The same without a bound and without counting, for values that the caller bounds. */
  follow(value: DataValue, decoded: () => void): void {
    this.#last = this.#last.then(() => decodeStructures(this.#session, [value])).then(decoded, decoded);
  }
}
