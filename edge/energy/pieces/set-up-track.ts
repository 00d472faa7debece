/** When a machine was in set-up: by the states that the state engine publishes, else by its own operation mode. */
import { partitionPoint } from "../../contracts/partition-point.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { CAUSES } from "../../contracts/production/production.ts";
import type { SetUpChange } from "./apportion.ts";
import type { SourceClock } from "./source-clocks.ts";

const SET_UP_CAUSE = CAUSES.indexOf("setup");
/** MachineryOperationMode Setup (OPC 40001-1). */
const SET_UP_MODE = 2;

export interface SetUpState {
  readonly byCause: readonly SetUpChange[];
  readonly byMode: readonly SetUpChange[];
}

export class SetUpTrack {
  /** Clock of the operation mode. */
  readonly modeClock: SourceClock;
  /** By the edge's clock, in order; late corrections of the state engine move in. */
  #byCause: SetUpChange[];
  #byMode: SetUpChange[];

  constructor(modeClock: SourceClock, state?: SetUpState) {
    this.modeClock = modeClock;
    this.#byCause = [...(state?.byCause ?? [])];
    this.#byMode = [...(state?.byMode ?? [])];
  }

  snapshot(): SetUpState {
    return { byCause: [...this.#byCause], byMode: [...this.#byMode] };
  }

  cause(time: Micros, code: number): void {
    put(this.#byCause, { time, isSetUp: code === SET_UP_CAUSE });
  }

  mode(time: Micros, code: number): void {
    put(this.#byMode, { time, isSetUp: code === SET_UP_MODE });
  }

  /** The changes by another clock. */
  changesBy(clock: SourceClock): readonly SetUpChange[] {
    if (this.#byCause.length > 0) return moved(this.#byCause, -clock.offsetUs);
    return clock === this.modeClock ? this.#byMode : moved(this.#byMode, this.modeClock.offsetUs - clock.offsetUs);
  }

  /** Forgets what lies before `time` by the edge's clock, except for the last change before it. */
  forget(time: Micros): void {
    for (const [list, at] of [
      [this.#byCause, time],
      [this.#byMode, time - this.modeClock.offsetUs],
    ] as const) {
      const after = partitionPoint(list.length, (index) => (list[index] as SetUpChange).time <= at);
      if (after > 1) list.splice(0, after - 1);
    }
  }
}

function put(list: SetUpChange[], change: SetUpChange): void {
  const place = partitionPoint(list.length, (at) => (list[at] as SetUpChange).time < change.time);
  if (list[place]?.time === change.time) list[place] = change;
  // States are sent again without a change: only changes are kept, so that the list stays short.
  else if (list[place - 1]?.isSetUp !== change.isSetUp) list.splice(place, 0, change);
}

function moved(list: readonly SetUpChange[], byUs: number): readonly SetUpChange[] {
  return list.map(({ time, isSetUp }) => ({ time: time + byUs, isSetUp }));
}
