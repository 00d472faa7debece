import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { CarrierEvent } from "../../contracts/production/material-event.ts";
import type { MaterialTwin } from "./material-twin.ts";
import { both } from "./mismatch-words.ts";
import type { Mismatches } from "./mismatches.ts";
import type { Carrier } from "./records.ts";
import { presentStay, type Stay } from "./timeline.ts";

/** The reports of two controllers about one drop lie within this time. */
const DROP_US = 3e6;
/** Maximum number of moves that wait for all their reports; beyond it the oldest are not checked. */
const MOST_LOOKS = 10_000;

/** A carrier that a vehicle put down at a node, or that came into a slot. */
export interface Look {
  readonly kind: "drop" | "slot";
  readonly carrier: string;
  /** The vehicle that put the carrier down, or the rack of the slot. */
  readonly place: string;
  readonly node: string;
  readonly slot: number;
  readonly time: Micros;
  readonly due: Micros;
}

interface CarrierLooksOptions {
  readonly twin: Pick<MaterialTwin, "carriers" | "ways">;
  readonly settleS: number;
  readonly state: readonly Look[] | undefined;
  isHeld(...places: readonly string[]): boolean;
  moved(key: string, others: readonly string[], mismatch: Parameters<Mismatches["moved"]>[1]): void;
}

/** Checks carriers `settleS` after they were put down or put into a slot: has the other side been reported? */
export class CarrierLooks {
  readonly #twin: CarrierLooksOptions["twin"];
  readonly #settleS: number;
  readonly #isHeld: CarrierLooksOptions["isHeld"];
  readonly #moved: CarrierLooksOptions["moved"];
  #looks: Look[];

  constructor({ twin, settleS, state, isHeld, moved }: CarrierLooksOptions) {
    this.#twin = twin;
    this.#settleS = settleS;
    this.#isHeld = isHeld;
    this.#moved = moved;
    this.#looks = [...(state ?? [])];
  }

  get state(): readonly Look[] {
    return this.#looks;
  }

  look(now: Micros): void {
    const due = this.#looks.filter(
      (look) => look.due <= now && !this.#isHeld(look.place, ...this.#twin.ways.carrierPlacesAt(look.node)),
    );
    if (due.length > 0) this.#looks = this.#looks.filter((look) => !due.includes(look));
    for (const look of due) look.kind === "drop" ? this.#checkDrop(look) : this.#checkSlot(look);
  }

  /** Schedules a check of the carrier for the time at which all reports of its move should have arrived. */
  add(kind: Look["kind"], carrier: Carrier, { place, node = "", slot = 0, receivedAt }: CarrierEvent): void {
    const stay = carrier.stays.findLast((one) => one.place === place);
    const time = (kind === "drop" ? stay?.tOut : stay?.tIn) ?? Number.NaN;
    if (Number.isNaN(time)) return;
    this.#looks.push({
      kind,
      carrier: carrier.id,
      place,
      node,
      slot,
      time,
      due: receivedAt + this.#settleS * 1e6,
    });
    if (this.#looks.length > MOST_LOOKS) this.#looks.shift();
  }

  /** The previous carrier in the slot should be gone by now. */
  #checkSlot({ carrier, place, slot, time: since }: Look): void {
    const { carriers } = this.#twin;
    const stayHere = ({ stays }: Carrier): Stay | undefined => {
      const stay = presentStay(stays);
      return stay?.place === place && stay.slot === slot ? stay : undefined;
    };
    const come = carriers.get(carrier);
    if (come === undefined || stayHere(come) === undefined) return;
    // Sorted, because the order in memory depends on when the book was opened.
    const others = [...carriers.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const other of others) {
      const stay = other === come ? undefined : stayHere(other);
      if (stay === undefined || stay.tIn > since) continue;
      const record = both(`${place}:${slot} 是 ${other.id}`, `${place}:${slot} holds ${other.id}`);
      this.#moved(`slot ${place}:${slot}`, [], {
        kind: "slot",
        place,
        since,
        record,
        observed: both(`${carrier} 放入 ${place}:${slot}`, `${carrier} was put into ${place}:${slot}`),
      });
    }
  }

  /** A place that reports carriers should have reported this one by now. */
  #checkDrop({ carrier: id, place: vehicle, node, time }: Look): void {
    const twin = this.#twin;
    const places = twin.ways.carrierPlacesAt(node);
    const carrier = twin.carriers.get(id);
    const isSeen =
      carrier?.stays.some(
        ({ place, tIn, seenAt }) => place !== vehicle && (Number.isNaN(tIn) ? seenAt : tIn) >= time - DROP_US,
      ) === true;
    const [place] = places;
    const isReporting = [...twin.carriers.values()].some(({ stays }) =>
      stays.some((stay) => places.includes(stay.place)),
    );
    if (isSeen || place === undefined || !isReporting) return;
    this.#moved(`drop ${id}`, [], {
      kind: "drop",
      place,
      since: time,
      record: both(`${vehicle} 在 ${node} 放下 ${id}`, `${vehicle} put ${id} down at ${node}`),
      observed: both(`${id} 不在 ${places.join("、")}`, `${id} is not at ${places.join(" or ")}`),
    });
  }
}
