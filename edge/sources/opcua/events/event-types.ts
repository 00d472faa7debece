/** Event types of a server: name and supertype of each, and the rule that applies to it. Runs in the worker. */
import { BrowseDirection, browseAll, NodeClass, NodeId } from "node-opcua-client";
import type { RawSession } from "../link/client.ts";
import { inChunks, type OperationLimits } from "../link/server-limits.ts";
import { UA_NAMESPACE } from "../subscribe/browse-path.ts";
import type { PlannedEventRule } from "./plan-events.ts";

const BASE_EVENT = new NodeId(NodeId.NodeIdType.NUMERIC, 2041);
const HAS_SUBTYPE = "i=45";
/** Types of a server at most; more mean a loop. */
const MOST_TYPES = 5000;
const TYPES_PER_CALL = 100;
const NAME_ONLY = 0x3f;

interface EventType {
  readonly nodeId: NodeId;
  readonly uri: string;
  readonly name: string;
  readonly above: EventType | undefined;
}

export class EventTypes {
  readonly #rules: readonly PlannedEventRule[];
  #types: ReadonlyMap<string, EventType> = new Map();

  constructor(rules: readonly PlannedEventRule[]) {
    this.#rules = rules;
  }

  /**
   * Reads all event types from BaseEventType down. If the server does not show them, only the standard types have
   * names.
   */
  async load(
    session: RawSession,
    server: { readonly namespaces: readonly string[]; readonly limits: OperationLimits },
  ): Promise<void> {
    const base: EventType = { nodeId: BASE_EVENT, uri: UA_NAMESPACE, name: "BaseEventType", above: undefined };
    const types = new Map([[BASE_EVENT.toString(), base]]);
    for (let level: EventType[] = [base]; level.length > 0 && types.size < MOST_TYPES; ) {
      const answers = await inChunks(level, Math.min(TYPES_PER_CALL, server.limits.read), (chunk) =>
        browseAll(
          session,
          chunk.map(({ nodeId }) => ({
            nodeId,
            referenceTypeId: HAS_SUBTYPE,
            browseDirection: BrowseDirection.Forward,
            includeSubtypes: true,
            nodeClassMask: NodeClass.ObjectType,
            resultMask: NAME_ONLY,
          })),
        ),
      );
      const next: EventType[] = [];
      for (const [i, answer] of answers.entries()) {
        for (const { nodeId, browseName } of answer.references ?? []) {
          const type = {
            nodeId: new NodeId(nodeId.identifierType, nodeId.value, nodeId.namespace),
            uri: server.namespaces[browseName.namespaceIndex] ?? "",
            name: browseName.name ?? "",
            above: level[i],
          };
          if (types.has(type.nodeId.toString())) continue;
          types.set(type.nodeId.toString(), type);
          next.push(type);
        }
      }
      level = next;
    }
    this.#types = types;
  }

  has(nodeId: NodeId): boolean {
    return this.#types.has(nodeId.toString());
  }

  nameOf(nodeId: NodeId): string {
    return this.#types.get(nodeId.toString())?.name ?? "";
  }

  /** The type that a rule names; undefined where the server has no such type. */
  typeOf(rule: number): NodeId | undefined {
    const wanted = this.#rules[rule]?.event;
    for (const { uri, name, nodeId } of this.#types.values())
      if (wanted !== undefined && name === wanted.name && sameUri(uri, wanted.uri)) return nodeId;
    return undefined;
  }

  /** The rule for events of this type: that of the type itself, else of the nearest supertype. */
  ruleOf(nodeId: NodeId): number | undefined {
    for (let type = this.#types.get(nodeId.toString()); type !== undefined; type = type.above) {
      const { uri, name } = type;
      const rule = this.#rules.findIndex(({ event }) => event.name === name && sameUri(uri, event.uri));
      if (rule >= 0) return rule;
    }
    return undefined;
  }
}

function sameUri(a: string, b: string): boolean {
  return a.replace(/\/$/, "") === b.replace(/\/$/, "");
}
