/** The simulated fleet alone, with more work than it can do, for tests of its traffic. */
import { Conditions } from "../../../simulators/kernel/faults/condition.ts";
import { Random } from "../../../simulators/kernel/random.ts";
import { Dispatcher, type Lane } from "../../../simulators/plants/machining/fleet/dispatcher.ts";
import { gapBetweenM } from "../../../simulators/plants/machining/fleet/outline.ts";
import type { FleetVehicle } from "../../../simulators/plants/machining/fleet/vehicle.ts";
import { ROUTE_NODES } from "../../../simulators/plants/machining/layout.ts";
import type { Surroundings } from "../../../simulators/plants/machining/machine.ts";

const STEP_S = 0.1;
const PIECES = { min: 8, max: 32 };

export class BusyFleet {
  readonly #dispatcher: Dispatcher;
  readonly conditions = new Conditions();
  readonly #around: { nowMs: number; conditions: Conditions };
  #steps = 0;

  /** Lanes between any nodes with a station, drawn by seed. */
  constructor(seed: number) {
    const random = new Random(seed);
    const served = ROUTE_NODES.filter(({ serves }) => serves?.startsWith("charging") === false).map(({ id }) => id);
    const lanes = Array.from({ length: 7 }, () => laneOf(served, random));
    this.#around = { nowMs: 0, conditions: this.conditions };
    this.#dispatcher = new Dispatcher(lanes, this.#around as unknown as Surroundings, random.fork("fleet"));
  }

  get vehicles(): readonly FleetVehicle[] {
    return this.#dispatcher.vehicles;
  }

  step(): void {
    this.#around.nowMs = 100 * ++this.#steps;
    if (this.#steps % 10 === 0) this.#dispatcher.slow();
    this.#dispatcher.step(STEP_S);
  }

  /** Least gap between outlines of two vehicles of which one moves. */
  get leastM(): number {
    let least = Number.POSITIVE_INFINITY;
    for (const [at, one] of this.vehicles.entries())
      for (const other of this.vehicles.slice(at + 1))
        if (one.velocity.vx > 0.05 || other.velocity.vx > 0.05)
          least = Math.min(least, gapBetweenM(one.pose, other.pose));
    return least;
  }
}

/** Pieces come and go as a random walk, so that there is nearly always something to fetch. */
function laneOf(served: readonly string[], random: Random): Lane {
  const pick = (): string => served[Math.floor(random.next() * served.length)] as string;
  const from = pick();
  let to = pick();
  while (to === from) to = pick();
  const own = random.fork(`${from} ${to}`);
  return {
    from: {
      node: from,
      get waiting() {
        return own.between(0, PIECES.max);
      },
      take: () => ({ id: "PAL", pieces: [] }),
    },
    to: {
      node: to,
      capacity: 1000,
      get held() {
        return own.between(0, PIECES.min);
      },
      put: () => undefined,
    },
  };
}
