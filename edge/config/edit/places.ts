/** Places in the open files of a config: the nodes at a path, and why there are none. */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { EdgeError } from "../../contracts/errors.ts";
import type { ConfigPath } from "../../contracts/plant/config-edit.ts";
import { formatSteps } from "../document.ts";

/** The part of a map or list that one file holds. */
export interface Part {
  readonly document: Document;
  readonly node: YAMLMap | YAMLSeq;
}

export function itemOf(parts: readonly Part[], step: number, at: ConfigPath): readonly Part[] {
  let index = step;
  for (const { document, node } of parts) {
    if (!isSeq(node)) throw nothingAt(at);
    if (index < node.items.length) return [{ document, node: inner(node.items[index], at) }];
    index -= node.items.length;
  }
  throw nothingAt(at);
}

export function valuesOf(parts: readonly Part[], step: string, at: ConfigPath): readonly Part[] {
  return parts.flatMap(({ document, node }) => {
    if (!isMap(node)) throw nothingAt(at);
    const value = node.get(step, true);
    return value == null || (isScalar(value) && value.value === null) ? [] : [{ document, node: inner(value, at) }];
  });
}

function inner(node: unknown, at: ConfigPath): YAMLMap | YAMLSeq {
  if (isAlias(node)) throw aliased(at);
  if (!isMap(node) && !isSeq(node)) throw nothingAt(at);
  if (node.anchor !== undefined) throw aliased(at);
  return node;
}

/** A change of an aliased value would change other places too. */
export function refuseAliases(node: unknown, path: ConfigPath): void {
  if (node === null || node === undefined) return;
  visit(node as Node, (_, one) => {
    if (isAlias(one) || ((isScalar(one) || isCollection(one)) && one.anchor !== undefined)) throw aliased(path);
  });
}

function aliased(path: ConfigPath): EdgeError {
  return new EdgeError(
    "bad-request",
    `${shown(path)} is written with an anchor (&) or alias (*). Change it in the file.`,
  );
}

export function nothingAt(path: ConfigPath): EdgeError {
  return new EdgeError("bad-request", `There is nothing at ${shown(path)} in the plant's config.`);
}

/** Longest place in a message. */
const MOST_SHOWN = 200;

export function shown(path: ConfigPath): string {
  return (formatSteps(path) || "the config").slice(0, MOST_SHOWN);
}
