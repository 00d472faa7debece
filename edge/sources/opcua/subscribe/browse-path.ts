import { ConfigFault } from "../../../contracts/plant/config-text.ts";
import { sentence } from "../problem-table.ts";

/**
 * One step of a browse path: a BrowseName whose namespace is known by URI, never by index (OPC 10000-3, 5.2.4: indices
 * differ between servers and restarts).
 */
export interface PathElement {
  readonly uri: string;
  readonly name: string;
}

export const UA_NAMESPACE = "http://opcfoundation.org/UA/";

/** The CNC specification writes its namespace with a slash at the end, its NodeSet without. */
export function sameNamespace(a: string, b: string): boolean {
  return a.replace(/\/$/, "") === b.replace(/\/$/, "");
}

/** Reserved characters are escaped by `&` as in OPC 10000-4, A.2. */
const ESCAPE = "&";

/**
 * Reads `/Objects/mach:Machines/own:CNC-101` or, relative, `mt:Monitoring/mt:MachineTool`. Prefixes come from the
 * plant's `namespaces`; no prefix is namespace 0. Throws a ConfigFault that names the path and what to change.
 */
export function parseBrowsePath(text: string, namespaces: ReadonlyMap<string, string>): PathElement[] {
  const elements = splitUnescaped(text, "/")
    .filter((step) => step !== "")
    .map((step) => parseStep(step, { path: text, namespaces }));
  if (elements.length === 0) throw new ConfigFault(sentence("browse-path-empty", { path: text }));
  return elements;
}

/** The last step of a path, as the config spells it. */
export function lastStep(text: string): string {
  return splitUnescaped(text, "/").findLast((step) => step !== "") ?? "";
}

function parseStep(step: string, context: { path: string; namespaces: ReadonlyMap<string, string> }): PathElement {
  const [prefix, ...rest] = splitUnescaped(step, ":");
  if (rest.length === 0) return { uri: UA_NAMESPACE, name: unescaped(step) };
  const name = unescaped(rest.join(":"));
  const named = { path: context.path, prefix: prefix ?? "" };
  if (name === "") throw new ConfigFault(sentence("browse-path-no-name", named));
  const uri = context.namespaces.get(prefix ?? "");
  if (uri !== undefined) return { uri, name };
  const isIndex = /^\d+$/.test(prefix ?? "");
  throw new ConfigFault(sentence(isIndex ? "browse-path-index" : "browse-path-prefix", named));
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === ESCAPE) {
      i++;
    } else if (text[i] === separator) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

function unescaped(text: string): string {
  return text.replace(/&(.)/gs, "$1");
}
