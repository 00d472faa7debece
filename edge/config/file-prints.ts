/**
 * Prints of the files of a config, by which two boxes find out that their copies differ (rule SB42). Over what a file
 * says and not over its bytes: comments, the order of keys and line ends may differ. References count as written, so
 * that what has to differ by box can come from its environment.
 */
import { basename, join, relative, sep } from "node:path";
import { type FilePrints, LONGEST_NAME, MOST_PRINTS } from "../contracts/plant/config-prints.ts";
import { canonicalJson } from "../contracts/trace/canonical-json.ts";
import type { ConfigDocument, SourceFile } from "./document.ts";
import { isMap } from "./loose.ts";
import type { PlantFiles } from "./read-plant.ts";
import { printOf } from "./seen.ts";
import type { Surroundings } from "./substitute.ts";

/** Names and addresses of the boxes themselves. */
const OF_ONE_BOX: ReadonlyMap<string, readonly string[]> = new Map([
  ["standby", ["boxes"]],
  ["api", ["hosts", "tls"]],
]);
/** Stands for all files beyond the most that are compared one by one. */
const REST = "*";

/** Collects the prints while a config is read. */
export class PrintTaker {
  readonly #folder: string;
  readonly #prints = new Map<string, string>();

  /** Call it before references are replaced. */
  constructor({ document, folder, files, seen }: PlantFiles) {
    this.#folder = folder;
    const said = saidByFile(document);
    for (const path of files) {
      const content = said.get(join(basename(folder), relative(folder, path))) ?? [];
      this.#add(path, printOfContent(Object.fromEntries(content)) ?? seen.get(path) ?? "unread");
    }
  }

  /** The same surroundings; secret files that are read through them are compared too. */
  watch(surroundings: Surroundings): Surroundings {
    return {
      ...surroundings,
      saw: (path, text) => {
        surroundings.saw(path, text);
        // As its reader gets it.
        this.#add(path, text === undefined ? "unread" : printOf(text.replace(/\r?\n$/, "")));
      },
    };
  }

  /** Bounded, sorted by name. */
  read(): FilePrints {
    const all = [...this.#prints].sort(([a], [b]) => (a < b ? -1 : 1));
    if (all.length <= MOST_PRINTS) return all;
    return [...all.slice(0, MOST_PRINTS - 1), [REST, printOf(JSON.stringify(all.slice(MOST_PRINTS - 1)))]];
  }

  #add(path: string, print: string): void {
    const isInside = path.startsWith(this.#folder + sep);
    const name = (isInside ? relative(this.#folder, path) : path).replaceAll(sep, "/");
    this.#prints.set(name.replace(/\p{C}/gu, "?").slice(-LONGEST_NAME).toWellFormed(), print);
  }
}

/** Whether the config is of one of two boxes; nothing is computed for others. */
export function hasBoxes({ root }: ConfigDocument): boolean {
  const standby = root["standby"];
  return isMap(standby) && standby["boxes"] !== undefined;
}

/** Undefined for values that JSON does not have, such as `.inf`. */
function printOfContent(content: object): string | undefined {
  try {
    return printOf(canonicalJson(content));
  } catch {
    return undefined;
  }
}

/** The sections as each file gives them, by the file's shown name. A section can be in several files. */
function saidByFile(document: ConfigDocument): ReadonlyMap<string, ReadonlyMap<string, unknown>> {
  const said = new Map<string, Map<string, unknown>>();
  /** The value of a section in a file; `first` where it has none yet. */
  const sectionIn = (entry: { readonly file: SourceFile } | undefined, key: string, first: unknown): unknown => {
    const shown = entry?.file.shown ?? "";
    const sections = said.get(shown) ?? new Map<string, unknown>();
    said.set(shown, sections);
    if (!sections.has(key)) sections.set(key, first);
    return sections.get(key);
  };
  for (const [key, value] of Object.entries(document.root)) {
    // An empty list or map is said by a file too.
    sectionIn(document.entry(document.root, key), key, Array.isArray(value) ? [] : isMap(value) ? {} : value);
    if (Array.isArray(value))
      for (const [at, item] of value.entries()) (sectionIn(document.entry(value, at), key, []) as unknown[]).push(item);
    else if (isMap(value))
      for (const [name, inner] of Object.entries(value))
        if (OF_ONE_BOX.get(key)?.includes(name) !== true)
          (sectionIn(document.entry(value, name), key, {}) as Record<string, unknown>)[name] = inner;
  }
  return said;
}
