import type { AddressSpace, BaseNode, Namespace, UAObject, UAVariable } from "node-opcua";
import { NAMESPACES, type Prefix } from "./namespaces.ts";

export interface QualifiedName {
  readonly namespaceIndex: number;
  readonly name: string;
}

/** Splits `prefix:Name`; no prefix means namespace 0. */
export function qualifiedName(space: AddressSpace, text: string): QualifiedName {
  const colon = text.indexOf(":");
  if (colon < 0) {
    return { namespaceIndex: 0, name: text };
  }
  return {
    namespaceIndex: space.getNamespaceIndex(NAMESPACES[text.slice(0, colon) as Prefix]),
    name: text.slice(colon + 1),
  };
}

/** The node at a relative browse path, or null. */
export function findByPath(from: BaseNode, path: string): BaseNode | null {
  let node: BaseNode | null = from;
  for (const step of path.split("/")) {
    if (node === null) {
      return null;
    }
    const { name, namespaceIndex } = qualifiedName(spaceOf(from), step);
    node = node.getChildByName(name, namespaceIndex);
  }
  return node;
}

/** The object at a relative browse path, which the model promises. */
export function objectAt(from: BaseNode, path: string): UAObject {
  const node = findByPath(from, path);
  if (node === null) {
    throw new Error(`${from.browseName.name} has no ${path}`);
  }
  return node as UAObject;
}

/** The variable at a relative browse path, which the model promises. */
export function variableAt(from: BaseNode, path: string): UAVariable {
  return objectAt(from, path) as unknown as UAVariable;
}

/** The object at a relative browse path; missing folders on the way are made, their NodeIds in `namespace`. */
export function folderAt(from: UAObject, path: string, namespace = namespaceOf(from)): UAObject {
  let node = from;
  for (const step of path.split("/")) {
    const browseName = qualifiedName(spaceOf(from), step);
    const existing = node.getChildByName(browseName.name, browseName.namespaceIndex) as UAObject | null;
    // Below the Objects folder things are organized, elsewhere they are components (OPC 10000-5, 8.2.4).
    const hangs = node === spaceOf(from).rootFolder.objects ? { organizedBy: node } : { componentOf: node };
    node = existing ?? namespace.addObject({ browseName, ...hangs });
  }
  return node;
}

/** The folder of a path, and the name of its last step. */
export function placeAt(
  from: UAObject,
  path: string,
): { readonly parent: UAObject; readonly browseName: QualifiedName } {
  const slash = path.lastIndexOf("/");
  return {
    parent: slash < 0 ? from : folderAt(from, path.slice(0, slash)),
    browseName: qualifiedName(spaceOf(from), path.slice(slash + 1)),
  };
}

/** The namespace of a node's own NodeId: nodes below a machine belong to the same one. */
export function namespaceOf(node: BaseNode): Namespace {
  return spaceOf(node).getNamespace(node.nodeId.namespace) as Namespace;
}

/** One of the namespaces that the server has loaded or registered. */
export function namespaceNamed(space: AddressSpace, prefix: Prefix): Namespace {
  return space.getNamespace(NAMESPACES[prefix]) as Namespace;
}

/** The address space of a node; the library's type there lacks the building methods. */
export function spaceOf(node: BaseNode): AddressSpace {
  return node.addressSpace as AddressSpace;
}
