import { type AddressSpace, DataType, type UAEventType } from "node-opcua";
import type { PlantEvent } from "../../../kernel/events.ts";
import { namespaceNamed } from "../address.ts";
import { placeName } from "./event-places.ts";
import { addEventType, raise, text, texts, time } from "./event-type.ts";
import type { EventReporter, ReporterSite } from "./reporter.ts";

/** Fields of an event, empty where it has none. */
interface Fields {
  readonly kind: "ARRIVED" | "DEPARTED" | "STARTED" | "COMPLETED" | "PALLET_ARRIVED" | "PALLET_DEPARTED";
  readonly place: string;
  readonly piece?: string;
  readonly carrier?: string;
  readonly pieces?: readonly string[];
  readonly variant?: string;
  readonly order?: string;
  readonly job?: string;
  readonly operation?: string;
  readonly program?: string;
  readonly startMs?: number;
  readonly tools?: readonly string[];
  readonly verdict?: string;
}

/**
 * Reports the places of pieces and pallets by the site's own event type, on servers that integrators of the plant set
 * up.
 */
export class PieceReporter implements EventReporter {
  readonly #site: ReporterSite;
  readonly #type: UAEventType;
  #sequence = 0;

  constructor(space: AddressSpace, site: ReporterSite) {
    this.#site = site;
    this.#type = addEventType(namespaceNamed(space, "bj"), "PieceEventType", {
      base: "BaseEventType",
      fields: [
        ["Sequence", "UInt32"],
        ["Kind", "String"],
        ["PieceId", "String"],
        ["CarrierId", "String"],
        ["Pieces", "String", "array"],
        ["Place", "String"],
        ["Variant", "String"],
        ["OrderId", "String"],
        ["JobId", "String"],
        ["Operation", "String"],
        ["Program", "String"],
        ["StartTime", "DateTime"],
        ["Tools", "String", "array"],
        ["Verdict", "String"],
      ],
    });
  }

  report(event: PlantEvent): void {
    const fields = fieldsOf(event);
    if (fields === undefined) return;
    const {
      kind,
      place,
      piece = "",
      carrier = "",
      pieces = [],
      variant = "",
      order = "",
      job = "",
      operation = "",
      program = "",
      startMs,
      tools = [],
      verdict = "",
    } = fields;
    const offsetMs = this.#site.offsetMs(place);
    this.#sequence = (this.#sequence + 1) >>> 0;
    raise(this.#site.objectOf(place), this.#type, {
      head: {
        timeMs: event.timeMs + offsetMs,
        message: [kind, piece === "" ? carrier : piece, verdict].join(" ").trimEnd(),
      },
      fields: {
        Sequence: { dataType: DataType.UInt32, value: this.#sequence },
        Kind: text(kind),
        PieceId: text(piece),
        CarrierId: text(carrier),
        Pieces: texts(pieces),
        Place: text(place),
        Variant: text(variant),
        OrderId: text(order),
        JobId: text(job),
        Operation: text(operation),
        Program: text(program),
        StartTime: time(startMs === undefined ? undefined : startMs + offsetMs),
        Tools: texts(tools),
        Verdict: text(verdict),
      },
    });
  }
}

function fieldsOf(event: PlantEvent): Fields | undefined {
  switch (event.type) {
    case "piece-arrived":
    case "piece-departed":
      return {
        kind: event.type === "piece-arrived" ? "ARRIVED" : "DEPARTED",
        place: placeName(event.place),
        piece: event.piece,
        carrier: event.pallet ?? "",
        variant: event.variant,
        order: event.order,
      };
    case "pallet-arrived":
    case "pallet-departed":
      return {
        kind: event.type === "pallet-arrived" ? "PALLET_ARRIVED" : "PALLET_DEPARTED",
        place: placeName(event.place),
        carrier: event.pallet,
        pieces: event.pieces,
      };
    case "operation-started":
    case "operation-completed": {
      const { station, piece, variant, order, job, operation, program } = event;
      const base = { place: station, piece, variant, order, job, operation, program };
      if (event.type === "operation-started") return { ...base, kind: "STARTED" };
      return {
        ...base,
        kind: "COMPLETED",
        startMs: event.startMs,
        tools: event.tools,
        verdict: event.verdict.toUpperCase(),
      };
    }
    default:
      return undefined;
  }
}
