import { EVENT, type Running } from "./running.ts";
import type { Stations } from "./stations.ts";
import type { Tenders } from "./tenders.ts";
import type { Arrivals, Belts } from "./travel.ts";
import type { Vehicles } from "./vehicles.ts";

/** The parts of a run that events are for. */
interface Parts extends Pick<Running, "plan" | "touch" | "touchFeeders"> {
  readonly stations: Stations;
  readonly belts: Belts;
  readonly tenders: Tenders;
  readonly vehicles: Vehicles;
}

/** Gives each event of a run to the part that it is for. */
export class Reactions {
  readonly #parts: Parts;
  readonly #arrivals: Arrivals;

  constructor(parts: Parts, arrivals: Arrivals) {
    this.#parts = parts;
    this.#arrivals = arrivals;
  }

  react(kind: number, entity: number): void {
    const parts = this.#parts;
    switch (kind) {
      case EVENT.worked:
        parts.stations.worked(entity);
        return;
      case EVENT.unloaded:
        parts.stations.unloaded(entity);
        return;
      case EVENT.travelled:
        parts.belts.travelled(entity);
        return;
      case EVENT.opened:
        this.#opened(entity);
        return;
      case EVENT.exchanged:
        parts.tenders.exchange(entity);
        return;
      case EVENT.putDown:
        parts.tenders.putDown(entity);
        return;
      case EVENT.picked:
        parts.vehicles.picked(entity);
        return;
      case EVENT.dropped:
        parts.vehicles.dropped(entity);
        return;
      case EVENT.arrived:
        this.#arrivals.arrived(entity);
        return;
      case EVENT.manned:
        parts.stations.manned?.ended(entity);
        return;
      case EVENT.shift:
        parts.stations.manned?.shifted(entity);
        return;
    }
  }

  #opened(place: number): void {
    const { plan, stations, belts } = this.#parts;
    if (plan.places[place]?.kind === "station") stations.opened(place);
    else belts.opened(place);
    this.#parts.touch(place);
    this.#parts.touchFeeders(place);
  }
}
