import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Document, parseDocument, visit } from "yaml";

/** One file of the plant's config, open for changes that keep its comments. */
export interface LayoutFile {
  readonly path: string;
  readonly text: string;
  readonly document: Document;
}

export function openFiles(paths: readonly string[]): readonly LayoutFile[] {
  return paths.map((path) => {
    const text = readFileSync(path, "utf8");
    return { path, text, document: parseDocument(text, { logLevel: "error" }) };
  });
}

/** Hash over all files: every change gives another revision. */
export function revisionOf(files: readonly Pick<LayoutFile, "path" | "text">[]): string {
  const hash = createHash("sha256");
  for (const { path, text } of files) hash.update(path).update("\0").update(text).update("\0");
  return hash.digest("hex").slice(0, 32);
}

/** New text of a file; the old text where nothing changed. */
export function textOf({ text, document }: LayoutFile): string {
  const before = written(parseDocument(text, { logLevel: "error" }));
  const after = written(document);
  if (before === after) return text;
  const formed = keepForm(text, before, after);
  // Brackets may belong to a text, such as a name.
  return isSame(formed, after) ? formed : after;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => parseDocument(text, { logLevel: "error", uniqueKeys: false }));
  return (
    a?.errors.length === 0 &&
    JSON.stringify(a.toJS({ maxAliasCount: -1 })) === JSON.stringify(b?.toJS({ maxAliasCount: -1 }))
  );
}

function written(document: Document): string {
  // The library writes a text that begins with a space and a newline as a block that reads back differently.
  visit(document, {
    Pair: (_, pair) => {
      if (typeof pair.value === "string") pair.value = document.createNode(pair.value);
    },
    Scalar: (_, node) => {
      const isNew = node.range == null || node.source !== node.value;
      if (isNew && typeof node.value === "string" && /\p{C}|^\s|\s$/u.test(node.value)) node.type = "QUOTE_DOUBLE";
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Number of lines to search ahead for an unchanged line. */
const WINDOW = 400;

/**
 * Serialising a document changes spaces that people chose. This restores every line that the change did not touch:
 * `before`, the same file serialised without the change, maps each line to the original one.
 */
function keepForm(text: string, before: string, after: string): string {
  const [original, plain] = [text.split("\n"), before.split("\n")];
  if (original.length !== plain.length) return after;
  let at = 0;
  const lines = after.split("\n").map((line) => {
    const found = plain.indexOf(line, at);
    if (found === -1 || found > at + WINDOW) return tight(line);
    at = found + 1;
    return original[found] as string;
  });
  return lines.join("\n");
}

/** Removes the spaces inside the brackets of lists of numbers. */
function tight(line: string): string {
  return line.replaceAll(/\[ ([-\d.eE+, ]+) \]/g, "[$1]").replaceAll(/\[ (\[[-\d.eE+, [\]]*\]) \]/g, "[$1]");
}
