/** Finds the asset root above the source node of an event. Runs in the worker. */
import { BrowseDirection, NodeId } from "node-opcua-client";
import type { RawSession } from "../link/client.ts";
import type { OperationLimits } from "../link/server-limits.ts";
import type { PlannedRoot } from "../subscribe/planned.ts";
import { translate } from "../subscribe/resolve-paths.ts";

const ROOT_FOLDER = new NodeId(NodeId.NodeIdType.NUMERIC, 84);
const HIERARCHICAL_REFERENCES = "i=33";
/** Steps up to an asset; a deeper source belongs to none. */
const MOST_STEPS = 12;
const MOST_KNOWN = 10_000;

interface Options {
  readonly session: RawSession;
  readonly roots: readonly PlannedRoot[];
  readonly server: { readonly namespaces: readonly string[]; readonly limits: OperationLimits };
}

export class SourceRoots {
  readonly #options: Options;
  /** Index of the root by node; undefined for nodes without one. */
  readonly #known = new Map<string, number | undefined>();
  #hasRoots = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Forgets everything after a change of the address space. */
  forget(): void {
    this.#known.clear();
    this.#hasRoots = false;
  }

  /** Index in the plan's roots. */
  async rootOf(nodeId: NodeId): Promise<number | undefined> {
    if (!this.#hasRoots) await this.#findRoots();
    const way: string[] = [];
    let level: NodeId[] = [nodeId];
    for (let step = 0; step < MOST_STEPS && level.length > 0; step++) {
      for (const node of level) {
        const key = node.toString();
        if (!this.#known.has(key)) continue;
        const root = this.#known.get(key);
        if (root !== undefined || step === 0) return this.#remember(way, root);
      }
      way.push(...level.map(String));
      level = await this.#above(level);
    }
    return this.#remember(way, undefined);
  }

  #remember(way: readonly string[], root: number | undefined): number | undefined {
    // The first is the source itself; nodes on the way may have several parents.
    const [source] = way;
    if (source !== undefined && this.#known.size < MOST_KNOWN) this.#known.set(source, root);
    return root;
  }

  async #findRoots(): Promise<void> {
    const { session, roots, server } = this.#options;
    const found = await translate(
      session,
      roots.map(({ path }) => ({ start: ROOT_FOLDER, path })),
      server,
    );
    for (const [i, nodeId] of found.entries())
      if (typeof nodeId !== "string" && !this.#known.has(nodeId.toString())) this.#known.set(nodeId.toString(), i);
    this.#hasRoots = true;
  }

  async #above(level: readonly NodeId[]): Promise<NodeId[]> {
    const above = new Map<string, NodeId>();
    const answers = await this.#options.session.browse(
      level.map((nodeId) => ({
        nodeId,
        referenceTypeId: HIERARCHICAL_REFERENCES,
        browseDirection: BrowseDirection.Inverse,
        includeSubtypes: true,
        nodeClassMask: 0,
        resultMask: 0,
      })),
    );
    for (const { nodeId } of answers.flatMap(({ references }) => references ?? [])) {
      const node = new NodeId(nodeId.identifierType, nodeId.value, nodeId.namespace);
      above.set(node.toString(), node);
    }
    return [...above.values()];
  }
}
