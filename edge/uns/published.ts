/** The topics that this edge has published and must clear again, over restarts. */
import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
import { replaceFile } from "../store/replace-file.ts";

const FORMAT = 1;

/** Topics whose retained message is this edge's, each with the `eventUid` that the broker has acknowledged. */
export class Published {
  readonly #path: string;
  readonly #topics: Map<string, string>;
  /** Something is not on disk yet. */
  #isChanged = false;
  #saving: Promise<void> = Promise.resolve();

  private constructor(path: string, topics: Map<string, string>) {
    this.#path = path;
    this.#topics = topics;
  }

  /** A file that cannot be read is logged, and everything is sent again. */
  static async open(path: string, log: Logger): Promise<Published> {
    try {
      return new Published(path, topicsIn(await readFile(path, "utf8")));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT")
        log.error({ path, err: error }, "the list of published topics cannot be read: topics of removed assets stay");
      return new Published(path, new Map());
    }
  }

  topics(): readonly string[] {
    return [...this.#topics.keys()];
  }

  /** Whether the broker has acknowledged this message. */
  has(topic: string, eventUid: string): boolean {
    return this.#topics.get(topic) === eventUid;
  }

  /** Call it before topics are published for the first time: a kill right after it must not leave them behind. */
  async begin(topics: readonly string[]): Promise<void> {
    for (const topic of topics) if (!this.#topics.has(topic)) this.#set(topic, "");
    await this.save();
  }

  /** On disk after `save`: what a kill forgets is published again. */
  acknowledged(topic: string, eventUid: string): void {
    if (!this.has(topic, eventUid)) this.#set(topic, eventUid);
  }

  /** On disk after `save`: what a kill forgets is taken away again. */
  removed(topic: string): void {
    this.#isChanged = this.#topics.delete(topic) || this.#isChanged;
  }

  /** One write for all changes, one after the other: several parts save. Throws EdgeError `disk`. */
  save(): Promise<void> {
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#write());
    return this.#saving;
  }

  async #write(): Promise<void> {
    if (!this.#isChanged) return;
    const text = JSON.stringify({ format: FORMAT, topics: Object.fromEntries(this.#topics) });
    this.#isChanged = false;
    try {
      await replaceFile(this.#path, `${text}\n`, { mode: 0o600 });
    } catch (error) {
      this.#isChanged = true;
      throw error;
    }
  }

  #set(topic: string, eventUid: string): void {
    this.#topics.set(topic, eventUid);
    this.#isChanged = true;
  }
}

function topicsIn(text: string): Map<string, string> {
  const { topics } = JSON.parse(text) as { topics?: unknown };
  if (typeof topics !== "object" || topics === null) throw new Error("no topics");
  return new Map(Object.entries(topics).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
