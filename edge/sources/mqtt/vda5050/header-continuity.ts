import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { gapEvent } from "../events.ts";
import type { LastHeard } from "../last-heard.ts";
import type { Outlet } from "../outlet.ts";
import type { Vda5050Topic } from "./config.ts";
import { HeaderCount } from "./header-count.ts";
import type { Vehicle } from "./vehicle.ts";

/**
 * Declares missing messages by the header numbers of each topic of each vehicle, also over restarts. Messages of the
 * fleet manager, such as orders, are counted like those of the vehicle: all are QoS 0.
 */
export class HeaderContinuity {
  readonly #source: string;
  readonly #outlet: Outlet;
  readonly #lastHeard: LastHeard;

  constructor(source: string, outlet: Outlet, lastHeard: LastHeard) {
    this.#source = source;
    this.#outlet = outlet;
    this.#lastHeard = lastHeard;
  }

  /** Counts a live message: neither retained nor a will. */
  follow(vehicle: Vehicle, topic: Vda5050Topic, { headerId, time }: { headerId: number; time: Micros }): void {
    const peer = `${vehicle.name}/${topic}`;
    let count = vehicle.counts.get(topic);
    if (count === undefined) {
      const earlier = this.#lastHeard.get(peer);
      // Recorded with the number before it, so that the first message counts as missing until the log has it.
      if (earlier === undefined) {
        this.#lastHeard.set(peer, time, headerId - 1);
        this.#outlet.meet(peer, headerId);
      }
      count =
        earlier === undefined
          ? new HeaderCount(headerId - 1, time, { isEarlier: false })
          : new HeaderCount(earlier.count, earlier.time, { isEarlier: true });
      vehicle.counts.set(topic, count);
    }
    count.take(headerId, time);
    this.#lastHeard.set(peer, count.time, count.headerId);
  }

  /** Declares the messages that the numbers so far show as missing. */
  declareMissed(vehicle: Vehicle): void {
    for (const [topic, count] of vehicle.counts) {
      const missed = count.drain();
      if (missed === undefined) continue;
      const source = `${this.#source}/${vehicle.name}/${topic}`;
      this.#outlet.addEvent(gapEvent({ source, ...missed }, vehicle.assetUid));
    }
  }
}
