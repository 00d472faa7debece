import { uuidv7 } from "../batch/uuidv7.ts";
import type { EdgeEvent } from "../contracts/path/event-batch.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { PEOPLE_COUNTED, type ZoneCounts } from "../contracts/plant/people.ts";
import type { Zone } from "../contracts/plant/plant.ts";
import { isInside } from "../contracts/plant/robot-zone.ts";

const SECOND_US = 1_000_000;
const MINUTE_US = 60 * SECOND_US;
/**
 * Positions arrive up to this much after their measurement: a minute closes when those of its last second have
 * arrived.
 */
const LATE_US = 3 * SECOND_US;
/** After this time without a position a person may be anywhere. */
const KNOWN_FOR_US = 10 * SECOND_US;
/** A longer pause between calls means that the machine slept. */
const SLEPT_US = 2 * MINUTE_US;

/** A position of one person. */
export interface Sighting {
  readonly who: number;
  readonly at: Micros;
  /** Metres by the plant's axes; undefined: unknown from then on. */
  readonly place: readonly [x: number, y: number] | undefined;
}

/**
 * The highest number of people in each zone at once, minute by minute: stored instead of tracks. The time of the
 * measurement decides the minute, as for alerts.
 */
export class ZoneCounter {
  readonly #zones: readonly Zone[];
  /** Sightings that arrived and are not counted yet. */
  #waiting: Sighting[] = [];
  readonly #seen = new Map<number, { readonly at: Micros; readonly zones: readonly string[] }>();
  readonly #inside = new Map<string, number>();
  #most = new Map<string, number>();
  /** Everything before this time is counted. */
  #until: Micros | undefined;
  #isHeard = false;
  #heardS = 0;

  constructor(zones: readonly Zone[]) {
    this.#zones = zones;
  }

  /** Call it about once a second with the new sightings. Returns each minute that is over once. */
  tick(nowUs: Micros, sightings: readonly Sighting[]): readonly EdgeEvent[] {
    this.#until ??= nowUs;
    this.#waiting.push(...sightings);
    const horizon = nowUs - LATE_US;
    const due = this.#waiting.filter(({ at }) => at <= horizon).sort((a, b) => a.at - b.at);
    this.#waiting = this.#waiting.filter(({ at }) => at > horizon);
    const over: ZoneMinute[] = [];
    for (const sighting of due) {
      this.#advance(sighting.at, over);
      this.#place(sighting);
    }
    this.#advance(horizon, over);
    return over.map(({ time, payload }) => ({
      eventUid: uuidv7(nowUs / 1000),
      type: PEOPLE_COUNTED,
      time,
      receivedAt: nowUs,
      schema: "zone-counts/1",
      payload: { ...payload },
    }));
  }

  /** The machine slept, so these minutes report that nothing was observed. */
  #wake(from: Micros, to: Micros): ZoneMinute {
    const cut = this.#close(Math.floor(from / MINUTE_US) * MINUTE_US);
    this.#seen.clear();
    this.#inside.clear();
    this.#most.clear();
    this.#isHeard = false;
    this.#until = to;
    return cut;
  }

  /** Advances by one second: people without a recent position leave, and a minute that is over is reported. */
  #advance(to: Micros, over: ZoneMinute[]): void {
    const from = this.#until ?? to;
    if (to - from > SLEPT_US) {
      over.push(this.#wake(from, to));
      return;
    }
    for (let second = (Math.floor(from / SECOND_US) + 1) * SECOND_US; second <= to; second += SECOND_US) {
      if (this.#isHeard) this.#heardS++;
      for (const [who, { at }] of this.#seen)
        if (at < second - KNOWN_FOR_US) this.#place({ who, at, place: undefined });
      if (second % MINUTE_US === 0) over.push(this.#close(second - MINUTE_US));
      this.#isHeard = this.#seen.size > 0;
    }
    this.#until = Math.max(from, to);
  }

  #place({ who, at, place }: Sighting): void {
    for (const id of this.#seen.get(who)?.zones ?? []) this.#inside.set(id, (this.#inside.get(id) ?? 0) - 1);
    this.#seen.delete(who);
    if (place === undefined) return;
    const zones = this.#zones.filter(({ polygon }) => isInside(polygon, ...place)).map(({ id }) => id);
    // A late sighting counts now: its own minute is closed.
    this.#seen.set(who, { at: Math.max(at, this.#until ?? at), zones });
    this.#isHeard = true;
    for (const id of zones) {
      const count = (this.#inside.get(id) ?? 0) + 1;
      this.#inside.set(id, count);
      if (count > (this.#most.get(id) ?? 0)) this.#most.set(id, count);
    }
  }

  /** People inside at the beginning of a minute count in it. */
  #close(time: Micros): ZoneMinute {
    const payload = { heardS: this.#heardS, zones: [...this.#most].map(([id, most]) => ({ id, most })) };
    this.#most = new Map([...this.#inside].filter(([, count]) => count > 0));
    this.#heardS = 0;
    return { time, payload };
  }
}

interface ZoneMinute {
  readonly time: Micros;
  readonly payload: ZoneCounts;
}
