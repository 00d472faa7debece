import type { SinkHealth } from "../contracts/path/historian.ts";
import type { SampleBatch } from "../contracts/path/sample-batch.ts";

interface StatusOptions {
  readonly name: string;
  readonly kind: string;
  readonly feed: { readonly backlogSamples: number };
}

/** State of one sink, as its runner last reported it, and how many samples the sink took and refused. */
export class SinkStatus {
  readonly #options: StatusOptions;
  #state: SinkHealth["state"] = "starting";
  #since = Date.now();
  #reason: string | undefined;
  #written = 0;
  #rejected = 0;

  constructor(options: StatusOptions) {
    this.#options = options;
  }

  get state(): SinkHealth["state"] {
    return this.#state;
  }

  report(next: SinkHealth["state"], reason?: string): void {
    if (next !== this.#state) this.#since = Date.now();
    this.#state = next;
    this.#reason = reason;
  }

  /** The sink took these batches except for `rejected` of their samples. */
  took(batches: readonly SampleBatch[], rejected: number): void {
    this.#rejected += rejected;
    for (const batch of batches) this.#written += batch.length;
    this.#written -= rejected;
  }

  read(): SinkHealth {
    const { name, kind, feed } = this.#options;
    return {
      name,
      kind,
      state: this.#state,
      since: this.#since,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      written: this.#written,
      rejected: this.#rejected,
      backlogSamples: feed.backlogSamples,
    };
  }
}
