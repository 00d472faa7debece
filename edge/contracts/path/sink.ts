import type { SampleBatch } from "./sample-batch.ts";

/**
 * Some samples can never be written; the rest are stored. Throwing instead means: nothing is stored, retry (`SinkRetry`
 * has the delay).
 */
export type WriteResult =
  | { readonly kind: "written" }
  | { readonly kind: "partly"; readonly rejected: Uint32Array; readonly reason: string };

/** Where samples go. Reads the commit log through its own cursor; the runner retries, the sink does not. */
export interface Sink {
  connect(signal: AbortSignal): Promise<SinkSession>;
}

export interface SinkSession extends AsyncDisposable {
  /** Never called twice at once, never after disposal. Resolves when the server has answered. */
  write(batches: readonly SampleBatch[], signal: AbortSignal): Promise<WriteResult>;
  /** So many items were gone from the log before they came to the sink: for a sink that tells its server. */
  missed?(items: number): void;
  /**
   * For a sink with a settle horizon: whether the server has not been restarted since it was first asked; undefined
   * when it does not answer. May be called while a write is under way.
   */
  isSameRun?(signal: AbortSignal): Promise<boolean | undefined>;
}

/**
 * Thrown by `write`: nothing was stored, everything is kept. `waitMs` is the delay that the server requested, otherwise
 * 0.
 */
export class SinkRetry extends Error {
  readonly waitMs: number;
  constructor(message: string, waitMs: number, options?: ErrorOptions) {
    super(message, options);
    this.name = "SinkRetry";
    this.waitMs = waitMs;
  }
}
