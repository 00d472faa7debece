import type { PlantModel, Vehicle, VehicleOrder } from "../../kernel/contract.ts";
import { commissionedMs } from "../../plants/machining/nameplate.ts";
import { type Device, every } from "./connection.ts";
import type { Line } from "./line.ts";
import { VERSION_3 } from "./vda5050-3-messages.ts";
import type { Dialect } from "./vda5050-dialect.ts";
import { header, MANUFACTURER, VERSION_2 } from "./vda5050-messages.ts";

const LOOK_MS = 100;
const VISUALIZATION_MS = 300;
/** Longest time between two states; VDA 5050 allows 30 s. */
const STATE_MS = 2_000;
/** The keep-alive that the standard suggests, seconds. */
const KEEP_ALIVE_S = 15;

/** The newest vehicle of the fleet; the others were bought before 3.0. */
const SPEAKS_3: ReadonlySet<string> = new Set(["AGV-06"]);

function dialectOf(id: string): Dialect {
  return SPEAKS_3.has(id) ? VERSION_3 : VERSION_2;
}

const topicOf = (serialNumber: string, topic: string) =>
  `${dialectOf(serialNumber).root}/${MANUFACTURER}/${serialNumber}/${topic}`;

/** Counts the headers of one sender, a count for each topic (VDA 5050, 6.4), and dates them by its clock. */
class Headers {
  readonly #next = new Map<string, number>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Number of the last message of a topic. */
  last(topic: string): number {
    return Math.max(0, (this.#next.get(topic) ?? 0) - 1);
  }

  compose(
    serialNumber: string,
    topic: string,
    { body, atMs = this.#nowMs() }: { readonly body: Record<string, unknown>; readonly atMs?: number },
  ): string {
    const headerId = this.#next.get(topic) ?? 0;
    this.#next.set(topic, (headerId + 1) % 2 ** 32);
    return JSON.stringify({
      ...header(dialectOf(serialNumber).version, serialNumber, { headerId, nowMs: atMs }),
      ...body,
    });
  }
}

/** One vehicle that reports its movements in the model in its version of VDA 5050. */
export function vda5050Vehicle(plant: PlantModel, id: string, line: Line): Device {
  const dialect = dialectOf(id);
  const headers = new Headers(() => plant.nowMs + line.offsetMs(id));
  const compose = (topic: string, body: Record<string, unknown>): string => headers.compose(id, topic, { body });
  let lastOrder: VehicleOrder | null = null;
  const vehicleNow = (): Vehicle | undefined => plant.vehicles.find((vehicle) => vehicle.id === id);
  return {
    clientId: `${MANUFACTURER}-${id}`,
    keepAliveS: KEEP_ALIVE_S,
    will: () => ({
      topic: topicOf(id, "connection"),
      payload: Buffer.from(compose("connection", { connectionState: dialect.broken })),
      qos: 1,
      retain: true,
    }),
    async online(link, lost) {
      await link.client.publishAsync(topicOf(id, "connection"), compose("connection", { connectionState: "ONLINE" }), {
        qos: 1,
        retain: true,
      });
      // The vehicle sends the data of its commissioning, with the time of commissioning.
      link.publishNow(
        topicOf(id, "factsheet"),
        headers.compose(id, "factsheet", { body: dialect.factsheet(), atMs: commissionedMs(id) }),
        { qos: 0, retain: true },
      );
      let sent = "";
      let stateAtMs = Number.NEGATIVE_INFINITY;
      let shownAtMs = Number.NEGATIVE_INFINITY;
      every(LOOK_MS, () => {
        const vehicle = vehicleNow();
        if (vehicle === undefined) return;
        if (vehicle.order !== null) lastOrder = vehicle.order;
        const nowMs = performance.now();
        const events = eventsOf(vehicle);
        if (events !== sent || nowMs - stateAtMs >= STATE_MS) {
          sent = events;
          stateAtMs = nowMs;
          link.publish(topicOf(id, "state"), compose("state", dialect.state(vehicle, lastOrder)));
        }
        if (nowMs - shownAtMs < VISUALIZATION_MS) return;
        shownAtMs = nowMs;
        link.publish(
          topicOf(id, "visualization"),
          compose("visualization", dialect.visualization(vehicle, headers.last("state"))),
        );
      }, [lost]);
    },
    async farewell(client) {
      await client.publishAsync(topicOf(id, "connection"), compose("connection", { connectionState: "OFFLINE" }), {
        qos: 1,
        retain: true,
      });
    },
  };
}

/** Fields whose change has to be reported at once (VDA 5050 2.1, 6.10.1). */
function eventsOf(vehicle: Vehicle): string {
  const { order, lastNodeId, lastNodeSequenceId, driving, paused, load, eStop, fieldViolation, charging, errors } =
    vehicle;
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

/** The fleet manager: sends each vehicle the orders that the model's dispatcher gives, in the vehicle's version. */
export function fleetManager(plant: PlantModel, line: Line): Device {
  const sent = new Map<string, string>();
  // Header ids count per topic, hence per vehicle: one count for all would look like lost orders.
  const headers = new Map(
    plant.vehicles.map(({ id }) => [id, new Headers(() => plant.nowMs + line.offsetMs("fleet-manager"))]),
  );
  return {
    clientId: `${MANUFACTURER}-fleet`,
    keepAliveS: KEEP_ALIVE_S,
    async online(link, lost) {
      every(LOOK_MS, () => {
        for (const { id, order } of plant.vehicles) {
          if (order === null) continue;
          const key = `${order.orderId} ${order.orderUpdateId}`;
          if (sent.get(id) === key) continue;
          sent.set(id, key);
          link.publish(
            topicOf(id, "order"),
            headers.get(id)?.compose(id, "order", { body: dialectOf(id).order(order) }) ?? "",
          );
        }
      }, [lost]);
    },
  };
}
