import {
  type AddressSpace,
  type CallMethodResultOptions,
  DataType,
  StatusCodes,
  type UAMethod,
  type Variant,
  VariantArrayType,
} from "node-opcua";
import {
  type JobOrder,
  type JobParameter,
  type JobRefusal,
  type MachineJobs,
  MOST_JOBS,
  MOST_PARAMETERS,
} from "../../../plants/machining/planning/job-orders.ts";
import { findByPath, objectAt, variableAt } from "../address.ts";
import type { ReporterSite } from "../events/reporter.ts";
import { CONTROL, JobStructures, ORDER_NUMBERS, PLANNED_QUANTITY, structures } from "./job-structures.ts";

/** Bits of ReturnStatus (OPC 10031-4, B.2). */
const BITS: Readonly<Record<JobRefusal, number>> = {
  "unknown-job": 1,
  "invalid-status": 3,
  "not-accepted": 4,
  "invalid-request": 32,
};

/** Browse names of the methods, as they are asked for when a machine is made. */
export const JOB_METHODS = [
  ...["Store", "StoreAndStart", "Update", "Start", "RevokeStart", "Pause"],
  ...["Resume", "Stop", "Abort", "Cancel", "Clear"],
] as const;

type Call = (jobs: MachineJobs, argument: Variant | undefined) => JobRefusal | undefined;

const CALLS: Readonly<Record<(typeof JOB_METHODS)[number], Call>> = {
  Store: (jobs, order) => withOrder(order, (given) => jobs.store(given, false)),
  StoreAndStart: (jobs, order) => withOrder(order, (given) => jobs.store(given, true)),
  Update: (jobs, order) => withOrder(order, (given) => jobs.update(given)),
  Start: (jobs, id) => jobs.change(textOf(id), "start"),
  RevokeStart: (jobs, id) => jobs.change(textOf(id), "revoke"),
  Pause: (jobs, id) => jobs.change(textOf(id), "pause"),
  Resume: (jobs, id) => jobs.change(textOf(id), "resume"),
  Stop: (jobs, id) => jobs.change(textOf(id), "stop"),
  Abort: (jobs, id) => jobs.change(textOf(id), "abort"),
  Cancel: (jobs, id) => jobs.remove(textOf(id), "cancel"),
  Clear: (jobs, id) => jobs.remove(textOf(id), "clear"),
};

/**
 * Lets clients give jobs to the machines of a server that take them: the methods of JobOrderControl (OPC 40001-3).
 * `showList`: called after each call, because clearing a job is no event.
 */
export function receiveJobs(
  space: AddressSpace,
  { stations, jobsOf, objectOf }: ReporterSite,
  showList: (station: string) => void,
): void {
  const made = new JobStructures(space);
  for (const station of stations) {
    const jobs = jobsOf(station);
    const machine = objectOf(station);
    if (jobs === undefined || findByPath(machine, CONTROL) === null) continue;
    const control = objectAt(machine, CONTROL);
    variableAt(control, "isa95:MaxDownloadableJobOrders").setValueFromSource({
      dataType: DataType.UInt16,
      value: MOST_JOBS,
    });
    const programs = jobs.programs.map((program) => made.workMaster(program));
    variableAt(control, "isa95:WorkMaster").setValueFromSource(structures(programs));
    for (const name of JOB_METHODS)
      (objectAt(control, `isa95:${name}`) as unknown as UAMethod).bindMethod(([argument], _context, answer) => {
        const refusal = CALLS[name](jobs, argument);
        showList(station);
        answer(null, answerOf(refusal));
      });
  }
}

/** A call without success is Uncertain, because a Bad one would have no ReturnStatus (OPC 10031-4, B.2). */
function answerOf(refusal: JobRefusal | undefined): CallMethodResultOptions {
  const bits = 2n ** BigInt(refusal === undefined ? 0 : BITS[refusal]);
  const value = [Number(bits >> 32n), Number(bits & 0xffff_ffffn)];
  return {
    statusCode: refusal === undefined ? StatusCodes.Good : StatusCodes.Uncertain,
    outputArguments: [{ dataType: DataType.UInt64, arrayType: VariantArrayType.Scalar, value }],
  };
}

const textOf = (argument: Variant | undefined): string => String(argument?.value ?? "");

function withOrder(
  argument: Variant | undefined,
  then: (order: JobOrder) => JobRefusal | undefined,
): JobRefusal | undefined {
  const order = orderOf(argument?.value);
  return order === undefined ? "invalid-request" : then(order);
}

interface SentParameter {
  readonly ID?: string | null;
  readonly value?: { readonly value?: unknown } | null;
}

/** An order as a client sent it; undefined where it is none. */
function orderOf(sent: unknown): JobOrder | undefined {
  if (typeof sent !== "object" || sent === null) return undefined;
  const { jobOrderID, workMasterID, priority, jobOrderParameters } = sent as {
    readonly jobOrderID?: string | null;
    readonly workMasterID?: readonly { readonly ID?: string | null }[] | null;
    readonly priority?: number;
    readonly jobOrderParameters?: readonly SentParameter[] | null;
  };
  const parameter = (id: string): unknown => jobOrderParameters?.find(({ ID }) => ID === id)?.value?.value;
  return {
    id: jobOrderID ?? "",
    program: workMasterID?.[0]?.ID ?? "",
    order: String(parameter(ORDER_NUMBERS) ?? ""),
    quantity: Number(parameter(PLANNED_QUANTITY)),
    priority: priority ?? 0,
    parameters: (jobOrderParameters ?? []).flatMap(otherParameter).slice(0, MOST_PARAMETERS),
  };
}

function otherParameter({ ID, value }: SentParameter): readonly JobParameter[] {
  const inner = value?.value;
  if (typeof ID !== "string" || ID === ORDER_NUMBERS || ID === PLANNED_QUANTITY) return [];
  const isPlain = typeof inner === "string" || typeof inner === "number" || typeof inner === "boolean";
  return isPlain ? [{ id: ID, value: inner }] : [];
}
