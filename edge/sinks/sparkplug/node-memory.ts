/** What an edge node must know over restarts: the number of its session and its counts. */
import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
import { replaceFile } from "../../store/replace-file.ts";

const FORMAT = 1;

export class NodeMemory {
  readonly #path: string;
  readonly #log: Logger;
  #bdSeq: number;
  lost: number;
  refused: number;

  private constructor(path: string, log: Logger, kept: Kept | undefined) {
    this.#path = path;
    this.#log = log;
    this.#bdSeq = kept?.bdSeq ?? 255;
    this.lost = kept?.lost ?? 0;
    this.refused = kept?.refused ?? 0;
  }

  /** A file that is absent or damaged begins the numbers anew: hosts take any number as the first. */
  static async open(path: string, log: Logger): Promise<NodeMemory> {
    return new NodeMemory(path, log, await kept(path));
  }

  /** The number of the next session: one more each time, 0 after 255 (specification 6.4.6). */
  async nextSession(): Promise<number> {
    this.#bdSeq = (this.#bdSeq + 1) % 256;
    await this.save();
    return this.#bdSeq;
  }

  /** A disk that refuses costs a repeated number after the next start, and nothing else. */
  async save(): Promise<void> {
    const { lost, refused } = this;
    const text = JSON.stringify({ format: FORMAT, bdSeq: this.#bdSeq, lost, refused } satisfies Kept & { format: 1 });
    try {
      await replaceFile(this.#path, `${text}\n`, { mode: 0o600 });
    } catch (err) {
      this.#log.warn({ err, path: this.#path }, "the number of the Sparkplug session is not on disk");
    }
  }
}

interface Kept {
  readonly bdSeq: number;
  readonly lost: number;
  readonly refused: number;
}

async function kept(path: string): Promise<Kept | undefined> {
  try {
    const read = JSON.parse(await readFile(path, "utf8")) as Partial<Kept>;
    const isWhole = [read.bdSeq, read.lost, read.refused].every((value) => Number.isSafeInteger(value));
    return isWhole ? (read as Kept) : undefined;
  } catch {
    return undefined;
  }
}
