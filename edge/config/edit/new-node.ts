/** Nodes for values that a change brings into a file. */
import { type Document, isCollection, isMap, isNode, isPair, isSeq, type Node } from "yaml";

/** Longest text of a map or list that is written on one line. */
const ONE_LINE = 72;
/** The same inside a list whose items are all written on one line. */
const ONE_LINE_ITEM = 400;

/** A value as a node: short maps and lists stand on one line. `isFlow`: its neighbours do. */
export function nodeOf(document: Document, value: unknown, { isFlow = false } = {}): Node {
  const node = document.createNode(value, { aliasDuplicateObjects: false }) as Node;
  form(node, isFlow ? ONE_LINE_ITEM : ONE_LINE);
  return node;
}

function form(node: unknown, most: number): void {
  if (!isCollection(node)) return;
  if (JSON.stringify(node.toJSON()).length <= most) node.flow = true;
  else if (isMap(node)) for (const { value } of node.items) form(value, ONE_LINE);
  else if (isSeq(node)) for (const item of node.items) form(isPair(item) ? item.value : item, ONE_LINE);
}

/** Takes over the comments and the empty line of the node that is replaced. */
export function withCommentsOf(former: unknown, node: Node): Node {
  if (!isNode(former)) return node;
  if (former.comment != null) node.comment = former.comment;
  if (former.commentBefore != null) node.commentBefore = former.commentBefore;
  if (former.spaceBefore === true) node.spaceBefore = true;
  return node;
}
