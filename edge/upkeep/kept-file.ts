import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
import { EdgeError } from "../contracts/errors.ts";
import { checkedLine } from "../store/checked-line.ts";
import { movePath } from "../store/move-path.ts";
import { damagedName, readRecord } from "../store/record-line.ts";
import { replaceFile } from "../store/replace-file.ts";

const FORMAT = 1;

/** A value in a file of its own, one checked line `{ v: 1, value }`, replaced as a whole. */
export class KeptFile<Value> {
  readonly #path: string;
  readonly #log: Logger;
  /** Not on disk yet. */
  #changed: { readonly value: () => Value } | undefined;
  #hasFailed = false;

  constructor(path: string, log: Logger) {
    this.#path = path;
    this.#log = log;
  }

  /**
   * The value on disk; undefined without one. A damaged file is moved aside. Throws EdgeError `disk`, and `conflict`
   * for a file of a newer edge.
   */
  async read(): Promise<Value | undefined> {
    let text: string;
    try {
      text = await readFile(this.#path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw new EdgeError("disk", `${this.#path} cannot be read; check its owner and permissions`, { cause: error });
    }
    const record = readRecord(text.trimEnd(), this.#path, FORMAT) as { readonly value: Value } | undefined;
    return record === undefined ? await this.#setAside() : record.value;
  }

  /** The value has changed: `save` asks for it and writes it, so that many changes cost one copy. */
  change(value: () => Value): void {
    this.#changed = { value };
  }

  /** Writes the newest value, where it is not on disk yet. A disk that refuses is asked again at the next call. */
  async save(): Promise<void> {
    const changed = this.#changed;
    if (changed === undefined) return;
    try {
      await replaceFile(this.#path, checkedLine({ v: FORMAT, value: changed.value() }), { mode: 0o600 });
      if (this.#changed === changed) this.#changed = undefined;
      this.#hasFailed = false;
    } catch (err) {
      if (!this.#hasFailed) this.#log.error({ err, path: this.#path }, "the file cannot be written; it is tried again");
      this.#hasFailed = true;
    }
  }

  async #setAside(): Promise<undefined> {
    const aside = damagedName(this.#path);
    await movePath(this.#path, aside);
    this.#log.error(
      { path: this.#path, aside },
      "the file is damaged: moved aside, and a new one is begun; compare a backup",
    );
    return undefined;
  }
}
