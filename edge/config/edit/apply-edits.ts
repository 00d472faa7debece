/** Applies edits to the open files of a config. Touches only values that differ; comments and order stay. */
import { type Document, isCollection, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import { EdgeError } from "../../contracts/errors.ts";
import type { ConfigEdit, ConfigPath } from "../../contracts/plant/config-edit.ts";
import type { ConfigFile } from "../open-files.ts";
import { ItemsLeft, isPlainMap, isSameOne } from "./items-left.ts";
import { nodeOf, withCommentsOf } from "./new-node.ts";
import { itemOf, nothingAt, type Part, refuseAliases, shown, valuesOf } from "./places.ts";
import { isPlain } from "./secrets.ts";

/** Keys that name files or the format. They decide what is read, so only the file itself changes them. */
const OF_THE_FILE: ReadonlySet<unknown> = new Set(["include", "gemba"]);

interface EditRules {
  /** Whether a text at this place is a secret, which comes as one and is never shown. */
  isSecret(path: ConfigPath): boolean;
  /** Keeps a secret and returns the text that refers to it. */
  reference(path: ConfigPath, value: string, read: (path: ConfigPath) => unknown): string;
}

/** Throws EdgeError `bad-request` for a place that does not exist or cannot be edited. */
export function applyEdits(files: readonly ConfigFile[], edits: readonly ConfigEdit[], rules: EditRules): void {
  const editor = new TreeEditor(files, (path) => rules.isSecret(path));
  for (const edit of edits) {
    const { path } = edit;
    if (path.length === 0 || OF_THE_FILE.has(path[0]))
      throw new EdgeError("bad-request", `${shown(path)} can be changed only in the file itself.`);
    if (edit.kind === "remove") editor.remove(path);
    else if (edit.kind === "secret") {
      if (!rules.isSecret(path)) throw new EdgeError("bad-request", `${shown(path)} is no place for a secret.`);
      editor.set(
        path,
        rules.reference(path, edit.value, (at) => editor.read(at)),
      );
    } else {
      editor[edit.kind](path, edit.value);
      refusePlainSecrets(edit.value, path, rules);
    }
  }
}

/** A secret inside a value would stand in the config, its versions and differences. */
function refusePlainSecrets(value: unknown, path: ConfigPath, rules: EditRules): void {
  if (isPlain(value) && value !== "" && rules.isSecret(path))
    throw new EdgeError(
      "bad-request",
      `${shown(path)} holds a secret. Send it as an edit of kind secret, which gives it a private file of its own.`,
    );
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value))
    refusePlainSecrets(inner, [...path, Array.isArray(value) ? Number(key) : key], rules);
}

class TreeEditor {
  readonly #files: readonly ConfigFile[];
  readonly #isSecret: (path: ConfigPath) => boolean;

  constructor(files: readonly ConfigFile[], isSecret: (path: ConfigPath) => boolean) {
    this.#files = files;
    this.#isSecret = isSecret;
  }

  set(path: ConfigPath, value: unknown): void {
    const key = path.at(-1) as string | number;
    const above = path.slice(0, -1);
    if (typeof key === "number") {
      const { document, list, index } = this.#item(path);
      list.items[index] = this.#updated(document, list.items[index], { value, path });
      return;
    }
    const parts = this.#parts(above);
    const holder = parts.find(({ node }) => isMap(node) && node.has(key)) ?? parts[0];
    if (holder === undefined) {
      if (above.length === 0) this.#setFirst(key, value);
      else this.set(above, { [key]: value });
      return;
    }
    const { document, node } = holder;
    if (!isMap(node)) throw nothingAt(path);
    // A section without a value is the same as an absent one.
    const present = node.get(key, true);
    node.set(key, present == null ? nodeOf(document, value) : this.#updated(document, present, { value, path }));
  }

  /** The value at a place; undefined where there is nothing. */
  read(path: ConfigPath): unknown {
    try {
      const key = path.at(-1) as string | number;
      if (typeof key === "number") {
        const { document, list, index } = this.#item(path);
        return (list.items[index] as Node).toJS(document);
      }
      const holder = this.#parts(path.slice(0, -1)).find(({ node }) => isMap(node) && node.has(key));
      return (holder?.node as YAMLMap | undefined)?.get(key);
    } catch {
      return undefined;
    }
  }

  /** A number beyond the list's end appends. */
  insert(path: ConfigPath, value: unknown): void {
    const key = path.at(-1);
    if (typeof key !== "number") throw nothingAt(path);
    const above = path.slice(0, -1);
    const lists = this.#parts(above);
    if (lists.length === 0) {
      this.set(above, [value]);
      return;
    }
    let before = key;
    for (const [i, { document, node }] of lists.entries()) {
      if (!isSeq(node)) throw nothingAt(path);
      if (before <= node.items.length || i === lists.length - 1) {
        const isFlow = node.items.length > 0 && node.items.every((item) => isCollection(item) && item.flow === true);
        node.items.splice(Math.min(before, node.items.length), 0, nodeOf(document, value, { isFlow }));
        return;
      }
      before -= node.items.length;
    }
  }

  remove(path: ConfigPath): void {
    const key = path.at(-1) as string | number;
    if (typeof key === "number") {
      const { list, index } = this.#item(path);
      refuseAliases(list.items[index], path);
      list.items.splice(index, 1);
      return;
    }
    const holder = this.#parts(path.slice(0, -1)).find(({ node }) => isMap(node) && node.has(key));
    if (holder === undefined) throw nothingAt(path);
    refuseAliases((holder.node as YAMLMap).get(key, true), path);
    holder.node.delete(key);
  }

  /** The first file gets a new section. */
  #setFirst(key: string, value: unknown): void {
    const { document } = this.#files[0] as ConfigFile;
    document.set(key, nodeOf(document, value));
  }

  #item(path: ConfigPath): { readonly document: Document; readonly list: YAMLSeq; readonly index: number } {
    let index = path.at(-1) as number;
    for (const { document, node } of this.#parts(path.slice(0, -1))) {
      if (!isSeq(node)) break;
      if (index < node.items.length) return { document, list: node, index };
      index -= node.items.length;
    }
    throw nothingAt(path);
  }

  /** The maps or lists at a path, one of each file that has it, in the order in which they are joined. */
  #parts(path: ConfigPath): readonly Part[] {
    let parts: readonly Part[] = this.#files.flatMap(({ document }) =>
      isCollection(document.contents) ? [{ document, node: document.contents as YAMLMap }] : [],
    );
    for (const [depth, step] of path.entries()) {
      const at = path.slice(0, depth + 1);
      parts = typeof step === "number" ? itemOf(parts, step, at) : valuesOf(parts, step, at);
    }
    return parts;
  }

  /** The node with the new value. Equal parts keep their form and comments. */
  #updated(document: Document, node: unknown, wanted: { readonly value: unknown; readonly path: ConfigPath }): Node {
    const { value, path } = wanted;
    refuseAliases(node, path);
    if (isMap(node) && isPlainMap(value)) {
      for (const [key, inner] of Object.entries(value)) {
        const present = node.get(key, true);
        const next = { value: inner, path: [...path, key] };
        node.set(key, present == null ? nodeOf(document, inner) : this.#updated(document, present, next));
      }
      for (const key of keysOf(node))
        if (!Object.hasOwn(value, key) && !this.#isSecret([...path, key])) node.delete(key);
      return node;
    }
    if (isSeq(node) && Array.isArray(value)) {
      node.items = this.#items(document, node, { value, path });
      return node;
    }
    if (isScalar(node) && node.value === value) return node;
    const isFlow = isCollection(node) && node.flow === true;
    return withCommentsOf(node, nodeOf(document, value, { isFlow }));
  }

  /** Items that are equal but for secrets stay; else an item takes over the form of the one with the same identity. */
  #items(document: Document, list: YAMLSeq, { value, path }: { value: readonly unknown[]; path: ConfigPath }): Node[] {
    const isFlow = list.items.every((item) => isCollection(item) && item.flow === true);
    const items = list.items as Node[];
    const plain = items.map((item, i) => {
      refuseAliases(item, [...path, i]);
      return this.#withoutSecrets(item.toJS(document) as unknown, [...path, i]);
    });
    const left = new ItemsLeft(plain);
    const taken = (i: number): Node => {
      left.take(i);
      return items[i] as Node;
    };
    const kept = value.map((one) => {
      const same = left.equalTo(one);
      return same === undefined ? undefined : taken(same);
    });
    return value.map((one, i) => {
      const same = kept[i];
      if (same !== undefined) return same;
      const like = left.has(i) && isSameOne(plain[i], one) ? i : left.identicalTo(one);
      return like === undefined
        ? nodeOf(document, one, { isFlow })
        : this.#updated(document, taken(like), { value: one, path: [...path, i] });
    });
  }

  #withoutSecrets(value: unknown, path: ConfigPath): unknown {
    if (Array.isArray(value)) return value.map((item: unknown, i) => this.#withoutSecrets(item, [...path, i]));
    if (!isPlainMap(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, one]) => {
        const at = [...path, key];
        return isPlain(one) && this.#isSecret(at) ? [] : [[key, this.#withoutSecrets(one, at)]];
      }),
    );
  }
}

function keysOf(map: YAMLMap): string[] {
  return map.items.map(({ key }) => String(isScalar(key) ? key.value : key));
}
