import type { PlantModel } from "../../kernel/contract.ts";
import type { PlantEvent } from "../../kernel/events.ts";
import { StockWatch } from "../../plants/machining/material/stock-watch.ts";
import { type Device, every } from "./connection.ts";
import type { Line, Link } from "./line.ts";
import { SITE_TOPIC } from "./stores.ts";

/** How often the system looks whether there is something to send. */
const LOOK_MS = 200;
/** Messages that wait while the broker is away. Beyond it the oldest go, as in a system whose disk is full. */
const MOST_WAITING = 10_000;

interface Message {
  readonly topic: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly retain: boolean;
}

interface Waiting {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/**
 * Warehouse and order management: one message, QoS 1, for each pallet that is put away or taken out, each lot received,
 * each shipment, each change of an order; and the contents of each place that stores something. Formats in
 * docs/material-events.md.
 */
export function materialSystem(plant: PlantModel, line: Line, signal: AbortSignal): Device {
  const waiting: Waiting[] = [];
  const stock = new StockWatch(plant);
  const counts = new Map<string, number>();
  const timeOf = (timeMs: number): number => Math.round(timeMs + line.offsetMs("material-system"));
  plant.onEvent((event) => {
    stock.take(event);
    const message = messageOf(event);
    if (message === undefined) return;
    const { topic, body, retain } = message;
    const seq = (counts.get(topic) ?? 0) + 1;
    counts.set(topic, seq);
    waiting.push({
      topic: `${SITE_TOPIC}/${topic}`,
      payload: JSON.stringify({ t: timeOf(event.timeMs), seq, ...body }),
      retain,
    });
    if (waiting.length > MOST_WAITING) waiting.shift();
  }, signal);
  return {
    clientId: "binjiang-material",
    keepAliveS: 5,
    async online(link, lost) {
      let isSending = false;
      every(LOOK_MS, () => {
        for (const listing of stock.due())
          list(waiting, `${SITE_TOPIC}/stores/${listing.place}/inventory`, { t: timeOf(plant.nowMs), ...listing });
        if (isSending || waiting.length === 0) return;
        isSending = true;
        void send(waiting, link, lost).then(() => (isSending = false));
      }, [lost]);
    },
  };
}

/** A listing is complete, so an older one of the place is no longer needed. */
function list(waiting: Waiting[], topic: string, body: object): void {
  const older = waiting.findIndex((message, at) => at > 0 && message.topic === topic);
  if (older > 0) waiting.splice(older, 1);
  waiting.push({ topic, payload: JSON.stringify(body), retain: true });
}

/** Sends in order; unacknowledged messages stay for the next connection, which may send them a second time. */
async function send(waiting: Waiting[], link: Link, lost: AbortSignal): Promise<void> {
  try {
    for (let next = waiting[0]; next !== undefined && !lost.aborted; next = waiting[0]) {
      await link.deliver(next.topic, next.payload, next);
      if (waiting[0] === next) waiting.shift();
    }
  } catch {
    // The connection ended; `lost` is aborted too.
  }
}

function messageOf(event: PlantEvent): Message | undefined {
  switch (event.type) {
    case "pallet-arrived":
    case "pallet-departed": {
      const { place, pallet, pieces } = event;
      if (place.kind !== "store") return undefined;
      const kind = event.type === "pallet-arrived" ? "in" : "out";
      return {
        topic: `stores/${place.id}/moves`,
        body: { kind, rack: place.id, ...(place.slot === undefined ? {} : { slot: place.slot }), pallet, pieces },
        retain: false,
      };
    }
    case "lot-received": {
      const { lot, supplier, heat, variant, quantity, pallets, accepted, inspection } = event;
      return {
        topic: "wms/receipts",
        body: { lot, supplier, heat, variant, quantity, pallets, accepted, inspection },
        retain: false,
      };
    }
    case "shipment-left": {
      const { shipment, orders, pallets, pieces } = event;
      return { topic: "wms/shipments", body: { shipment, orders, pallets, pieces }, retain: false };
    }
    case "order-changed": {
      const { order, customer, variant, quantity, priority, dueMs, state, started, good, scrapped } = event;
      return {
        topic: `erp/orders/${order}`,
        body: {
          order,
          customer,
          variant,
          quantity,
          priority,
          due: new Date(dueMs).toISOString(),
          state,
          started,
          good,
          scrapped,
        },
        retain: true,
      };
    }
    default:
      return undefined;
  }
}
