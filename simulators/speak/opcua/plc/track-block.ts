import { type AddressSpace, DataType, StatusCodes, type UADataType, type UAVariable } from "node-opcua";
import type { PlaceRef, PlantEvent, Verdict } from "../../../kernel/events.ts";
import { namespaceNamed } from "../address.ts";
import { placeName } from "../events/event-places.ts";
import type { EventReporter, ReporterSite } from "../events/reporter.ts";
import type { StructureType } from "../structure-nodeset.ts";
import { addBlock } from "./station.ts";

const BLOCK = "DB_Track";
/** Records that the ring holds: some 20 s of full production. */
const RECORDS = 32;

/** A tracking record; docs/material-events.md describes its fields. */
export const TRACK_TYPE: StructureType = {
  name: "UDT_Track",
  fields: [
    ["Seq", "UInt32"],
    ["Time", "DateTime"],
    ["Kind", "Int16"],
    ["Place", "String"],
    ["Piece", "String"],
    ["Carrier", "String"],
    ["Order", "String"],
    ["Variant", "String"],
    ["Result", "Int16"],
  ],
};

const KINDS = {
  "piece-arrived": 1,
  "operation-started": 2,
  "operation-completed": 3,
  "piece-departed": 4,
  "pallet-arrived": 5,
  "pallet-departed": 6,
} as const;
const RESULTS: Readonly<Record<Verdict, number>> = { good: 1, scrap: 2, rework: 3 };

interface TrackFields {
  readonly kind: number;
  readonly place: string;
  readonly piece?: string;
  readonly carrier?: string;
  readonly order?: string;
  readonly variant?: string;
  readonly result?: number;
}

/** The PLC's tracking block: the last records as a ring, so that a sample that is lost loses nothing. */
export class TrackBlock implements EventReporter {
  readonly #site: ReporterSite;
  readonly #space: AddressSpace;
  readonly #type: UADataType;
  readonly #head: UAVariable;
  readonly #ring: UAVariable;
  readonly #records: unknown[];
  #sequence = 0;

  constructor(space: AddressSpace, site: ReporterSite) {
    this.#site = site;
    this.#space = space;
    const namespace = namespaceNamed(space, "plc");
    this.#type = space.findDataType(TRACK_TYPE.name, namespace.index) as UADataType;
    const block = addBlock(space, BLOCK);
    const variable = (name: string, options: object) =>
      namespace.addVariable({
        browseName: name,
        nodeId: `s="${BLOCK}"."${name}"`,
        componentOf: block,
        ...options,
      } as Parameters<typeof namespace.addVariable>[0]);
    this.#head = variable("Head", { dataType: DataType.UInt32 });
    this.#ring = variable("Ring", { dataType: this.#type.nodeId, valueRank: 1, arrayDimensions: [RECORDS] });
    this.#records = Array.from({ length: RECORDS }, () => this.#record(0, site.nowMs(), { kind: 0, place: "" }));
    this.#show(site.nowMs());
  }

  report(event: PlantEvent): void {
    const fields = fieldsOf(event);
    if (fields === undefined) return;
    const sourceMs = event.timeMs + this.#site.offsetMs();
    this.#sequence = (this.#sequence + 1) >>> 0;
    this.#records[this.#sequence % RECORDS] = this.#record(this.#sequence, sourceMs, fields);
    this.#show(sourceMs);
  }

  #record(seq: number, timeMs: number, fields: TrackFields): unknown {
    const { kind, place, piece = "", carrier = "", order = "", variant = "", result = 0 } = fields;
    return this.#space.constructExtensionObject(this.#type, {
      seq,
      time: new Date(timeMs),
      kind,
      place,
      piece,
      carrier,
      order,
      variant,
      result,
    });
  }

  #show(sourceMs: number): void {
    const time = new Date(sourceMs);
    this.#ring.setValueFromSource(
      { dataType: DataType.ExtensionObject, arrayType: "Array", value: [...this.#records] },
      StatusCodes.Good,
      time,
    );
    this.#head.setValueFromSource({ dataType: DataType.UInt32, value: this.#sequence }, StatusCodes.Good, time);
  }
}

function fieldsOf(event: PlantEvent): TrackFields | undefined {
  const at = (place: PlaceRef) => ({ kind: KINDS[event.type as keyof typeof KINDS], place: placeName(place) });
  switch (event.type) {
    case "piece-arrived":
    case "piece-departed":
      return {
        ...at(event.place),
        piece: event.piece,
        carrier: event.pallet ?? "",
        order: event.order,
        variant: event.variant,
      };
    case "pallet-arrived":
    case "pallet-departed":
      return { ...at(event.place), carrier: event.pallet };
    case "operation-started":
      return {
        kind: KINDS[event.type],
        place: event.station,
        piece: event.piece,
        order: event.order,
        variant: event.variant,
      };
    case "operation-completed":
      return {
        kind: KINDS[event.type],
        place: event.station,
        piece: event.piece,
        order: event.order,
        variant: event.variant,
        result: RESULTS[event.verdict],
      };
    default:
      return undefined;
  }
}
