import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { ConfigText } from "../contracts/plant/config-text.ts";
import { problem } from "./config-texts.ts";
import type { ConfigDocument, SourceFile } from "./document.ts";
import { yamlWords } from "./yaml-words.ts";

/** Largest file. 100,000 tags fit: types hold the tags, an asset takes a line or two. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** Most nodes that the aliases of one file may add: nested anchors multiply ("billion laughs"). */
const MAX_ALIASED_NODES = 100_000;

/** Deepest nesting of a file; sensible files nest about ten levels. */
const MAX_DEPTH = 64;

/** Keys with a meaning of their own in JavaScript. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Parses one file into plain values and remembers every position. Returns undefined where the file is not a map. */
export function readYaml(
  text: string,
  shown: string,
  document: ConfigDocument,
): { file: SourceFile; root: Record<string, unknown> } | undefined {
  const file: SourceFile = { shown, lines: new LineCounter() };
  const fail = (offset: number, text: ConfigText): undefined => {
    document.incomplete = true;
    document.problemAt(file, offset, { path: "", ...text });
  };
  if (nestsTooDeep(text)) return fail(0, problem("file-deep", { most: MAX_DEPTH }));
  let parsed: ReturnType<typeof parseDocument>;
  try {
    // This file checks for duplicate keys itself: the library's own check takes quadratic time.
    parsed = parseDocument(text, {
      lineCounter: file.lines,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "error",
      schema: "core",
    });
  } catch (error) {
    // The parser recurses; a hostile file can exhaust the stack.
    if (!(error instanceof RangeError)) throw error;
    return fail(0, problem("file-deep", { most: MAX_DEPTH }));
  }
  for (const error of [...parsed.errors, ...parsed.warnings])
    fail(error.pos[0], problem("yaml-invalid", { what: yamlWords(error) }));
  if (parsed.errors.length > 0) return undefined;
  const contents = parsed.contents as ParsedNode | null;
  if (contents === null) return { file, root: {} };
  const root = new Converter(file, document).convert(contents, 0);
  if (typeof root !== "object" || root === null || Array.isArray(root)) return fail(0, problem("file-no-map", {}));
  return { file, root: root as Record<string, unknown> };
}

/** Checked before parsing: a megabyte of `[` costs the parser half a minute and the heap. */
function nestsTooDeep(text: string): boolean {
  // Brackets may belong to texts, so a suspicious file is checked again by tokens.
  return deepest(text) > MAX_DEPTH && deepest(new Lexer().lex(text)) > MAX_DEPTH;
}

/** Most flow brackets open at once. */
function deepest(tokens: Iterable<string>): number {
  let depth = 0;
  let most = 0;
  for (const token of tokens) {
    if (token === "[" || token === "{") most = Math.max(most, ++depth);
    else if (token === "]" || token === "}") depth = Math.max(0, depth - 1);
    if (most > MAX_DEPTH) break;
  }
  return most;
}

class Converter {
  readonly #file: SourceFile;
  readonly #document: ConfigDocument;
  /** The node each anchor names at this point of the walk, which follows the order of the text. */
  readonly #anchors = new Map<string, Node>();
  #aliased = 0;
  #aliasDepth = 0;
  #exhausted = false;

  constructor(file: SourceFile, document: ConfigDocument) {
    this.#file = file;
    this.#document = document;
  }

  convert(node: unknown, depth: number): unknown {
    if (this.#aliasDepth > 0 && ++this.#aliased > MAX_ALIASED_NODES) return this.#exhaust(node);
    if (depth > MAX_DEPTH) {
      this.#problem(offsetOf(node), problem("node-deep", { most: MAX_DEPTH }));
      return null;
    }
    if (isAlias(node)) return this.#follow(node, depth);
    if (this.#aliasDepth === 0 && isNode(node) && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isMap(node)) return this.#map(node, depth);
    if (isSeq(node)) return this.#list(node, depth);
    if (!isScalar(node)) return null;
    return typeof node.value === "bigint" ? Number(node.value) : node.value;
  }

  #follow(alias: Alias, depth: number): unknown {
    const target = this.#anchors.get(alias.source);
    if (target === undefined) {
      this.#problem(offsetOf(alias), problem("anchor-unknown", { anchor: alias.source }));
      return null;
    }
    this.#aliasDepth++;
    const value = this.convert(target, depth + 1);
    this.#aliasDepth--;
    return value;
  }

  #map(map: YAMLMap, depth: number): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    const seen = new Set<string>();
    for (const pair of map.items) {
      const keyOffset = offsetOf(pair.key) ?? offsetOf(map);
      const key = isScalar(pair.key) && pair.key.value !== null ? String(pair.key.value) : undefined;
      if (key === undefined) this.#problem(keyOffset, problem("key-no-word", {}));
      else if (FORBIDDEN_KEYS.has(key)) this.#problem(keyOffset, problem("key-forbidden", { key }));
      else if (seen.has(key)) this.#problem(keyOffset, problem("key-twice", { key }));
      else {
        seen.add(key);
        values[key] = this.convert(pair.value, depth + 1);
        this.#remember(values, key, { key: keyOffset ?? 0, node: pair.value });
      }
      if (this.#exhausted) break;
    }
    return values;
  }

  #list(list: YAMLSeq, depth: number): unknown[] {
    const values: unknown[] = [];
    for (const item of list.items) {
      values.push(this.convert(item, depth + 1));
      this.#remember(values, values.length - 1, { key: offsetOf(item) ?? offsetOf(list) ?? 0, node: item });
      if (this.#exhausted) break;
    }
    return values;
  }

  #remember(
    container: Record<string, unknown> | unknown[],
    key: string | number,
    at: { key: number; node: unknown },
  ): void {
    // An alias stands for the text at its anchor, reference and all.
    const node = isAlias(at.node) ? this.#anchors.get(at.node.source) : at.node;
    const written =
      isScalar(node) && typeof node.value === "string" && node.value.includes("${") ? node.value : undefined;
    const entry = { file: this.#file, key: at.key, value: offsetOf(at.node) ?? at.key };
    this.#document.remember(container, key, written === undefined ? entry : { ...entry, written });
  }

  #exhaust(node: unknown): null {
    if (!this.#exhausted) this.#problem(offsetOf(node), problem("aliases-many", { most: MAX_ALIASED_NODES }));
    this.#exhausted = true;
    return null;
  }

  #problem(offset: number | undefined, text: ConfigText): void {
    this.#document.problemAt(this.#file, offset ?? 0, { path: "", ...text });
  }
}

function offsetOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0];
}
