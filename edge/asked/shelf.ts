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
  /** What files beside an item are called, such as `states`; absent: there are none. */
  readonly beside?: string;
}

export class Shelf<Item extends { readonly uid: string }> {
  readonly #dir: string;
  readonly #name: string;
  readonly #beside: string | undefined;

  private constructor(dir: string, { name, beside }: Pick<Kind<Item, unknown>, "name" | "beside">) {
    this.#dir = dir;
    this.#name = name;
    this.#beside = beside;
  }

  /**
   * Opens a folder, and gives the heads of what is in it. A file that cannot be read, or that a newer edge wrote, stays
   * where it is and is logged.
   */
  static open<Item extends { readonly uid: string }, Head>(
    dir: string,
    kind: Kind<Item, Head>,
    log: Logger,
  ): { readonly shelf: Shelf<Item>; readonly heads: readonly Head[] } {
    const { name, headOf } = kind;
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
    return { shelf: new Shelf<Item>(dir, kind), heads };
  }

  /** Resolves when it, and what is beside it where that is given, are on disk. Rejects with EdgeError `disk`. */
  async put(item: Item, beside?: Uint8Array): Promise<void> {
    // What is beside no answer is replaced by the next attempt; an answer must not be without it.
    if (beside !== undefined) await replaceFile(this.besideOf(item.uid), beside, { mode: 0o600 });
    const stored = { format: FORMAT, [this.#name]: item };
    await replaceFile(this.#pathOf(item.uid), `${JSON.stringify(stored)}\n`, { mode: 0o600 });
  }

  /** Rejects where it cannot be read. */
  async get(uid: string): Promise<Item> {
    return JSON.parse(await readFile(this.#pathOf(uid), "utf8"))[this.#name];
  }

  /** What is beside an item. Rejects where it cannot be read. */
  async beside(uid: string): Promise<Uint8Array> {
    return await readFile(this.besideOf(uid));
  }

  /** Throws EdgeError `disk`. The item goes last, so that one of which a file cannot be removed stays in the list. */
  remove(uid: string): void {
    const besides = this.#beside === undefined ? [] : [this.besideOf(uid)];
    for (const path of [...besides, this.#pathOf(uid)])
      try {
        rmSync(path, { force: true });
      } catch (error) {
        throw diskError(path, error);
      }
  }

  #pathOf(uid: string): string {
    return join(this.#dir, `${uid}.json`);
  }

  /** Path of what is beside an item. */
  besideOf(uid: string): string {
    return join(this.#dir, `${uid}.${this.#beside}`);
  }
}
