import { BatchBuilder } from "../../batch/builder.ts";
import type { EdgeEvent } from "../../contracts/event-batch.ts";
import type { Micros } from "../../contracts/sample-batch.ts";
import type { Inlet } from "../../contracts/source.ts";

/** Now, µs UTC. */
export function nowUs(): Micros {
  return Date.now() * 1000;
}

/**
 * Collects what the messages of one turn of the event loop brought and hands it
 * over as one batch, so that a burst of small messages costs one push.
 */
export class Outlet {
  readonly samples = new BatchBuilder();
  #events: EdgeEvent[] = [];
  #inlet: Inlet | undefined;
  #scheduled: NodeJS.Immediate | undefined;

  /** From here on everything collected goes to `inlet`. */
  open(inlet: Inlet): void {
    this.#inlet = inlet;
  }

  addEvent(event: EdgeEvent): void {
    this.#events.push(event);
  }

  /** Hands over at the end of this turn. */
  schedule(): void {
    this.#scheduled ??= setImmediate(() => this.flush());
  }

  /** Hands over now. */
  flush(): void {
    if (this.#scheduled !== undefined) clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    if (this.#inlet === undefined) return;
    if (this.samples.length > 0) this.#inlet.push(this.samples.finish(nowUs()));
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    this.#inlet.pushEvents({ events });
  }
}
