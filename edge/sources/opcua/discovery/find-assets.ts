/** Finds the assets of an address space, and the variables of each. */
import type { KnownKind } from "../../../contracts/plant/kinds.ts";
import { sameNamespace } from "../subscribe/browse-path.ts";
import { MODELS, type ModelName, type TypeLine } from "./companion-types.ts";
import { kindInName } from "./kind-words.ts";
import type { FoundNode } from "./walk.ts";

export interface FoundAsset {
  readonly root: FoundNode;
  readonly kind: KnownKind;
  /** Companion models at or below the root; empty for plain variables. */
  readonly models: readonly ModelName[];
  readonly variables: readonly FoundNode[];
}

/** Assets, nodes without a tag with their reasons, and the number of nodes that describe others. */
export interface Found {
  readonly assets: readonly FoundAsset[];
  readonly leftOut: readonly { readonly node: FoundNode; readonly reason: string }[];
  /** Properties such as units, ranges and texts of variables. */
  readonly describing: number;
}

const MACHINERY = "http://opcfoundation.org/UA/Machinery/";
/** Fixed NodeId of the folder that holds every machine (OPC 40001-1, 8). */
const MACHINES = 1001;
const FOLDER_TYPE = "i=61";
/** Names of nameplate properties that become tags. */
const NAMEPLATE = new Set([
  "Manufacturer",
  "Model",
  "SerialNumber",
  "ProductCode",
  "SoftwareRevision",
  "HardwareRevision",
  "YearOfConstruction",
]);
/** How deep plain variables are followed through folders that only group. */
const PLAIN_DEPTH = 2;
/** The same for folders that give a location: site, area, line, cell. */
const FOLDER_DEPTH = 6;
/** Helper variables of state machines; the state itself is `CurrentState`. */
const NO_SIGNALS = new Set(["LastTransition", "AvailableStates", "AvailableTransitions"]);
/** ConditionType: the edge reads such objects through events, as alerts. */
const CONDITION = "nsu=http://opcfoundation.org/UA/;i=2782";
/** The properties of standard models describe a machine; those of a vendor may be settings and counters. */
const SPECIFIED = "http://opcfoundation.org/UA/";

const REASONS = {
  condition: "part of an alarm or condition: read alarms with events: true",
  bookkeeping: "what a state machine keeps for its clients",
  property: "a property of a companion model that is no nameplate",
  standard: "what the OPC UA standard itself puts below Objects",
} as const;

/** Assets in the order in which the server lists them, plain variables last. */
export function findAssets(
  nodes: readonly FoundNode[],
  server: { readonly namespaces: readonly string[]; readonly lines: ReadonlyMap<string, TypeLine> },
): Found {
  const finder = new Finder(server);
  for (const node of nodes) finder.visit(node);
  return { assets: finder.assets(), leftOut: finder.leftOut, describing: finder.describing };
}

interface Draft {
  readonly root: FoundNode;
  readonly isPlain: boolean;
  readonly models: Set<ModelName>;
  readonly variables: FoundNode[];
}

class Finder {
  readonly leftOut: { node: FoundNode; reason: string }[] = [];
  describing = 0;
  readonly #namespaces: readonly string[];
  readonly #lines: ReadonlyMap<string, TypeLine>;
  readonly #drafts = new Map<FoundNode, Draft>();
  /** Conditions and everything below them. */
  readonly #conditions = new Set<FoundNode>();
  /** The asset of each node; parents are visited before their children. */
  readonly #ownerOf = new Map<FoundNode, Draft>();

  constructor({
    namespaces,
    lines,
  }: { readonly namespaces: readonly string[]; readonly lines: ReadonlyMap<string, TypeLine> }) {
    this.#namespaces = namespaces;
    this.#lines = lines;
  }

  visit(node: FoundNode): void {
    if (this.#isOfCondition(node)) {
      this.#conditions.add(node);
      if (node.kind !== "object") this.leftOut.push({ node, reason: REASONS.condition });
      return;
    }
    const inherited = node.parent === undefined ? undefined : this.#ownerOf.get(node.parent);
    const owner = inherited ?? this.#opened(node);
    if (owner === undefined) {
      this.#plain(node);
      return;
    }
    this.#ownerOf.set(node, owner);
    for (const model of this.#modelsOf(node)) owner.models.add(model);
    this.#sort(node, owner);
  }

  assets(): FoundAsset[] {
    const found = [...this.#drafts.values()].map(({ root, models, variables, isPlain }) => ({
      root,
      kind: kindOf(models) ?? kindInName(root.name) ?? "box",
      models: [...models],
      variables,
      isPlain,
    }));
    return [...found.filter(({ isPlain }) => !isPlain), ...found.filter(({ isPlain }) => isPlain)].map(
      ({ isPlain: _isPlain, ...asset }) => asset,
    );
  }

  /** A new asset when the node is a machine or a device by place or by type. */
  #opened(node: FoundNode): Draft | undefined {
    if (node.kind !== "object") return undefined;
    const isMachine = node.parent !== undefined && this.#isMachinesFolder(node.parent);
    const hasNameplate = node.children.some((child) => this.#modelsOf(child).includes("Machinery"));
    if (
      !isMachine &&
      !hasNameplate &&
      !this.#modelsOf(node).some((name) => MODELS.some((model) => model.name === name && "kind" in model))
    )
      return undefined;
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

  /** Every variable and property is a signal of its asset, describes another one, or is left out with a reason. */
  #sort(node: FoundNode, owner: Draft | (() => Draft)): void {
    if (node.kind === "object") return;
    if (node.kind === "property" && (node.parent?.kind === "variable" || node.name === "ProductInstanceUri"))
      this.describing++;
    else if (node.kind === "variable" && NO_SIGNALS.has(node.name))
      this.leftOut.push({ node, reason: REASONS.bookkeeping });
    else if (node.kind === "property" && !NAMEPLATE.has(node.name) && this.#isSpecified(node))
      this.leftOut.push({ node, reason: REASONS.property });
    else (typeof owner === "function" ? owner() : owner).variables.push(node);
  }

  #isSpecified({ namespace }: FoundNode): boolean {
    return namespace === 0 || (this.#namespaces[namespace] ?? "").startsWith(SPECIFIED);
  }

  #isOfCondition(node: FoundNode): boolean {
    if (node.parent !== undefined && this.#conditions.has(node.parent)) return true;
    return (
      node.kind === "object" &&
      node.type !== null &&
      this.#lines.get(node.type.toString())?.ids.includes(CONDITION) === true
    );
  }

  /** A variable outside all machines belongs to the topmost object that holds it, below the folders that only group. */
  #plain(node: FoundNode): void {
    const above: FoundNode[] = [];
    for (let at = node.parent; at !== undefined; at = at.parent) above.unshift(at);
    if (above[1]?.namespace === 0) {
      if (node.kind !== "object") this.leftOut.push({ node, reason: REASONS.standard });
      return;
    }
    if (node.kind === "object") return;
    let depth = 1;
    while (depth + 1 < above.length && isGrouping(above[depth] as FoundNode, depth)) depth++;
    const root = above[Math.min(depth, above.length - 1)] as FoundNode;
    this.#sort(node, () => this.#draft(root, true));
  }

  #modelsOf(node: FoundNode): readonly ModelName[] {
    return node.type === null ? [] : (this.#lines.get(node.type.toString())?.models ?? []);
  }

  #isMachinesFolder({ nodeId }: FoundNode): boolean {
    return nodeId.value === MACHINES && sameNamespace(this.#namespaces[nodeId.namespace] ?? "", MACHINERY);
  }
}

function isGrouping(node: FoundNode, depth: number): boolean {
  const isFolder = node.type?.toString() === `ns=0;${FOLDER_TYPE}`;
  if (depth >= (isFolder ? FOLDER_DEPTH : PLAIN_DEPTH)) return false;
  const holdsObjectsOnly = isFolder || node.type === null || node.children.every(({ kind }) => kind === "object");
  return holdsObjectsOnly && node.children.every(({ kind }) => kind !== "variable");
}

function kindOf(models: ReadonlySet<ModelName>): KnownKind | undefined {
  for (const model of MODELS) if ("kind" in model && models.has(model.name) && model.kind !== "box") return model.kind;
  return undefined;
}
