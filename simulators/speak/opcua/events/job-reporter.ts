import {
  type AddressSpace,
  DataType,
  StatusCodes,
  type UADataType,
  type UAEventType,
  type VariantLike,
} from "node-opcua";
import type { OrderStateName, PlantEvent } from "../../../kernel/events.ts";
import { namespaceNamed, objectAt, variableAt } from "../address.ts";
import { addEventType, raise } from "./event-type.ts";
import type { EventReporter, ReporterSite } from "./reporter.ts";

type JobChanged = Extract<PlantEvent, { readonly type: "job-changed" }>;

/** State numbers of OPC 10031-4. */
const STATES: Readonly<Record<OrderStateName, number>> = {
  NotAllowedToStart: 1,
  AllowedToStart: 2,
  Running: 3,
  Interrupted: 4,
  Ended: 5,
  Aborted: 6,
};

const CONTROL = "mach:MachineryBuildingBlocks/jobs:JobManagement/jobs:JobOrderControl";

/**
 * Reports the state of the jobs at machines that have Machinery Jobs (OPC 40001-3): the status event, and the list with
 * the present job.
 */
export class JobReporter implements EventReporter {
  readonly #space: AddressSpace;
  readonly #site: ReporterSite;
  readonly #type: UAEventType;
  /** When each job first ran, by its id. */
  readonly #startedMs = new Map<string, number>();

  constructor(space: AddressSpace, site: ReporterSite) {
    this.#space = space;
    this.#site = site;
    const base = space.findEventType("ISA95JobOrderStatusEventType", namespaceNamed(space, "isa95").index);
    if (base === null) throw new Error("the ISA-95 job control nodeset is not loaded");
    // The standard's type is abstract, so every server brings its own.
    this.#type = addEventType(namespaceNamed(space, "bj"), "JobOrderStatusEventType", { base, fields: [] });
  }

  report(event: PlantEvent): void {
    if (event.type !== "job-changed") return;
    const control = objectAt(this.#site.objectOf(event.station), CONTROL);
    const timeMs = event.timeMs + this.#site.offsetMs(event.station);
    if (event.state === "Running" && !this.#startedMs.has(event.job)) this.#startedMs.set(event.job, timeMs);
    const order = this.#order(event);
    const state = [
      this.#structure("ISA95StateDataType", { stateNumber: STATES[event.state], stateText: { text: event.state } }),
    ];
    raise(control, this.#type, {
      head: { timeMs, message: `${event.job} ${event.state}` },
      fields: {
        JobOrder: structure(order),
        JobState: structures(state),
        JobResponse: structure(this.#response(event, { timeMs, state })),
      },
    });
    if (event.state === "Ended" || event.state === "Aborted") this.#startedMs.delete(event.job);
    const list = [this.#structure("ISA95JobOrderAndStateDataType", { jobOrder: order, state })];
    variableAt(control, "isa95:JobOrderList").setValueFromSource(structures(list), StatusCodes.Good, new Date(timeMs));
  }

  #order({ job, order, program, quantity }: JobChanged): unknown {
    return this.#structure("ISA95JobOrderDataType", {
      jobOrderID: job,
      workMasterID: [this.#structure("ISA95WorkMasterDataType", { ID: program })],
      jobOrderParameters: [
        this.#parameter("PlannedOrderQuantity", DataType.Double, quantity),
        this.#parameter("OrderNumbers", DataType.String, order),
      ],
    });
  }

  #response(
    { job, state: name, produced, good }: JobChanged,
    { timeMs, state }: { readonly timeMs: number; readonly state: readonly unknown[] },
  ): unknown {
    const startMs = this.#startedMs.get(job);
    return this.#structure("ISA95JobResponseDataType", {
      jobResponseID: `${job}@${timeMs}`,
      jobOrderID: job,
      ...(startMs === undefined ? {} : { startTime: new Date(startMs) }),
      ...(name === "Ended" ? { endTime: new Date(timeMs) } : {}),
      jobState: state,
      jobResponseData: [
        this.#parameter("ProducedQuantity", DataType.Double, produced),
        this.#parameter("GoodQuantity", DataType.Double, good),
      ],
    });
  }

  #parameter(id: string, dataType: DataType, value: unknown): unknown {
    return this.#structure("ISA95ParameterDataType", { ID: id, value: { dataType, value } });
  }

  #structure(name: string, fields: object): unknown {
    const dataType = this.#space.findDataType(name, namespaceNamed(this.#space, "isa95").index) as UADataType;
    return this.#space.constructExtensionObject(dataType, fields as Record<string, unknown>);
  }
}

const structure = (value: unknown): VariantLike => ({ dataType: DataType.ExtensionObject, value });
const structures = (value: readonly unknown[]): VariantLike => ({
  dataType: DataType.ExtensionObject,
  arrayType: "Array",
  value: [...value],
});
