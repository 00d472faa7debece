import type { Publish } from "../session.ts";
import { NAMESPACE, NO_ALIAS, rebirthCommand } from "./commands.ts";
import type { EdgeNode } from "./edge-node.ts";

/** Births of one node are asked for at most this often. */
const ASK_EVERY_MS = 5_000;
/** A node that never answers is asked more and more rarely, up to this. */
const ASK_AT_MOST_MS = 60_000;
/** Nodes that wait for STATE get this long to be born by themselves. */
const FIRST_ASK_MS = 500;

/** Asks edge nodes for their births (NCMD `Node Control/Rebirth`), each at most once in five seconds. */
export class RebirthRequests {
  #publish: Publish | undefined;

  /** The subscriptions stand. Births are not retained, and a node without a primary host does not know that somebody came. */
  open(publish: Publish, nodes: Iterable<EdgeNode>, nowMs: number): void {
    this.#publish = publish;
    for (const node of nodes) {
      node.askEveryMs = ASK_EVERY_MS;
      node.lastAskMs = nowMs + FIRST_ASK_MS - ASK_EVERY_MS;
    }
  }

  /** The node was born: what was asked for has come. */
  answered(node: EdgeNode): void {
    node.wantsBirth = false;
    node.askEveryMs = ASK_EVERY_MS;
    node.unanswered = 0;
  }

  /** Now, or at the tick when it is time. */
  ask(node: EdgeNode, nowMs: number): void {
    node.wantsBirth = true;
    if (this.#publish === undefined || nowMs - node.lastAskMs < ASK_EVERY_MS) return;
    node.wantsBirth = false;
    node.lastAskMs = nowMs;
    // The specification's Rebirth has no alias. A node that gave it one may want it back; and a node that takes a missing
    // alias for alias 0, as protobuf's default has it, hears the name only beside some other alias.
    const alias = node.rebirthAlias ?? (node.unanswered++ % 2 === 1 ? NO_ALIAS : undefined);
    this.#publish({ topic: `${NAMESPACE}/${node.group}/NCMD/${node.name}`, payload: rebirthCommand(nowMs, alias), qos: 0, retain: false });
  }

  /** What could not be asked at once, because it was asked a moment before; and nodes that are not born. */
  tick(node: EdgeNode, nowMs: number): void {
    if (node.wantsBirth) this.ask(node, nowMs);
    if (node.isBorn || node.isDead || nowMs - node.lastAskMs < node.askEveryMs) return;
    this.ask(node, nowMs);
    node.askEveryMs = Math.min(node.askEveryMs * 2, ASK_AT_MOST_MS);
  }
}
