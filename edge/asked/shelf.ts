/** Keeps what people ask of an edge on disk, one file each (rules FK48 and SD20). */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { diskError } from "../store/disk-error.ts";
import { replaceFile } from "../store/replace-file.ts";

const FORMAT = 1;
const FILE = /^([0-9a-f-]{36})\.json$/;

interface Kind<Item, Head> {
  /** What one is called in the log, and its field in the file, such as `forecast`. */
  readonly name: string;
  headOf(item: Item): Head;
}

export class Shelf<Item extends { readonly uid: string }> {
  readonly #dir: string;
  readonly #name: string;

  private constructor(dir: string, name: string) {
    this.#dir = dir;
    this.#name = name;
  }

  /**
   * Opens a folder, and gives the heads of what is in it. A file that cannot be read, or that a newer edge wrote, stays
   * where it is and is logged.
   */
  static open<Item extends { readonly uid: string }, Head>(
    dir: string,
    { name, headOf }: Kind<Item, Head>,
    log: Logger,
  ): { readonly shelf: Shelf<Item>; readonly heads: readonly Head[] } {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const heads = readdirSync(dir).flatMap((file): readonly Head[] => {
      const [, uid] = FILE.exec(file) ?? [];
      if (uid === undefined) return [];
      try {
        const { format, [name]: item } = JSON.parse(readFileSync(join(dir, file), "utf8"));
        if (format === FORMAT && item.uid === uid) return [headOf(item)];
        log.error({ file, format }, `a ${name} was written by a newer edge; it is not listed`);
      } catch (err) {
        log.error({ file, err }, `a ${name} cannot be read; it is not listed`);
      }
      return [];
    });
    return { shelf: new Shelf<Item>(dir, name), heads };
  }

  /** Resolves when it is on disk. Rejects with EdgeError `disk`. */
  async put(item: Item): Promise<void> {
    const stored = { format: FORMAT, [this.#name]: item };
    await replaceFile(this.#pathOf(item.uid), `${JSON.stringify(stored)}\n`, { mode: 0o600 });
  }

  /** Rejects where it cannot be read. */
  async get(uid: string): Promise<Item> {
    return JSON.parse(await readFile(this.#pathOf(uid), "utf8"))[this.#name];
  }

  /** Throws EdgeError `disk`. */
  remove(uid: string): void {
    const path = this.#pathOf(uid);
    try {
      rmSync(path, { force: true });
    } catch (error) {
      throw diskError(path, error);
    }
  }

  #pathOf(uid: string): string {
    return join(this.#dir, `${uid}.json`);
  }
}
