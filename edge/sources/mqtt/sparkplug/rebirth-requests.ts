import type { Publish } from "../topic-reader.ts";
import { NAMESPACE, NO_ALIAS, rebirthCommand } from "./commands.ts";
import type { EdgeNode } from "./edge-node.ts";

/**
 * Asks edge nodes for their births (NCMD `Node Control/Rebirth`, QoS 0) until these have come. `nowMs` of its methods:
 * by `performance.now()`.
 */
export class RebirthRequests {
  #publish: Publish | undefined;

  /**
   * Called when the subscriptions exist. Births are not retained, and a node without a primary host does not know that
   * the edge connected.
   */
  open(publish: Publish, nodes: Iterable<EdgeNode>, nowMs: number): void {
    this.#publish = publish;
    for (const node of nodes) node.pace.begin(nowMs, "session");
  }

  /** An NBIRTH came, readable or not. */
  answered(node: EdgeNode, nowMs: number): void {
    node.wantsBirth = false;
    node.pace.born(nowMs);
  }

  /** The node died. Its births come by themselves when it is back, unless the edge misses them. */
  died(node: EdgeNode, nowMs: number): void {
    node.wantsBirth = false;
    node.pace.begin(nowMs, "death");
  }

  /**
   * Births are missing: for a message that the node has just sent (`isHeard`), or because an expected one did not
   * come.
   */
  need(node: EdgeNode, nowMs: number, isHeard: boolean): void {
    node.wantsBirth = true;
    const isKnown = node.isBorn || node.isDead;
    if (this.#publish === undefined || !node.pace.ask(nowMs, { isKnown, isHeard })) return;
    // The specification's rebirth request has no alias. A node that gave `Rebirth` an alias may expect it; and a node
    // that reads a missing alias as alias 0, protobuf's default, heeds the name only if some other alias is given.
    const alias = node.rebirthAlias ?? (node.pace.requests % 2 === 0 ? NO_ALIAS : undefined);
    const topic = `${NAMESPACE}/${node.group}/NCMD/${node.name}`;
    this.#publish({ topic, payload: rebirthCommand(Date.now(), alias), qos: 0, retain: false });
  }

  /** Repeats unanswered requests, and asks nodes that are not born: a request may arrive before the node listens. */
  tick(node: EdgeNode, nowMs: number): void {
    if (node.wantsBirth || !node.isBorn) this.need(node, nowMs, false);
  }
}
