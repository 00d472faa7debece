/**
 * Short messages between an edge and its hub, beside the log: at most once, in no order with the items of the log, and
 * only while both are there. Whoever needs an answer repeats until it comes.
 */

/** Bytes of a body at most: a longer one goes in pieces. */
export const MOST_SIDE_BYTES = 48 * 1024;

/** At the edge. */
export interface SideChannel {
  /** False where no hub takes the edge now. Throws RangeError where the body is too long. */
  send(topic: string, body: Uint8Array): boolean;
  /** One listener a topic, which never throws. Bodies come from outside: check them. */
  on(topic: string, hear: (body: Uint8Array) => void): void;
}

/** At the hub: the same for each edge. */
export interface SideChannels {
  /** False where the hub has no link to its server now. Throws RangeError where the body is too long. */
  send(edgeId: string, topic: string, body: Uint8Array): boolean;
  /** Heard are only starts of edges that the hub has taken. */
  on(topic: string, hear: (edgeId: string, body: Uint8Array) => void): void;
  /** After each greeting that the hub has taken: what waits for the edge may go. */
  onGreeted(run: (edgeId: string) => void): void;
}
