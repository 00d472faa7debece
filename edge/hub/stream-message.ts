/** A message of the stream, as the hub gives it to the edge's part. */
export interface StreamMessage {
  readonly data: Uint8Array;
  /** It is on disk, or is of no use: it may leave the stream. */
  ack(): void;
}

/** A message that is not acknowledged within this time is given again. */
export const TAKEN_WITHIN_MS = 30_000;

/** As many as JetStream gives before one is acknowledged. */
export const MOST_WAITING = 256;

/**
 * As many of one edge, and so many bytes, are not acknowledged at a time. What comes then leaves the stream and is
 * asked for again, because edges of one partition share what JetStream gives (rule HU31).
 */
export const MOST_OF_EDGE = { messages: MOST_WAITING / 2, bytes: 64 * 1024 * 1024 } as const;
