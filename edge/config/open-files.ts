import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Document, parseDocument, visit } from "yaml";

/** One file of the plant's config, open for changes that keep its comments. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
  readonly document: Document;
}

export function openFiles(paths: readonly string[]): readonly ConfigFile[] {
  return paths.map((path) => openText(path, readFileSync(path, "utf8")));
}

/** A file with this text, whatever stands on disk. */
export function openText(path: string, text: string): ConfigFile {
  return { path, text, document: parseDocument(text, { logLevel: "error" }) };
}

/** Hash over all files: every change gives another revision. */
export function revisionOf(files: readonly Pick<ConfigFile, "path" | "text">[]): string {
  const hash = createHash("sha256");
  for (const { path, text } of files) hash.update(path).update("\0").update(text).update("\0");
  return hash.digest("hex").slice(0, 32);
}

/** New text of a file; the old text where nothing changed. */
export function textOf({ text, document }: ConfigFile): string {
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

/** Number of blocks to search ahead for an unchanged line. */
const WINDOW = 400;

/** Lines of a serialised file, and the same as people wrote it. */
interface Block {
  readonly lines: readonly string[];
  readonly text: string;
}

/**
 * Serialising a document changes spaces and line breaks that people chose. This restores every line that the change did
 * not touch: `before`, the same file serialised without the change, maps lines to the original ones.
 */
function keepForm(text: string, before: string, after: string): string {
  const isOfWindows = text.includes("\r\n") && !/(?<!\r)\n/.test(text);
  if (isOfWindows) return keepForm(text.replaceAll("\r\n", "\n"), before, after).replaceAll("\n", "\r\n");
  const blocks = blocksOf(text.split("\n"), before.split("\n"));
  if (blocks === undefined) return after;
  const changed = after.split("\n");
  const lines: string[] = [];
  let at = 0;
  for (let i = 0; i < changed.length; ) {
    const isHere = ({ lines: wanted }: Block) => wanted.every((line, n) => changed[i + n] === line);
    const found = blocks.slice(at, at + WINDOW).findIndex(isHere);
    const block = blocks[at + found];
    if (found === -1 || block === undefined) {
      lines.push(tight(changed[i] as string));
      i++;
    } else {
      lines.push(block.text);
      i += block.lines.length;
      at += found + 1;
    }
  }
  return lines.join("\n");
}

/**
 * The smallest blocks of lines that begin and end together in both texts, by their characters that are no spaces;
 * undefined where the texts differ in others.
 */
function blocksOf(original: readonly string[], plain: readonly string[]): readonly Block[] | undefined {
  if (original.map(squeezed).join("") !== plain.map(squeezed).join("")) return undefined;
  const blocks: Block[] = [];
  let next = 0;
  for (let i = 0; i < plain.length; ) {
    let empty = 0;
    while (i < plain.length && squeezed(plain[i] as string) === "") {
      empty++;
      blocks.push({ lines: [plain[i++] as string], text: "" });
    }
    if (i >= plain.length) break;
    const [from, first] = [next, i];
    while (squeezed(original[next] as string) === "") next++;
    // Empty lines that serialising leaves out stay above the block.
    const above = Math.max(0, next - from - empty);
    const start = next;
    let ahead = squeezed(original[next++] as string).length - squeezed(plain[i++] as string).length;
    while (ahead !== 0)
      ahead += ahead < 0 ? squeezed(original[next++] as string).length : -squeezed(plain[i++] as string).length;
    const text = [...Array<string>(above).fill(""), ...original.slice(start, next)].join("\n");
    blocks.push({ lines: plain.slice(first, i), text });
  }
  return blocks;
}

function squeezed(line: string): string {
  return line.replaceAll(/\s/g, "");
}

/** Removes the spaces inside the brackets of lists of numbers. */
function tight(line: string): string {
  return line.replaceAll(/\[ ([-\d.eE+, ]+) \]/g, "[$1]").replaceAll(/\[ (\[[-\d.eE+, [\]]*\]) \]/g, "[$1]");
}
