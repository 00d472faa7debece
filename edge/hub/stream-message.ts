/** A message of the stream, as the hub gives it to the edge's part. */
export interface StreamMessage {
  readonly data: Uint8Array;
  /** It is on disk, or is of no use: it may leave the stream. */
  ack(): void;
}

/** As many as JetStream gives before one is acknowledged. */
export const MOST_WAITING = 256;
