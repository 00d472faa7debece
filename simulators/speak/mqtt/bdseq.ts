import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Birth and death sequence number of an edge node (Sparkplug 3.0, 6.4.25 and
 * `tck-id-topics-nbirth-bdseq-increment`): one more with each CONNECT, 255 is
 * followed by 0, kept over restarts. The first is 0.
 */
export class BdSeq {
  readonly #path: string | undefined;
  #value: number;

  /** Without a folder it restarts with each process. */
  constructor(folder: string | undefined, node: string) {
    this.#path = folder === undefined ? undefined : join(folder, `sparkplug-bdseq-${node}`);
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
    this.#value = this.#path === undefined ? 255 : stored(this.#path);
  }

  get value(): number {
    return this.#value;
  }

  /** For the next CONNECT. On disk before it is used. */
  next(): number {
    this.#value = (this.#value + 1) & 255;
    if (this.#path !== undefined) writeFileSync(this.#path, String(this.#value));
    return this.#value;
  }
}

function stored(path: string): number {
  try {
    const value = Number(readFileSync(path, "utf8"));
    return Number.isInteger(value) && value >= 0 && value <= 255 ? value : 255;
  } catch {
    return 255;
  }
}
