/** Saves of the config, on disk in the data folder: the newest ones, each with its files before and after. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../../contracts/errors.ts";
import type { ConfigVersion, FileDiff } from "../../contracts/plant/config-edit.ts";
import { checkedLine } from "../../store/checked-line.ts";
import { readRecord } from "../../store/record-line.ts";
import { replaceFileSync } from "../../store/replace-file.ts";
import { fileDiff } from "./line-diff.ts";
import type { FileRecord } from "./version-record.ts";

//   config-versions/000012.json    one checked line: { v, id, at, by, kind, note, files: [{ file, before, after }] }

const FOLDER = "config-versions";
const FORMAT = 1;
const NAME = /^(\d{6,12})\.json$/;

/** Bounds of kept versions; beyond them the oldest ones are deleted. */
export interface VersionBounds {
  readonly most: number;
  readonly maxBytes: number;
}

const BOUNDS: VersionBounds = { most: 200, maxBytes: 64 * 2 ** 20 };

/** A version as it is stored. */
export type StoredVersion = Omit<ConfigVersion, "files"> & { readonly files: readonly FileRecord[] };

/** A former state of the config. */
export interface FormerState {
  /** Contents by file of those that changed since, relative to the plant's folder. */
  readonly texts: ReadonlyMap<string, string>;
  /** Private files of secrets that were written since. */
  readonly newerSecrets: ReadonlySet<string>;
}

export class VersionStore {
  readonly #folder: string;
  readonly #bounds: VersionBounds;
  /** Heads by id, rising; undefined until they are asked for. A damaged file has none. */
  #heads: Map<number, ConfigVersion> | undefined;

  constructor(dataDir: string, bounds: VersionBounds = BOUNDS) {
    this.#folder = join(dataDir, FOLDER);
    this.#bounds = bounds;
  }

  /** Newest first. */
  list(): readonly ConfigVersion[] {
    return [...this.#known().values()].reverse();
  }

  /** The id that the next version gets. */
  get nextId(): number {
    return 1 + Math.max(0, ...this.#ids());
  }

  /** Stores a version; one with this id that a kill left is replaced. Throws EdgeError `disk`. */
  add(version: StoredVersion): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    replaceFileSync(this.#pathOf(version.id), checkedLine({ v: FORMAT, ...version }), { mode: 0o600 });
    this.#heads?.set(version.id, headOf(version));
    this.#prune();
  }

  /** A version with its differences. Throws EdgeError `not-found`. */
  read(id: number): ConfigVersion & { readonly diff: readonly FileDiff[] } {
    const version = this.#load(id);
    if (version === undefined) throw unknown(id);
    return {
      ...headOf(version),
      diff: version.files
        .filter(({ isSecret }) => isSecret !== true)
        .map(({ file, before, after }) => fileDiff(file, before, after)),
    };
  }

  /**
   * What brings back the state right after a version: of each file that a later one changed, the content before the
   * first such change. Throws EdgeError `not-found`, or `conflict` where secrets are missing.
   */
  stateAfter(id: number): FormerState {
    const ids = this.#ids().sort((a, b) => a - b);
    const first = ids[0] ?? 0;
    if (id < first - 1 || id > (ids.at(-1) ?? 0)) throw unknown(id);
    const texts = new Map<string, string>();
    const newerSecrets = new Set<string>();
    for (const later of ids.filter((one) => one > id)) {
      const version = this.#load(later);
      if (version === undefined) throw unknown(later);
      for (const { file, before, isMasked, isSecret } of version.files) {
        if (isSecret === true) newerSecrets.add(file);
        if (isSecret === true || texts.has(file)) continue;
        if (isMasked)
          throw new EdgeError(
            "conflict",
            `${file} held secrets in plain text then, which versions do not keep. Change it by hand.`,
          );
        texts.set(file, before);
      }
    }
    return { texts, newerSecrets };
  }

  #known(): Map<number, ConfigVersion> {
    this.#heads ??= new Map(
      this.#ids()
        .sort((a, b) => a - b)
        .flatMap((id) => {
          const version = this.#load(id);
          return version === undefined ? [] : [[id, headOf(version)] as const];
        }),
    );
    return this.#heads;
  }

  #ids(): number[] {
    try {
      return readdirSync(this.#folder).flatMap((name) => {
        const digits = NAME.exec(name)?.[1];
        return digits === undefined ? [] : [Number(digits)];
      });
    } catch {
      return [];
    }
  }

  #pathOf(id: number): string {
    return join(this.#folder, `${String(id).padStart(6, "0")}.json`);
  }

  #load(id: number): StoredVersion | undefined {
    const path = this.#pathOf(id);
    try {
      return readRecord(readFileSync(path, "utf8").trimEnd(), path, FORMAT) as StoredVersion | undefined;
    } catch (error) {
      if (error instanceof EdgeError) throw error;
      return undefined;
    }
  }

  #prune(): void {
    const files = this.#ids()
      .sort((a, b) => b - a)
      .map((id) => ({ id, bytes: statSync(this.#pathOf(id)).size }));
    let bytes = 0;
    for (const [index, file] of files.entries()) {
      bytes += file.bytes;
      if (index === 0 || (index < this.#bounds.most && bytes <= this.#bounds.maxBytes)) continue;
      rmSync(this.#pathOf(file.id), { force: true });
      this.#heads?.delete(file.id);
    }
  }
}

function headOf({ files, id, at, by, kind, note, origin }: StoredVersion): ConfigVersion {
  const about = { id, at, by, kind, note, ...(origin === undefined ? {} : { origin }) };
  return { ...about, files: files.map(({ file }) => file) };
}

function unknown(id: number): EdgeError {
  return new EdgeError("not-found", `There is no version ${id} of the config.`);
}
