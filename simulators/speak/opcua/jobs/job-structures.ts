/** The structures of ISA-95 job control (OPC 10031-4, 6.3), of a server that has loaded its nodeset. */
import { type AddressSpace, DataType, type UADataType, type VariantLike } from "node-opcua";
import type { JobState, OrderStateName } from "../../../kernel/events.ts";
import type { JobParameter } from "../../../plants/machining/planning/job-orders.ts";
import { namespaceNamed } from "../address.ts";

/** Where a machine has its job orders (OPC 40001-3). */
export const CONTROL = "mach:MachineryBuildingBlocks/jobs:JobManagement/jobs:JobOrderControl";

/** State numbers of OPC 10031-4. */
const STATES: Readonly<Record<OrderStateName, number>> = {
  NotAllowedToStart: 1,
  AllowedToStart: 2,
  Running: 3,
  Interrupted: 4,
  Ended: 5,
  Aborted: 6,
};

/** The parameter with the number of pieces, predefined by OPC 40001-3. */
export const PLANNED_QUANTITY = "PlannedOrderQuantity";
export const ORDER_NUMBERS = "OrderNumbers";

/** When a job began and ended, as far as that is known, ms. */
interface JobTimes {
  readonly timeMs: number;
  readonly startMs: number | undefined;
}

export type ShownJob = Pick<JobState, "job" | "order" | "program" | "quantity" | "state"> & {
  readonly priority?: number;
  readonly parameters?: readonly JobParameter[];
};

export class JobStructures {
  readonly #space: AddressSpace;

  constructor(space: AddressSpace) {
    this.#space = space;
  }

  order({ job, order, program, quantity, priority, parameters = [] }: ShownJob): unknown {
    return this.#structure("ISA95JobOrderDataType", {
      jobOrderID: job,
      workMasterID: [this.workMaster(program)],
      ...(priority === undefined ? {} : { priority }),
      jobOrderParameters: [
        this.#parameter(PLANNED_QUANTITY, DataType.Double, quantity),
        this.#parameter(ORDER_NUMBERS, DataType.String, order),
        ...parameters.map(({ id, value }) => this.#parameter(id, typeOf(value), value)),
      ],
    });
  }

  workMaster(program: string): unknown {
    return this.#structure("ISA95WorkMasterDataType", { ID: program });
  }

  state(name: OrderStateName): readonly unknown[] {
    return [this.#structure("ISA95StateDataType", { stateNumber: STATES[name], stateText: { text: name } })];
  }

  orderAndState(job: ShownJob): unknown {
    return this.#structure("ISA95JobOrderAndStateDataType", {
      jobOrder: this.order(job),
      state: this.state(job.state),
    });
  }

  response({ job, state, produced, good }: JobState, { timeMs, startMs }: JobTimes): unknown {
    return this.#structure("ISA95JobResponseDataType", {
      jobResponseID: `${job}@${timeMs}`,
      jobOrderID: job,
      ...(startMs === undefined ? {} : { startTime: new Date(startMs) }),
      ...(state === "Ended" ? { endTime: new Date(timeMs) } : {}),
      jobState: this.state(state),
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

function typeOf(value: JobParameter["value"]): DataType {
  if (typeof value === "number") return DataType.Double;
  return typeof value === "boolean" ? DataType.Boolean : DataType.String;
}

export const structure = (value: unknown): VariantLike => ({ dataType: DataType.ExtensionObject, value });
export const structures = (value: readonly unknown[]): VariantLike => ({
  dataType: DataType.ExtensionObject,
  arrayType: "Array",
  value: [...value],
});
