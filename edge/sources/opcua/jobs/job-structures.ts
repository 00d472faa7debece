/** Reads the structures of ISA-95 job control (OPC 10031-4, 6.3). Whatever a server leaves out is null. */
import type { DataValue } from "node-opcua-client";
import type { JobList, JobParameter, JobState, MachineJob } from "../../../contracts/production/machine-jobs.ts";

/** Parameters that OPC 40001-3 predefines. */
export const PLANNED_QUANTITY = "PlannedOrderQuantity";
export const ORDER_NUMBERS = "OrderNumbers";

/** More than a machine has; the rest of a longer list is not read. */
const MOST_READ = 1000;
const MOST_PARAMETERS = 100;

const STATES: ReadonlyMap<unknown, JobState> = new Map<unknown, JobState>([
  [1, "not-allowed-to-start"],
  [2, "allowed-to-start"],
  [3, "running"],
  [4, "interrupted"],
  [5, "ended"],
  [6, "aborted"],
]);

type Part = Readonly<Record<string, unknown>>;

/** @param values JobOrderList, WorkMaster, MaxDownloadableJobOrders. */
export function jobListOf([list, programs, most]: readonly DataValue[]): JobList {
  const count: unknown = most?.value?.value;
  return {
    jobs: partsOf(list?.value?.value).flatMap(jobOf),
    programs: partsOf(programs?.value?.value).flatMap((part) => textOf(part, "ID") ?? []),
    most: typeof count === "number" ? count : null,
  };
}

function jobOf(entry: Part): readonly MachineJob[] {
  const order = partOf(entry, "jobOrder");
  const jobId = textOf(order, "jobOrderID");
  if (jobId === null) return [];
  const priority = order["priority"];
  const quantity = parameter(order, PLANNED_QUANTITY);
  const orders = parameter(order, ORDER_NUMBERS);
  const [state] = partsOf(entry["state"]);
  const parameters = parametersIn(order);
  return [
    {
      jobId,
      program: textOf(partsOf(order["workMasterID"])[0] ?? {}, "ID"),
      order: typeof orders === "string" ? orders : null,
      quantity: typeof quantity === "number" ? quantity : null,
      priority: typeof priority === "number" ? priority : null,
      state: STATES.get(state?.["stateNumber"]) ?? "unknown",
      ...(parameters.length === 0 ? {} : { parameters }),
    },
  ];
}

/** Those beside the predefined ones whose value is a text, a number or a truth value. */
function parametersIn(order: Part): readonly JobParameter[] {
  return partsOf(order["jobOrderParameters"])
    .slice(0, MOST_PARAMETERS)
    .flatMap((one): readonly JobParameter[] => {
      const id = textOf(one, "ID");
      const { value } = partOf(one, "value");
      if (id === null || id === PLANNED_QUANTITY || id === ORDER_NUMBERS) return [];
      return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? [{ id, value }]
        : [];
    });
}

function parameter(order: Part, id: string): unknown {
  const found = partsOf(order["jobOrderParameters"]).find((one) => textOf(one, "ID") === id);
  return found === undefined ? undefined : partOf(found, "value")["value"];
}

function partsOf(value: unknown): readonly Part[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MOST_READ).filter((one): one is Part => typeof one === "object" && one !== null);
}

function partOf(part: Part, name: string): Part {
  const value = part[name];
  return typeof value === "object" && value !== null ? (value as Part) : {};
}

function textOf(part: Part, name: string): string | null {
  const value = part[name];
  return typeof value === "string" ? value : null;
}
