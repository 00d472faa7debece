/** Which objects of an address space are assets, and which variables belong to each. */
import { sameNamespace } from "../browse-path.ts";
import { MODELS, type ModelName, type TypeLine } from "./companion-types.ts";
import type { FoundNode } from "./walk.ts";

export interface FoundAsset {
  readonly root: FoundNode;
  readonly kind: "machining-centre" | "robot" | "packing" | "box";
  /** Companion models met at or below the root; empty for plain variables. */
  readonly models: readonly ModelName[];
  readonly variables: readonly FoundNode[];
}

const MACHINERY = "http://opcfoundation.org/UA/Machinery/";
/** Fixed NodeId of the folder that holds every machine (OPC 40001-1, 8). */
const MACHINES = 1001;
const FOLDER_TYPE = "i=61";
/** Names of a nameplate: properties that are worth a tag. */
const NAMEPLATE = new Set(["Manufacturer", "Model", "SerialNumber", "ProductCode", "SoftwareRevision", "HardwareRevision", "YearOfConstruction"]);
/** Folders that only group: how deep plain variables are followed through them. */
const PLAIN_DEPTH = 2;
/** Kept by state machines for their clients; the state itself is `CurrentState`. */
const NO_SIGNALS = new Set(["LastTransition", "AvailableStates", "AvailableTransitions"]);

/** Assets in the order in which the server lists them, plain variables last. */
export function findAssets(nodes: readonly FoundNode[], server: { readonly namespaces: readonly string[]; readonly lines: ReadonlyMap<string, TypeLine> }): FoundAsset[] {
  const finder = new Finder(server);
  for (const node of nodes) finder.visit(node);
  return finder.assets();
}

interface Draft {
  readonly root: FoundNode;
  readonly isPlain: boolean;
  readonly models: Set<ModelName>;
  readonly variables: FoundNode[];
}

class Finder {
  readonly #namespaces: readonly string[];
  readonly #lines: ReadonlyMap<string, TypeLine>;
  readonly #drafts = new Map<FoundNode, Draft>();
  /** The asset each node lies in; parents are visited before their children. */
  readonly #ownerOf = new Map<FoundNode, Draft>();

  constructor({ namespaces, lines }: { readonly namespaces: readonly string[]; readonly lines: ReadonlyMap<string, TypeLine> }) {
    this.#namespaces = namespaces;
    this.#lines = lines;
  }

  visit(node: FoundNode): void {
    const inherited = node.parent === undefined ? undefined : this.#ownerOf.get(node.parent);
    const owner = inherited ?? this.#opened(node);
    if (owner === undefined) {
      if (node.kind === "variable") this.#plain(node);
      return;
    }
    this.#ownerOf.set(node, owner);
    for (const model of this.#modelsOf(node)) owner.models.add(model);
    if (isSignal(node)) owner.variables.push(node);
  }

  assets(): FoundAsset[] {
    const found = [...this.#drafts.values()].map(({ root, models, variables, isPlain }) => ({ root, kind: kindOf(models), models: [...models], variables, isPlain }));
    return [...found.filter(({ isPlain }) => !isPlain), ...found.filter(({ isPlain }) => isPlain)].map(({ isPlain: _isPlain, ...asset }) => asset);
  }

  /** A new asset when the node is a machine or a device by place or by type. */
  #opened(node: FoundNode): Draft | undefined {
    if (node.kind !== "object") return undefined;
    const isMachine = node.parent !== undefined && this.#isMachinesFolder(node.parent);
    const hasNameplate = node.children.some((child) => this.#modelsOf(child).includes("Machinery"));
    if (!isMachine && !hasNameplate && !this.#modelsOf(node).some((name) => MODELS.some((model) => model.name === name && "kind" in model))) return undefined;
    return this.#draft(node, false);
  }

  #draft(root: FoundNode, isPlain: boolean): Draft {
    let draft = this.#drafts.get(root);
    if (draft === undefined) {
      draft = { root, isPlain, models: new Set(), variables: [] };
      this.#drafts.set(root, draft);
    }
    return draft;
  }

  /** A variable of no machine belongs to the object that holds it, seen from the top: folders that only group are gone through. */
  #plain(node: FoundNode): void {
    const above: FoundNode[] = [];
    for (let at = node.parent; at !== undefined; at = at.parent) above.unshift(at);
    if (above[1]?.namespace === 0) return; // what the standard itself puts below Objects
    let depth = 1;
    while (depth < PLAIN_DEPTH && depth + 1 < above.length && isGrouping(above[depth] as FoundNode)) depth++;
    const root = above[Math.min(depth, above.length - 1)] as FoundNode;
    const draft = this.#draft(root, true);
    if (isSignal(node)) draft.variables.push(node);
  }

  #modelsOf(node: FoundNode): readonly ModelName[] {
    return node.type === null ? [] : (this.#lines.get(node.type.toString())?.models ?? []);
  }

  #isMachinesFolder({ nodeId }: FoundNode): boolean {
    return nodeId.value === MACHINES && sameNamespace(this.#namespaces[nodeId.namespace] ?? "", MACHINERY);
  }
}

function isSignal(node: FoundNode): boolean {
  if (node.kind === "variable") return !NO_SIGNALS.has(node.name);
  return node.kind === "property" && NAMEPLATE.has(node.name) && node.parent?.kind === "object";
}

function isGrouping(node: FoundNode): boolean {
  const isFolder = node.type === null || node.type.toString() === `ns=0;${FOLDER_TYPE}` || node.children.every(({ kind }) => kind === "object");
  return isFolder && node.children.every(({ kind }) => kind !== "variable");
}

function kindOf(models: ReadonlySet<ModelName>): FoundAsset["kind"] {
  for (const model of MODELS) if ("kind" in model && models.has(model.name) && model.kind !== "box") return model.kind;
  return "box";
}
