/**
 * StateNumbers of the standard state machines whose `CurrentState/Id` names a
 * state object. Sub-types copy the state objects, so MachineTool's operation
 * mode has ids of its own (OPC 40001-1 and OPC 40501-1 NodeSets).
 */
const BY_NAMESPACE: ReadonlyMap<string, ReadonlyMap<number, number>> = new Map([
  [
    "http://opcfoundation.org/UA/Machinery/",
    new Map([
      [5005, 0],
      [5004, 1],
      [5007, 2],
      [5006, 3],
      [5024, 0],
      [5025, 1],
      [5027, 2],
      [5026, 3],
    ]),
  ],
  [
    "http://opcfoundation.org/UA/MachineTool/",
    new Map([
      [5059, 0],
      [5058, 1],
      [5061, 2],
      [5060, 3],
    ]),
  ],
]);

/** The StateNumber of a state object, or undefined for one we do not know. */
export function stateNumberOf(namespaceUri: string, id: number): number | undefined {
  return BY_NAMESPACE.get(namespaceUri)?.get(id);
}
