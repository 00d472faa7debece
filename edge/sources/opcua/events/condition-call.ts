/** Carries out an operator's act at the server of a condition. Runs in the worker. */
import { DataType, LocalizedText, MethodIds, NodeId, resolveNodeId, type Variant } from "node-opcua-client";
import { within } from "../../../observe/within.ts";
import type { RawSession } from "../link/client.ts";
import type { OperationLimits } from "../link/server-limits.ts";
import { UA_NAMESPACE } from "../subscribe/browse-path.ts";
import { indexOf, translate } from "../subscribe/resolve-paths.ts";
import type { CallAnswer, ConditionCall } from "./messages.ts";

/** An operator waits for it. */
const ANSWER_WITHIN_MS = 10_000;

interface Server {
  readonly session: RawSession;
  readonly namespaces: readonly string[];
  readonly limits: OperationLimits;
}

interface Method {
  /** Browse names from the condition to the object that has the method. */
  readonly below: readonly string[];
  readonly name: string;
  /** NodeId of the method in its type, for servers that do not show their conditions (OPC 10000-9, 5.7.3). */
  readonly type: number;
}

const METHODS: Readonly<Record<ConditionCall["method"], Method>> = {
  acknowledge: { below: [], name: "Acknowledge", type: MethodIds.AcknowledgeableConditionType_Acknowledge },
  confirm: { below: [], name: "Confirm", type: MethodIds.AcknowledgeableConditionType_Confirm },
  comment: { below: [], name: "AddComment", type: MethodIds.ConditionType_AddComment },
  "timed-shelve": {
    below: ["ShelvingState"],
    name: "TimedShelve",
    type: MethodIds.ShelvedStateMachineType_TimedShelve,
  },
  "one-shot-shelve": {
    below: ["ShelvingState"],
    name: "OneShotShelve",
    type: MethodIds.ShelvedStateMachineType_OneShotShelve,
  },
  unshelve: { below: ["ShelvingState"], name: "Unshelve", type: MethodIds.ShelvedStateMachineType_Unshelve },
  reset: { below: [], name: "Reset", type: MethodIds.AlarmConditionType_Reset },
  "remove-from-service": { below: [], name: "RemoveFromService", type: MethodIds.AlarmConditionType_RemoveFromService },
  "return-to-service": { below: [], name: "PlaceInService", type: MethodIds.AlarmConditionType_PlaceInService },
};

interface Found {
  readonly objectId: NodeId;
  readonly methodId: NodeId;
}

/** Methods that are remembered; more are looked up each time. */
const MOST_KNOWN = 10_000;

export class ConditionCaller {
  readonly #server: Server;
  readonly #known = new Map<string, Found>();

  constructor(server: Server) {
    this.#server = server;
  }

  /** The address space changed. */
  forget(): void {
    this.#known.clear();
  }

  /**
   * Never rejects. `isCut`: whether the link is down; the library would keep the call and send it much later,
   * unexpectedly.
   */
  async call(call: ConditionCall, isCut: () => boolean): Promise<CallAnswer> {
    let found: Found;
    try {
      found = await this.#find(call);
    } catch (error) {
      return { undone: (error as Error).message };
    }
    if (isCut()) return { undone: "the link to the server is cut" };
    try {
      const answered = this.#server.session.call({ ...found, inputArguments: argumentsOf(call) as Variant[] });
      const { statusCode } = await within(ANSWER_WITHIN_MS, `no answer within ${ANSWER_WITHIN_MS / 1000} s`, answered);
      return { status: statusCode.name };
    } catch (error) {
      const status = faultOf(error);
      return status === undefined ? { unknown: (error as Error).message } : { status };
    }
  }

  async #find({ conditionId, method }: ConditionCall): Promise<Found> {
    const key = `${method} ${conditionId}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = await methodOf(this.#server, nodeIdOf(conditionId, this.#server.namespaces), METHODS[method]);
    if (this.#known.size < MOST_KNOWN) this.#known.set(key, found);
    return found;
  }
}

/** The status of a ServiceFault, which is an answer too. */
export function faultOf(error: unknown): string | undefined {
  const { response } = error as {
    readonly response?: { readonly responseHeader?: { readonly serviceResult?: { readonly name?: string } } };
  };
  const name = response?.responseHeader?.serviceResult?.name;
  return name?.startsWith("Bad") === true ? name : undefined;
}

/**
 * Object and method of the instance where the server shows them, else the condition itself with the method of its
 * type.
 */
async function methodOf(server: Server, conditionId: NodeId, { below, name, type }: Method): Promise<Found> {
  const ns0 = (names: readonly string[]) => names.map((step) => ({ uri: UA_NAMESPACE, name: step }));
  const paths = [
    { start: conditionId, path: ns0([...below, name]) },
    ...(below.length === 0 ? [] : [{ start: conditionId, path: ns0(below) }]),
  ];
  const [method, object] = await translate(server.session, paths, server);
  const typeMethod = new NodeId(NodeId.NodeIdType.NUMERIC, type);
  return {
    objectId: object instanceof NodeId ? object : conditionId,
    methodId: method instanceof NodeId ? method : typeMethod,
  };
}

function argumentsOf({ method, eventId, comment, durationMs }: ConditionCall): unknown[] {
  if (method === "timed-shelve") return [{ dataType: DataType.Double, value: durationMs ?? 0 }];
  if (method !== "acknowledge" && method !== "confirm" && method !== "comment") return [];
  return [
    { dataType: DataType.ByteString, value: Buffer.from(eventId, "base64") },
    { dataType: DataType.LocalizedText, value: new LocalizedText({ text: comment ?? "", locale: null }) },
  ];
}

/** The inverse of `nodeIdText`. Throws where the server has no such namespace. */
function nodeIdOf(text: string, namespaces: readonly string[]): NodeId {
  const [, uri, id = text] = /^nsu=(.*);((?:[isgb])=[\s\S]*)$/.exec(text) ?? [];
  const index = uri === undefined ? 0 : indexOf(namespaces, uri);
  if (index < 0) throw new Error(`the server has no namespace ${uri}`);
  return resolveNodeId(index === 0 ? id : `ns=${index};${id}`);
}
