/**
 * Events of an open session: conditions, events of the plant, and reports of a changed address space. Runs in the
 * worker.
 */
import type { EventFieldList } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { JobCaller } from "../jobs/job-call.ts";
import type { ServerAnswer, ServerCall } from "../jobs/messages.ts";
import { type ModelHandles, modelHandles, watchedEvent } from "../subscribe/model-events.ts";
import { ConditionCaller } from "./condition-call.ts";
import { EventReader, type EventReaderOptions } from "./event-reader.ts";

export interface ServerEventsOptions extends EventReaderOptions {
  /** An event reports a change of the address space. */
  onModelChanged(): void;
}

/** Reads the events of one session and calls methods of its conditions. */
export class ServerEvents {
  readonly #reader: EventReader;
  readonly #caller: ConditionCaller;
  readonly #jobs: JobCaller;
  readonly #handles: ModelHandles;
  readonly #onModelChanged: () => void;

  constructor(options: ServerEventsOptions) {
    this.#reader = new EventReader(options);
    this.#caller = new ConditionCaller(options);
    this.#jobs = new JobCaller(options);
    this.#handles = modelHandles(options.plan.items.length);
    this.#onModelChanged = () => options.onModelChanged();
  }

  take(events: readonly EventFieldList[]): void {
    const byWatch = Map.groupBy(events, (event) => watchedEvent(event, this.#handles));
    if (byWatch.has("change")) {
      this.#reader.forget();
      this.#caller.forget();
      this.#onModelChanged();
    }
    const others = byWatch.get(undefined) ?? [];
    if (others.length > 0) this.#reader.take(others);
  }

  /** Requests the present state of every condition. */
  refresh(): void {
    this.#reader.refresh();
  }

  /** Reports lost messages with events; absent: unknown how many. */
  miss(messages: number | undefined, at: Micros): void {
    this.#reader.miss(messages, at);
  }

  /** Calls a method of a condition or of a machine's job control. Never rejects. */
  call(call: ServerCall, isCut: () => boolean): Promise<ServerAnswer> {
    return "job" in call ? this.#jobs.call(call, isCut) : this.#caller.call(call, isCut);
  }
}
