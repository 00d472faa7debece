import { closeSync, openSync, writevSync } from "node:fs";
import { refusal } from "../refusals.ts";

/** The answer of a statement, which grows up to a bound. It is read once and deleted, so nothing is synced. */
export class AnswerFile implements Disposable {
  readonly #file: number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(path: string, maxBytes: number) {
    this.#file = openSync(path, "wx", 0o600);
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Throws EdgeError `bad-request` at the bound. */
  write(pieces: readonly Uint8Array[]): void {
    const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
    this.#bytes += bytes;
    if (this.#bytes > this.#maxBytes) throw refusal("sql-bytes", { most: this.#maxBytes / 1e6 });
    for (let done = writevSync(this.#file, pieces); done < bytes; ) {
      const rest = Buffer.concat(pieces).subarray(done);
      done += writevSync(this.#file, [rest]);
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
