import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { LineCounter } from "yaml";
import type { ConfigText, ConfigTextValue } from "../contracts/plant/config-text.ts";
import { problem } from "./config-texts.ts";
import { ConfigDocument, type SourceFile, type Steps } from "./document.ts";
import { MAX_FILE_BYTES, readYaml } from "./read-yaml.ts";
import { printOf, printOfNames, type Seen } from "./seen.ts";
import { type Surroundings, substitute } from "./substitute.ts";

/** Name of the first file of a plant's folder. */
const FIRST_FILE = "gemba.yaml";

/** Largest number of files of a plant. */
const MAX_FILES = 1_000;

export interface PlantFiles {
  readonly folder: string;
  readonly files: readonly string[];
  readonly document: ConfigDocument;
  readonly surroundings: Surroundings;
  /** Every file and folder that was read, secret files included. */
  readonly seen: Seen;
}

/** Reads `gemba.yaml` and all it includes into one document. Never throws for the content of files. */
export function readPlant(fileOrFolder: string, env: Surroundings["env"], instead: Instead = {}): PlantFiles {
  const given = resolve(fileOrFolder);
  const isFolder = statSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
  const first = isFolder ? join(given, FIRST_FILE) : given;
  return new PlantReader(first, env, instead).read();
}

/** Contents by path, read instead of the files on disk: of the config, and of files that references name. */
interface Instead {
  readonly texts?: ReadonlyMap<string, string> | undefined;
  readonly secrets?: ReadonlyMap<string, string> | undefined;
}

/** Reports a problem at the place that names a file. */
type Complain = (text: ConfigText) => undefined;

class PlantReader {
  readonly #folder: string;
  readonly #first: string;
  readonly #document: ConfigDocument;
  readonly #surroundings: Surroundings;
  readonly #firstFile: SourceFile;
  /** Real paths of the files read. */
  readonly #seen = new Set<string>();
  readonly #files: string[] = [];

  readonly #prints = new Map<string, string>();
  readonly #texts: ReadonlyMap<string, string>;

  constructor(first: string, env: Surroundings["env"], { texts = new Map(), secrets = new Map() }: Instead) {
    this.#texts = texts;
    this.#first = first;
    this.#folder = dirname(first);
    this.#surroundings = { env, folder: this.#folder, secrets, saw: (path, text) => this.#saw(path, text) };
    this.#firstFile = { shown: this.#shown(first), lines: new LineCounter() };
    this.#document = new ConfigDocument(this.#firstFile);
  }

  read(): PlantFiles {
    this.#include(this.#first, () => undefined);
    return {
      folder: this.#folder,
      files: this.#files,
      document: this.#document,
      surroundings: this.#surroundings,
      seen: this.#prints,
    };
  }

  #saw(path: string, content: string | Uint8Array | undefined): void {
    this.#prints.set(path, content === undefined ? "unread" : printOf(content));
  }

  /** Paths are shown from the folder above the plant's: `demo/assets.yaml`. */
  #shown(path: string): string {
    return join(basename(this.#folder), relative(this.#folder, path));
  }

  /** Reads one file, then the files that it includes. */
  #include(path: string, complain: Complain): void {
    const text = this.#readText(path, complain);
    if (text === undefined) return;
    this.#files.push(path);
    const read = readYaml(text, this.#shown(path), this.#document);
    if (read === undefined) return;
    const { include, ...sections } = read.root;
    this.#merge(read.root, sections, read.file);
    if (include !== undefined) this.#includeAll(path, read, include);
  }

  #readText(path: string, complain: Complain): string | undefined {
    const fail = (text: ConfigText): undefined => {
      this.#document.incomplete = true;
      if (path === this.#first) this.#document.problemAt(this.#firstFile, 0, { path: "", ...text });
      else complain(text);
    };
    this.#saw(path, undefined);
    try {
      const stat = statSync(path);
      if (!stat.isFile()) return fail(problem("file-no-file", { file: this.#shown(path) }));
      if (stat.size > MAX_FILE_BYTES)
        return fail(problem("file-large", { file: this.#shown(path), bytes: stat.size, most: MAX_FILE_BYTES }));
      this.#seen.add(realpathSync(path));
      const instead = this.#texts.get(path);
      if (instead !== undefined) {
        const bytes = Buffer.byteLength(instead);
        return bytes <= MAX_FILE_BYTES
          ? instead
          : fail(problem("file-large", { file: this.#shown(path), bytes, most: MAX_FILE_BYTES }));
      }
      const bytes = readFileSync(path);
      this.#saw(path, bytes);
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch (error) {
      if (error instanceof TypeError) return fail(problem("file-no-utf8", { file: this.#shown(path) }));
      const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
      return fail(problem(code === "ENOENT" ? "file-absent" : "file-unreadable", { file: path, error: code }));
    }
  }

  #includeAll(from: string, read: { file: SourceFile; root: Record<string, unknown> }, include: unknown): undefined {
    const complainAt =
      (index: number) =>
      (text: ConfigText): undefined => {
        const entry = this.#document.entry(include, index) ?? this.#document.entry(read.root, "include");
        this.#document.problemAt(read.file, entry?.value ?? 0, { path: `include[${index}]`, ...text });
      };
    if (!Array.isArray(include)) {
      const offset = this.#document.entry(read.root, "include")?.value ?? 0;
      return void this.#document.problemAt(read.file, offset, { path: "include", ...problem("include-no-list", {}) });
    }
    for (const [index, pattern] of include.entries()) {
      const complain = complainAt(index);
      if (typeof pattern !== "string" || pattern === "") complain(problem("include-no-text", {}));
      else if (!pattern.includes("${")) this.#includePattern(dirname(from), pattern, complain);
      else
        this.#includeReference(
          { from, pattern, file: read.file, offset: this.#document.entry(include, index)?.value ?? 0 },
          complain,
        );
    }
  }

  /** 0.1 replaced references in the names of files. */
  #includeReference(
    { from, pattern, file, offset }: { from: string; pattern: string; file: SourceFile; offset: number },
    complain: Complain,
  ): undefined {
    const result = substitute(pattern, this.#surroundings);
    if (!result.ok) return complain(result.text);
    for (const value of result.values) this.#document.hide(value);
    this.#document.warnAt(file, offset, { path: "include", ...problem("include-reference", {}) });
    this.#includePattern(dirname(from), result.value, complain);
  }

  #includePattern(from: string, pattern: string, complain: Complain): undefined {
    const path = resolve(from, pattern);
    if (!isInside(this.#folder, path)) return complain(problem("include-outside", { pattern }));
    const isPattern = basename(pattern).includes("*");
    if (dirname(pattern).includes("*")) return complain(problem("include-star-folder", { pattern }));
    const found = isPattern ? this.#matches(path) : [path];
    if (found.length === 0) return complain(problem("include-no-match", { pattern }));
    for (const file of found) {
      const real = realPath(file);
      if (real !== undefined && !isInside(realpathSync(this.#folder), real))
        complain(problem("include-link", { file: this.#shown(file) }));
      else if (real !== undefined && this.#seen.has(real)) {
        // A pattern may well match a file that was named already, such as the including file itself.
        if (!isPattern) complain(problem("include-again", { file: this.#shown(file) }));
      } else if (this.#files.length >= MAX_FILES) return complain(problem("files-many", { most: MAX_FILES }));
      else this.#include(file, complain);
    }
  }

  /** Files whose name matches the last part of the pattern, by name. */
  #matches(pattern: string): string[] {
    const folder = dirname(pattern);
    this.#saw(folder, undefined);
    try {
      const entries = readdirSync(folder, { withFileTypes: true });
      this.#prints.set(folder, printOfNames(entries.map(({ name }) => name)));
      const expression = patternOf(basename(pattern));
      const files = entries.filter((entry) => !entry.isDirectory() && expression.test(entry.name));
      return files.map(({ name }) => join(folder, name)).sort();
    } catch {
      return [];
    }
  }

  /** Joins lists and maps. A key given twice is a problem at its second place. */
  #merge(written: Record<string, unknown>, sections: Record<string, unknown>, file: SourceFile): void {
    const { root } = this.#document;
    for (const [key, value] of Object.entries(sections)) {
      const entry = this.#document.entry(written, key);
      const present = root[key];
      if (!Object.hasOwn(root, key)) {
        root[key] = value;
        if (entry !== undefined) this.#document.remember(root, key, entry);
      } else if (Array.isArray(present) && Array.isArray(value)) this.#join(present, value);
      else if (isMap(present) && isMap(value)) this.#joinMaps([key], present, value);
      else this.#givenTwice([key], file, entry?.key ?? 0);
    }
  }

  #join(present: unknown[], more: readonly unknown[]): void {
    for (const [index, item] of more.entries()) {
      present.push(item);
      const entry = this.#document.entry(more, index);
      if (entry !== undefined) this.#document.remember(present, present.length - 1, entry);
    }
  }

  #joinMaps(steps: Steps, present: Record<string, unknown>, more: Record<string, unknown>): void {
    for (const [key, value] of Object.entries(more)) {
      const entry = this.#document.entry(more, key);
      if (Object.hasOwn(present, key)) {
        if (entry !== undefined) this.#givenTwice([...steps, key], entry.file, entry.key);
        continue;
      }
      present[key] = value;
      if (entry !== undefined) this.#document.remember(present, key, entry);
    }
  }

  #givenTwice(steps: Steps, file: SourceFile, offset: number): void {
    let container: unknown = this.#document.root;
    let first: ConfigTextValue = { en: "another file", zh: "另一个文件" };
    for (const step of steps) {
      const entry = this.#document.entry(container, step);
      if (entry !== undefined) first = `${entry.file.shown}:${entry.file.lines.linePos(entry.key).line}`;
      container = (container as Record<string | number, unknown>)[step];
    }
    this.#document.problemAt(file, offset, {
      path: steps.join("."),
      ...problem("given-twice", { key: String(steps.at(-1)), place: first }),
    });
  }
}

function isInside(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function patternOf(name: string): RegExp {
  const parts = name.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}$`);
}
