import type { PlantModel, Vehicle, VehicleOrder } from "../plant/contract.ts";
import { commissionedMs } from "../plant/nameplate.ts";
import { type Device, every, say } from "./connection.ts";
import { factsheetBody, header, MANUFACTURER, orderBody, position, stateBody } from "./vda5050-messages.ts";

const LOOK_MS = 100;
const VISUALIZATION_MS = 300;
/** Longest time between two states; VDA 5050 allows 30 s. */
const STATE_MS = 2_000;
/** Connection and will of the standard ask for about this. */
const KEEP_ALIVE_S = 15;

const topicOf = (serialNumber: string, topic: string) => `uagv/v2/${MANUFACTURER}/${serialNumber}/${topic}`;

/** One VDA 5050 2.1 vehicle that reports what the model moves. */
export function vda5050Vehicle(plant: PlantModel, id: string): Device {
  const headerIds = new Map<string, number>();
  const compose = (topic: string, body: Record<string, unknown>, atMs = plant.nowMs): string => {
    const headerId = headerIds.get(topic) ?? 0;
    headerIds.set(topic, (headerId + 1) % 2 ** 32);
    return JSON.stringify({ ...header(id, headerId, atMs), ...body });
  };
  let lastOrder: VehicleOrder | null = null;
  const vehicleNow = (): Vehicle | undefined => plant.vehicles.find((vehicle) => vehicle.id === id);
  return {
    clientId: `${MANUFACTURER}-${id}`,
    keepAliveS: KEEP_ALIVE_S,
    will: () => ({ topic: topicOf(id, "connection"), payload: Buffer.from(compose("connection", { connectionState: "CONNECTIONBROKEN" })), qos: 1, retain: true }),
    async online(client, lost) {
      await client.publishAsync(topicOf(id, "connection"), compose("connection", { connectionState: "ONLINE" }), { qos: 1, retain: true });
      // The vehicle sends what was written at its commissioning, with the time of then: nothing in it is newer.
      say(client, topicOf(id, "factsheet"), compose("factsheet", factsheetBody(), commissionedMs(id)), { qos: 0, retain: true });
      let told = "";
      let stateAtMs = Number.NEGATIVE_INFINITY;
      let shownAtMs = Number.NEGATIVE_INFINITY;
      every(LOOK_MS, () => {
        const vehicle = vehicleNow();
        if (vehicle === undefined) return;
        if (vehicle.order !== null) lastOrder = vehicle.order;
        const nowMs = performance.now();
        const events = eventsOf(vehicle);
        if (events !== told || nowMs - stateAtMs >= STATE_MS) {
          told = events;
          stateAtMs = nowMs;
          say(client, topicOf(id, "state"), compose("state", stateBody(vehicle, lastOrder)));
        }
        if (nowMs - shownAtMs < VISUALIZATION_MS) return;
        shownAtMs = nowMs;
        say(client, topicOf(id, "visualization"), compose("visualization", position(vehicle)));
      }, [lost]);
    },
    async farewell(client) {
      await client.publishAsync(topicOf(id, "connection"), compose("connection", { connectionState: "OFFLINE" }), { qos: 1, retain: true });
    },
  };
}

/** What a change of has to be told at once (VDA 5050 2.1, 6.10.1). */
function eventsOf(vehicle: Vehicle): string {
  const { order, lastNodeId, lastNodeSequenceId, driving, paused, load, eStop, fieldViolation, charging, errors } = vehicle;
  return JSON.stringify([
    order?.orderId,
    order?.orderUpdateId,
    lastNodeId,
    lastNodeSequenceId,
    driving,
    paused,
    load?.palletId,
    eStop,
    fieldViolation,
    charging,
    errors.map(({ errorType, errorLevel }) => errorType + errorLevel),
  ]);
}

/** The fleet manager: sends each vehicle the orders that the model's dispatcher gives. */
export function fleetManager(plant: PlantModel): Device {
  const told = new Map<string, string>();
  // Header ids count per topic (VDA 5050 2.1, 6.4), hence per vehicle: one count for all would look like lost orders.
  const headerIds = new Map<string, number>();
  return {
    clientId: `${MANUFACTURER}-fleet`,
    keepAliveS: KEEP_ALIVE_S,
    async online(client, lost) {
      every(LOOK_MS, () => {
        for (const { id, order } of plant.vehicles) {
          if (order === null) continue;
          const key = `${order.orderId} ${order.orderUpdateId}`;
          if (told.get(id) === key) continue;
          told.set(id, key);
          const headerId = headerIds.get(id) ?? 0;
          headerIds.set(id, headerId + 1);
          say(client, topicOf(id, "order"), JSON.stringify({ ...header(id, headerId, plant.nowMs), ...orderBody(order) }));
        }
      }, [lost]);
    },
  };
}
