/** Reads the jobs of a machine and calls the methods of its job control (OPC 40001-3). Runs in the worker. */
import {
  AttributeIds,
  type CallMethodResult,
  DataType,
  type LocalizedText,
  NodeId,
  type Variant,
} from "node-opcua-client";
import type { JobAct, JobOrder, JobParameter } from "../../../contracts/production/machine-jobs.ts";
import { within } from "../../../observe/within.ts";
import { decodeStructures } from "../decode/structure-types.ts";
import { faultOf } from "../events/condition-call.ts";
import type { RawSession } from "../link/client.ts";
import type { OperationLimits } from "../link/server-limits.ts";
import type { PathElement } from "../subscribe/browse-path.ts";
import { indexOf, resolveRoots } from "../subscribe/resolve-paths.ts";
import { jobListOf, ORDER_NUMBERS, PLANNED_QUANTITY } from "./job-structures.ts";
import type { JobAnswer, JobCall } from "./messages.ts";

/** A person waits for it. */
const ANSWER_WITHIN_MS = 10_000;

const MACHINERY = "http://opcfoundation.org/UA/Machinery/";
const JOBS = "http://opcfoundation.org/UA/Machinery/Jobs/";
const ISA95 = "http://opcfoundation.org/UA/ISA95-JOBCONTROL_V2/";

/** From a machine to its job control (OPC 40001-3, 7.1). */
const CONTROL: readonly PathElement[] = [
  { uri: MACHINERY, name: "MachineryBuildingBlocks" },
  { uri: JOBS, name: "JobManagement" },
  { uri: JOBS, name: "JobOrderControl" },
];

/** Numeric identifier of ISA95JobOrderDataType in its namespace. */
const JOB_ORDER_TYPE = 3008;

const METHODS: Readonly<Record<JobAct, string>> = {
  ...{ start: "Start", revoke: "RevokeStart", pause: "Pause", resume: "Resume" },
  ...{ stop: "Stop", abort: "Abort", cancel: "Cancel", clear: "Clear" },
};

interface Server {
  readonly session: RawSession;
  readonly namespaces: readonly string[];
  readonly limits: OperationLimits;
}

export class JobCaller {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** Never rejects. `isCut`: whether the link is down; the library would keep a call and send it much later. */
  async call(call: JobCall, isCut: () => boolean): Promise<JobAnswer> {
    try {
      return call.job === "list" ? await this.#list(call) : await this.#carryOut(call, isCut);
    } catch (error) {
      return { undone: (error as Error).message };
    }
  }

  async #list(call: JobCall): Promise<JobAnswer> {
    const nodes = await this.#nodes(call, ["JobOrderList", "WorkMaster", "MaxDownloadableJobOrders"]);
    const [list] = nodes;
    if (typeof list === "string") return { absent: list };
    const known = nodes.map((nodeId) => (typeof nodeId === "string" ? NodeId.nullNodeId : nodeId));
    const values = await this.#server.session.read(
      known.map((nodeId) => ({ nodeId, attributeId: AttributeIds.Value })),
    );
    // A list that may not be read is none: an empty one would say that the machine has no job.
    const [{ statusCode } = { statusCode: undefined }] = values;
    if (statusCode?.isGood() !== true) return { status: statusCode?.name ?? "no value" };
    await decodeStructures(
      this.#server.session,
      values.filter(({ value }) => value?.dataType === DataType.ExtensionObject),
    );
    return { list: jobListOf(values) };
  }

  async #carryOut(call: Exclude<JobCall, { readonly job: "list" }>, isCut: () => boolean): Promise<JobAnswer> {
    const name = call.job === "act" ? METHODS[call.act] : call.isStarted ? "StoreAndStart" : "Store";
    const [object, method] = await this.#nodes(call, [undefined, name]);
    if (typeof object === "string" || object === undefined) return { absent: object ?? "" };
    if (typeof method === "string" || method === undefined) return { absent: method ?? "" };
    const first =
      call.job === "act"
        ? { dataType: DataType.String, value: call.jobId }
        : { dataType: DataType.ExtensionObject, value: await this.#orderOf(call.order) };
    if (isCut()) return { undone: "the link to the server is cut" };
    const comment = { dataType: DataType.LocalizedText, arrayType: 1, value: [] as LocalizedText[] };
    const inputArguments = [first, comment] as unknown as Variant[];
    try {
      const answered = this.#server.session.call({ objectId: object, methodId: method, inputArguments });
      return answerOf(await within(ANSWER_WITHIN_MS, `no answer within ${ANSWER_WITHIN_MS / 1000} s`, answered));
    } catch (error) {
      const status = faultOf(error);
      return status === undefined ? { unknown: (error as Error).message } : { status };
    }
  }

  /** Nodes of the machine's job control by browse name; undefined: the object itself. A text says why one is absent. */
  async #nodes({ machine }: JobCall, names: readonly (string | undefined)[]): Promise<readonly (NodeId | string)[]> {
    const { session } = this.#server;
    const paths = names.map((name) => ({
      text: `${machine.text} job control ${name ?? ""}`.trim(),
      path: [...machine.path, ...CONTROL, ...(name === undefined ? [] : [{ uri: ISA95, name }])],
    }));
    return await resolveRoots(session, paths, this.#server);
  }

  async #orderOf({ jobId, program, order, quantity, priority, parameters: own = [] }: JobOrder): Promise<unknown> {
    const index = indexOf(this.#server.namespaces, ISA95);
    if (index < 0) throw new Error("the server has no ISA-95 job control");
    const parameters = [
      { ID: PLANNED_QUANTITY, value: { dataType: DataType.Double, value: quantity } },
      ...(order === "" ? [] : [{ ID: ORDER_NUMBERS, value: { dataType: DataType.String, value: order } }]),
      ...own.map(({ id, value }) => ({ ID: id, value: { dataType: typeOf(value), value } })),
    ];
    return await this.#server.session.constructExtensionObject(
      new NodeId(NodeId.NodeIdType.NUMERIC, JOB_ORDER_TYPE, index),
      { jobOrderID: jobId, workMasterID: [{ ID: program }], priority, jobOrderParameters: parameters },
    );
  }
}

function typeOf(value: JobParameter["value"]): DataType {
  if (typeof value === "number") return DataType.Double;
  return typeof value === "boolean" ? DataType.Boolean : DataType.String;
}

/** Bits of ReturnStatus (OPC 10031-4, B.2), by number. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [1, "it does not know the job"],
  [2, "it cannot carry the command out"],
  [3, "the job is not in a state for that"],
  [4, "it cannot take the job, such as for a program that it does not have, or because its list is full"],
  [32, "it says no reason"],
]);

/** Only bit 0 means that it was done; a Good call may carry a refusal. */
function answerOf({ statusCode, outputArguments }: CallMethodResult): JobAnswer {
  const value: unknown = outputArguments?.[0]?.value;
  const bits = bitsOf(value);
  if (bits === undefined || bits.has(0)) return { status: statusCode.name };
  const reasons = [...bits].map((bit) => REASONS.get(bit) ?? `reason ${bit} of its own`);
  return { status: `refused: ${reasons.join(", ") || "it says no reason"}` };
}

/** The set bits of a UInt64, which the library gives as two halves; undefined where there is none. */
function bitsOf(value: unknown): ReadonlySet<number> | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [high, low] = value as [number, number];
  const bits = new Set<number>();
  for (let bit = 0; bit < 32; bit++) {
    if ((low >>> bit) & 1) bits.add(bit);
    if ((high >>> bit) & 1) bits.add(bit + 32);
  }
  return bits;
}
