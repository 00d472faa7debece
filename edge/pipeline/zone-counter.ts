import { uuidv7 } from "../batch/uuidv7.ts";
import type { EdgeEvent } from "../contracts/event-batch.ts";
import { PEOPLE_COUNTED, type ZoneCounts } from "../contracts/people.ts";
import type { Zone } from "../contracts/plant.ts";
import { isInside } from "../contracts/robot-zone.ts";
import type { Micros } from "../contracts/sample-batch.ts";

const MINUTE_US = 60_000_000;

/** How many people a zone had at once at most, minute by minute: what is stored where tracks are not. */
export class ZoneCounter {
  readonly #zones: readonly Zone[];
  readonly #most = new Map<string, number>();
  #minute: number | undefined;
  #heardS = 0;

  constructor(zones: readonly Zone[]) {
    this.#zones = zones;
  }

  /** Call it about once a second with everybody's place. Gives the minute that is over, once. */
  tick(nowUs: Micros, people: readonly (readonly [x: number, y: number])[]): EdgeEvent | undefined {
    const minute = Math.floor(nowUs / MINUTE_US);
    const over = this.#minute === undefined || this.#minute === minute ? undefined : this.#take(this.#minute * MINUTE_US, nowUs);
    this.#minute = minute;
    if (people.length > 0) this.#heardS++;
    for (const { id, polygon } of this.#zones) {
      const count = people.filter(([x, y]) => isInside(polygon, x, y)).length;
      if (count > (this.#most.get(id) ?? 0)) this.#most.set(id, count);
    }
    return over;
  }

  #take(time: Micros, nowUs: Micros): EdgeEvent {
    const payload: ZoneCounts = { heardS: Math.min(60, this.#heardS), zones: [...this.#most].map(([id, most]) => ({ id, most })) };
    this.#most.clear();
    this.#heardS = 0;
    return { eventUid: uuidv7(nowUs / 1000), type: PEOPLE_COUNTED, time, receivedAt: nowUs, schema: "zone-counts/1", payload: { ...payload } };
  }
}
