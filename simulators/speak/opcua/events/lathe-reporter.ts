import { type AddressSpace, DataType, type UAEventType } from "node-opcua";
import type { PlantEvent } from "../../../kernel/events.ts";
import { namespaceNamed } from "../address.ts";
import { placeName } from "./event-places.ts";
import { addEventType, raise, text, texts, time } from "./event-type.ts";
import type { EventReporter, ReporterSite } from "./reporter.ts";

/** Code and words of the maker. */
const CODES = {
  "piece-arrived": [10, "工件上料 Part loaded"],
  "operation-started": [20, "循环启动 Cycle start"],
  "operation-completed": [30, "循环结束 Cycle end"],
  "piece-departed": [40, "工件下料 Part unloaded"],
  "pallet-arrived": [50, "托盘到达 Pallet in"],
  "pallet-departed": [60, "托盘离开 Pallet out"],
} as const;

interface Fields {
  readonly station: string;
  readonly serial?: string;
  readonly pallet?: string;
  readonly parts?: readonly string[];
  readonly order?: string;
  readonly program?: string;
  readonly tool?: number;
  readonly startMs?: number;
  readonly ok?: boolean;
}

/** Reports events in the lathe maker's form: one event type with codes. */
export class LatheReporter implements EventReporter {
  readonly #site: ReporterSite;
  readonly #type: UAEventType;
  #number = 0;

  constructor(space: AddressSpace, site: ReporterSite) {
    this.#site = site;
    this.#type = addEventType(namespaceNamed(space, "hy"), "WorkpieceEventType", {
      base: "BaseEventType",
      fields: [
        ["EventNo", "UInt32"],
        ["Code", "Int32"],
        ["SerialNo", "String"],
        ["Station", "String"],
        ["PalletNo", "String"],
        ["Parts", "String", "array"],
        ["OrderNo", "String"],
        ["NcProgram", "String"],
        ["ToolNo", "Int32"],
        ["CycleStart", "DateTime"],
        ["Ok", "Boolean"],
      ],
    });
  }

  report(event: PlantEvent): void {
    const fields = fieldsOf(event);
    if (fields === undefined) return;
    const {
      station,
      serial = "",
      pallet = "",
      parts = [],
      order = "",
      program = "",
      tool = 0,
      startMs,
      ok = true,
    } = fields;
    const [code, message] = CODES[event.type as keyof typeof CODES];
    const offsetMs = this.#site.offsetMs(station);
    this.#number = (this.#number + 1) >>> 0;
    raise(this.#site.objectOf(station), this.#type, {
      head: { timeMs: event.timeMs + offsetMs, message },
      fields: {
        EventNo: { dataType: DataType.UInt32, value: this.#number },
        Code: { dataType: DataType.Int32, value: code },
        SerialNo: text(serial),
        Station: text(station),
        PalletNo: text(pallet),
        Parts: texts(parts),
        OrderNo: text(order),
        NcProgram: text(program),
        ToolNo: { dataType: DataType.Int32, value: tool },
        CycleStart: time(startMs === undefined ? undefined : startMs + offsetMs),
        Ok: { dataType: DataType.Boolean, value: ok },
      },
    });
  }
}

function fieldsOf(event: PlantEvent): Fields | undefined {
  switch (event.type) {
    case "piece-arrived":
    case "piece-departed":
      return { station: placeName(event.place), serial: event.piece, pallet: event.pallet ?? "", order: event.order };
    case "pallet-arrived":
    case "pallet-departed":
      return { station: placeName(event.place), pallet: event.pallet, parts: event.pieces };
    case "operation-started":
      return { station: event.station, serial: event.piece, order: event.order, program: event.program };
    case "operation-completed":
      return {
        station: event.station,
        serial: event.piece,
        order: event.order,
        program: event.program,
        tool: Number(event.tools.at(-1) ?? 0),
        startMs: event.startMs,
        ok: event.verdict !== "scrap",
      };
    default:
      return undefined;
  }
}
