/** The simulated fleet alone on a road map whose nodes may be moved, at the load of the plant: what its rides take. */
import { vi } from "vitest";
import { Conditions } from "../../simulators/kernel/faults/condition.ts";
import { Random } from "../../simulators/kernel/random.ts";
import type { Surroundings } from "../../simulators/plants/machining/machine.ts";

const LAYOUT = "../../simulators/plants/machining/layout.ts";
const STEP_S = 0.1;
/** Sections of the demo plant on which vehicles carry pallets: places and nodes. */
const LANES = [
  { from: "RCK-01", at: "N17", to: "BUF-TURN-IN", end: "N18" },
  { from: "BUF-TURN-OUT", at: "N18", to: "BUF-MILL-IN", end: "N4" },
  { from: "BUF-MILL-OUT", at: "N4", to: "BUF-DEBURR-IN", end: "N20" },
  { from: "BUF-LEAK-OUT", at: "N6", to: "BUF-COAT-IN", end: "N9" },
  { from: "BUF-PLAIN-OUT", at: "N6", to: "BUF-ASSEMBLY-IN", end: "N12" },
  { from: "BUF-COOL-OUT", at: "N11", to: "BUF-ASSEMBLY-IN", end: "N12" },
  { from: "BUF-PACK-OUT", at: "N14", to: "RCK-03", end: "N16" },
] as const;

/** A load from one place to another; seconds since the begin. */
export interface FleetRide {
  readonly from: string;
  readonly to: string;
  readonly vehicle: string;
  readonly pickS: number;
  readonly dropS: number;
}

/** `everyS`: a load comes to each lane so often, give or take a half. `nodes`: those that stand elsewhere. */
export async function fleetRides(
  seed: number,
  {
    hours,
    everyS,
    nodes,
  }: { hours: number; everyS: number; nodes: Readonly<Record<string, readonly [number, number]>> },
): Promise<readonly FleetRide[]> {
  vi.resetModules();
  vi.doMock(LAYOUT, async (original) => {
    const layout = await original<typeof import("../../simulators/plants/machining/layout.ts")>();
    const moved = layout.ROUTE_NODES.map((node) => {
      const [x, y] = nodes[node.id] ?? [node.x, node.y];
      return { ...node, x, y };
    });
    return { ...layout, ROUTE_NODES: moved };
  });
  const { Dispatcher } = await import("../../simulators/plants/machining/fleet/dispatcher.ts");
  const random = new Random(seed);
  const rides: FleetRide[] = [];
  let nowS = 0;
  const picked = new Map<string, number>();
  const lanes = LANES.map(({ from, at, to, end }) => {
    const own = random.fork(from);
    let ready = 0;
    let nextS = own.between(0, everyS);
    return {
      due: () => {
        for (; nextS <= nowS; nextS += own.between(0.5 * everyS, 1.5 * everyS)) ready++;
      },
      from: {
        node: at,
        get waiting() {
          return 1000 * ready;
        },
        take: (vehicle: { readonly id: string }) => {
          ready--;
          picked.set(vehicle.id, nowS);
          return { id: "PAL", pieces: [] };
        },
      },
      to: {
        node: end,
        capacity: 1e6,
        get held() {
          return own.between(0, 8);
        },
        put: (_: unknown, vehicle: { readonly id: string }) => {
          rides.push({ from, to, vehicle: vehicle.id, pickS: picked.get(vehicle.id) ?? Number.NaN, dropS: nowS });
        },
      },
    };
  });
  const around = { nowMs: 0, conditions: new Conditions() };
  const dispatcher = new Dispatcher(lanes as never, around as unknown as Surroundings, random.fork("fleet"));
  for (let step = 1; step * STEP_S < 3600 * hours; step++) {
    nowS = step * STEP_S;
    around.nowMs = 100 * step;
    if (step % 10 === 0) {
      for (const lane of lanes) lane.due();
      dispatcher.slow();
    }
    dispatcher.step(STEP_S);
  }
  vi.doUnmock(LAYOUT);
  return rides;
}
