/** What this edge has put onto the broker and must take away again, over restarts. */
import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
import { replaceFile } from "../store/replace-file.ts";

const FORMAT = 1;

/** Topics whose retained message is this edge's, each with the `eventUid` that the broker has acknowledged. */
export class Published {
  readonly #path: string;
  readonly #topics: Map<string, string>;

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

  /** Call it before a topic is published for the first time: a kill right after it must not leave it behind. */
  async begin(topic: string): Promise<void> {
    if (!this.#topics.has(topic)) await this.#set(topic, "");
  }

  async acknowledged(topic: string, eventUid: string): Promise<void> {
    await this.#set(topic, eventUid);
  }

  async removed(topic: string): Promise<void> {
    this.#topics.delete(topic);
    await this.#write();
  }

  async #set(topic: string, eventUid: string): Promise<void> {
    this.#topics.set(topic, eventUid);
    await this.#write();
  }

  async #write(): Promise<void> {
    const text = JSON.stringify({ format: FORMAT, topics: Object.fromEntries(this.#topics) });
    await replaceFile(this.#path, `${text}\n`, { mode: 0o600 });
  }
}

function topicsIn(text: string): Map<string, string> {
  const { topics } = JSON.parse(text) as { topics?: unknown };
  if (typeof topics !== "object" || topics === null) throw new Error("no topics");
  return new Map(Object.entries(topics).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
