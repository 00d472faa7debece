import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import {
  type Follower,
  type FollowerMark,
  type FollowerNeeds,
  type FollowerOutput,
  lastTickOf,
} from "../../contracts/path/follower.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { MachinePast } from "../../contracts/production/past.ts";
import { takePast } from "../state/past.ts";
import { Production } from "../state/production.ts";
import { type EngineOptions, StateEngine } from "../state/state-engine.ts";
import type { WorkCalendar } from "../state/work-calendar.ts";
import { answersOfStates, type StatesAnswered } from "./answer-states.ts";
import { DerivedSamples } from "./derived-samples.ts";

export interface StatesOptions extends EngineOptions {
  readonly calendar: WorkCalendar;
  readonly isSimulated: boolean;
}

/** States of machines, also published as samples of derived tags. */
export class StatesFollower implements Follower {
  readonly name = "states";
  readonly production: Production;
  readonly answers: StatesAnswered;
  readonly #engine: StateEngine;
  readonly #derived: DerivedSamples;

  constructor(options: StatesOptions) {
    this.#engine = new StateEngine(options);
    this.production = new Production({ config: options.config, engine: this.#engine, calendar: options.calendar });
    this.answers = answersOfStates({
      ...options,
      production: this.production,
      takePast: (pasts) => this.#takePast(pasts),
    });
    const { tags, isSimulated } = options;
    const parts = { tags, isSimulated, production: this.production, engine: this.#engine };
    this.#derived = new DerivedSamples(parts, lastTickOf(this.mark));
  }

  get needs(): FollowerNeeds {
    return this.#engine.needs;
  }

  get mark(): FollowerMark {
    return this.#engine.mark;
  }

  get note(): string | undefined {
    return this.#engine.note;
  }

  get waiting(): number {
    return this.#engine.waiting;
  }

  observe(samples: SampleBatch): void {
    this.#engine.observe(samples);
  }

  take(event: EdgeEvent): void {
    this.#engine.take(event);
  }

  /**
   * Imports the past of machines from before the edge began, and writes it to disk at once. Unknown machines are left
   * out.
   */
  #takePast(pasts: readonly MachinePast[]): number {
    const { machines, store } = this.#engine;
    let taken = 0;
    for (const past of pasts) {
      const machine = machines.find(({ asset }) => asset.label === past.label);
      if (machine === undefined) continue;
      store.write(takePast(machine, past));
      taken++;
    }
    return taken;
  }

  tick(now: Micros): FollowerOutput | undefined {
    this.#engine.tick(now);
    const samples = this.#derived.tick(now);
    return samples === undefined ? undefined : { samples };
  }

  write(mark: FollowerMark): void {
    this.#engine.write(mark, { derived: this.#derived.state });
  }

  close(): void {
    this.#engine.close();
  }
}
