/**
 * Messages that the plant's controllers would send about an event, as the edge's sources write them into the log:
 * with clock errors, delays, and the losses of a trial.
 */
import type { EdgeEvent } from "../../edge/contracts/path/event-batch.ts";
import type { PlaceStock } from "../../simulators/kernel/contract.ts";
import type { PlaceRef, PlantEvent } from "../../simulators/kernel/events.ts";
import { hashText, Random } from "../../simulators/kernel/random.ts";

/** Properties of the path to the edge. */
export interface PathOptions {
  readonly seed: number;
  /** Longest delay of a message, ms: publishing interval, sampling of the ring. */
  readonly delayMs: number;
  /** Shares of piece events that are lost and that come twice. */
  readonly lost: number;
  readonly twice: number;
}

export interface Delivered {
  readonly event: EdgeEvent;
  readonly atMs: number;
}

const KINDS = {
  "piece-arrived": "piece.arrived",
  "piece-departed": "piece.departed",
  "pallet-arrived": "pallet.arrived",
  "pallet-departed": "pallet.departed",
} as const;

export class ControllerMessages {
  readonly #options: PathOptions;
  readonly #random: Random;
  /**
   * Listings have random numbers of their own, so that the losses of events do not depend on the number of listings.
   */
  readonly #listRandom: Random;
  #number = 0;
  /** The node where a vehicle is, which a VDA 5050 state contains besides its loads. */
  readonly nodeOf: (vehicle: string) => string;

  constructor(options: PathOptions, nodeOf: (vehicle: string) => string) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#listRandom = new Random(options.seed + 2);
    this.nodeOf = nodeOf;
  }

  about(event: PlantEvent): Delivered[] {
    const sent = this.#eventOf(event);
    if (sent === undefined) return [];
    const { lost, twice } = this.#options;
    const isOfPiece = sent.type.startsWith("piece.");
    if (isOfPiece && this.#random.chance(lost)) return [];
    const copies = isOfPiece && this.#random.chance(twice) ? 2 : 1;
    return Array.from({ length: copies }, () => {
      const atMs = event.timeMs + 5 + this.#random.next() * this.#options.delayMs;
      return { event: { ...sent, receivedAt: Math.round(atMs * 1000) }, atMs };
    });
  }

  /** The listing of a place by the warehouse system. */
  list({ place, pallets, pieces }: PlaceStock, timeMs: number): Delivered {
    const sent = this.#event("stock.listed", timeMs, {
      source: "material",
      payload: { place, carriers: pallets, pieces },
    });
    const atMs = timeMs + 5 + this.#listRandom.next() * this.#options.delayMs;
    return { event: { ...sent, receivedAt: Math.round(atMs * 1000) }, atMs };
  }

  #eventOf(event: PlantEvent): EdgeEvent | undefined {
    switch (event.type) {
      case "piece-arrived":
      case "piece-departed": {
        const source = sourceOf(event.place);
        if (source === undefined) return undefined;
        const { piece, variant, order, place, pallet } = event;
        return this.#event(KINDS[event.type], event.timeMs, {
          source,
          pieceId: piece,
          payload: { place: nameOf(place), variant, order, ...(pallet === undefined ? {} : { carrier: pallet }) },
        });
      }
      case "pallet-arrived":
      case "pallet-departed":
        return this.#palletEvent(event);
      case "operation-started":
      case "operation-completed":
        return this.#operationEvent(event);
      case "order-changed": {
        const { type: _type, timeMs, dueMs, ...rest } = event;
        return this.#event("order.changed", timeMs, {
          source: "material",
          payload: { ...rest, due: new Date(dueMs).toISOString() },
        });
      }
      case "lot-received": {
        const { type: _type, timeMs, pallets, ...rest } = event;
        return this.#event("lot.received", timeMs, { source: "material", payload: { ...rest, carriers: pallets } });
      }
      case "shipment-left": {
        const { type: _type, timeMs, pallets, ...rest } = event;
        return this.#event("shipment.left", timeMs, { source: "material", payload: { ...rest, carriers: pallets } });
      }
      default:
        return undefined;
    }
  }

  #palletEvent(event: Extract<PlantEvent, { type: "pallet-arrived" | "pallet-departed" }>): EdgeEvent | undefined {
    const { place, pallet, pieces } = event;
    if (place.kind === "outside") return undefined;
    if (place.kind === "vehicle")
      return this.#event(KINDS[event.type], event.timeMs, {
        source: "fleet",
        payload: { place: place.id, carrier: pallet, node: this.nodeOf(place.id) },
      });
    const source = place.kind === "store" ? "material" : sourceOf(place);
    // A PLC's record has no room for the content of a pallet.
    return source === undefined
      ? undefined
      : this.#event(KINDS[event.type], event.timeMs, {
          source,
          payload: { place: nameOf(place), carrier: pallet, ...(source === "assembly" ? {} : { pieces }) },
        });
  }

  #operationEvent(event: Extract<PlantEvent, { type: "operation-started" | "operation-completed" }>): EdgeEvent {
    const { station, piece, variant, order, job, operation, program } = event;
    const source = sourceOf({ kind: "station", id: station }) ?? "process";
    const knows = source !== "turning" && source !== "assembly";
    const payload = { place: station, order, ...(knows ? { variant, operation, program } : {}) };
    const base = { source, pieceId: piece, ...(knows ? { jobId: job } : {}) };
    if (event.type === "operation-started") return this.#event("piece.started", event.timeMs, { ...base, payload });
    const tools =
      source === "turning"
        ? { tool: Number(event.tools.at(-1) ?? 0), ok: event.verdict !== "scrap" }
        : { tools: event.tools, verdict: event.verdict };
    const startedAt = new Date(event.startMs + clockOffsetMs(`${source}/${station}`)).toISOString();
    return this.#event("piece.completed", event.timeMs, { ...base, payload: { ...payload, ...tools, startedAt } });
  }

  #event(
    type: string,
    timeMs: number,
    {
      source,
      pieceId,
      jobId,
      payload,
    }: { source: string; pieceId?: string; jobId?: string; payload: Readonly<Record<string, unknown>> },
  ): EdgeEvent {
    const place = String(payload["place"] ?? "").split(":")[0];
    const offsetMs = clockOffsetMs(`${source}/${place}`);
    return {
      eventUid: `${this.#number++}`,
      type,
      time: Math.round((timeMs + offsetMs) * 1000),
      receivedAt: 0,
      ...(pieceId === undefined ? {} : { pieceId }),
      ...(jobId === undefined ? {} : { jobId }),
      schema: `${type}/1`,
      payload: { source, ...payload },
    };
  }
}

const LINES: readonly (readonly [RegExp, string])[] = [
  [/^(BUF-TURN-|PAL-TURNING$|CNC-1)/, "turning"],
  [/^(BUF-MILL-|PAL-MILLING$|CNC-2)/, "milling"],
  [/^(ROB-|COB-)/, "robots"],
  [/^(BUF-(ASSEMBLY|TEST|PACK)-|PAL-ASSEMBLY$|RWK-02$|PRS-|TGT-|EOL-|PCK-|CNV-03|CNV-04)/, "assembly"],
  [/^(BUF-|PAL-|RWK-01$|DBR|WSH|DRY|CNV-|CMM|VIS|LKT|PCB|OVN|scrap)/, "process"],
];

function sourceOf(place: PlaceRef): string | undefined {
  if (place.kind === "store" || place.kind === "vehicle" || place.kind === "outside") return undefined;
  return LINES.find(([pattern]) => pattern.test(place.id))?.[1];
}

function nameOf({ kind, id, slot }: PlaceRef): string {
  return kind === "scrap" ? "SCRAP" : slot === undefined ? id : `${id}:${slot}`;
}

/** Clock errors up to 1.9 s, one for each clock. */
export function clockOffsetMs(name: string): number {
  return (Math.abs(hashText(name)) % 3801) - 1900;
}
