import type { Logger } from "pino";
import { reasonOf } from "./contracts/errors.ts";
import type { EdgeEvent } from "./contracts/event-batch.ts";
import type { SampleBatch } from "./contracts/sample-batch.ts";
import type { LogPosition } from "./contracts/source.ts";
import type { WaveformBlock } from "./contracts/waveform-block.ts";

/** What one commit brought. */
export interface Commit {
  readonly batches: readonly SampleBatch[];
  readonly events: readonly EdgeEvent[];
  readonly waveforms: readonly WaveformBlock[];
  readonly position: LogPosition;
}

/** One that throws at each commit is named in the log once in so many. */
const NAMED_EVERY = 1_000;

/** Those that are told of every commit, in the order in which they were added. What one throws no other notices. */
export class CommitListeners {
  readonly #log: Logger;
  readonly #listeners: { readonly name: string; readonly hear: (commit: Commit) => void; failures: number }[] = [];

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, hear: (commit: Commit) => void): void {
    this.#listeners.push({ name, hear, failures: 0 });
  }

  tell(commit: Commit): void {
    for (const listener of this.#listeners) {
      try {
        listener.hear(commit);
      } catch (error) {
        if (listener.failures++ % NAMED_EVERY === 0)
          this.#log.error({ listener: listener.name, failures: listener.failures, err: error, reason: reasonOf(error) }, "what hears of commits threw; the others go on");
      }
    }
  }
}
