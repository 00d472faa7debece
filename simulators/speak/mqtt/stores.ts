import type { PlantModel, Vehicle } from "../../kernel/contract.ts";
import { ROUTE_NODES, STATIONS } from "../../plants/machining/layout.ts";
import { type Device, every } from "./connection.ts";
import type { Line } from "./line.ts";

/** Topics below this hold plain JSON. */
export const SITE_TOPIC = "binjiang/bj1";
const PUBLISH_MS = 1_000;
/** A charger serves a vehicle within this distance of its node. */
const AT_NODE_M = 1.5;

/** The controller of racks and chargers: a small computer that sends plain JSON. */
export function storesController(plant: PlantModel, line: Line): Device {
  const chargers = STATIONS.filter((station) => station.kind === "charger").map((station, n) => ({
    id: station.id,
    node: ROUTE_NODES.find((node) => node.serves === `charging-${n + 1}`),
  }));
  return {
    clientId: "binjiang-stores",
    keepAliveS: 5,
    async online(link, lost) {
      every(PUBLISH_MS, () => {
        const t = new Date(plant.nowMs + line.offsetMs("stores")).toISOString();
        for (const { id, pallets, capacity, pieces } of plant.stores) {
          const fill = capacity > 0 ? Math.round((1000 * pallets) / capacity) / 10 : null;
          link.publish(`${SITE_TOPIC}/stores/${id}`, JSON.stringify({ t, pallets, capacity, pieces, fill }));
        }
        for (const { id, node } of chargers) {
          const vehicle = plant.vehicles.find(
            (candidate) =>
              candidate.charging &&
              node !== undefined &&
              Math.hypot(candidate.pose.x - node.x, candidate.pose.y - node.y) <= AT_NODE_M,
          );
          link.publish(`${SITE_TOPIC}/chargers/${id}`, JSON.stringify({ t, ...chargerOutput(vehicle) }));
        }
      }, [lost]);
    },
  };
}

function chargerOutput(vehicle: Vehicle | undefined): Record<string, unknown> {
  if (vehicle === undefined) return { state: "IDLE", vehicle: "", voltage: 0, current: 0, power: 0 };
  const { volt, ampere } = vehicle.battery;
  const current = Math.round(10 * Math.max(0, -ampere)) / 10;
  const voltage = Math.round(100 * volt) / 100;
  return { state: "CHARGING", vehicle: vehicle.id, voltage, current, power: Math.round(voltage * current) };
}
