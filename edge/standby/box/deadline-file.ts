/**
 * Until when the writer may write: two numbers in a file, which the keeper overwrites with each renewal. A message
 * would reach the writer only when its main thread is free, and a start keeps that busy for longer than a lease.
 * Nothing is synced: the file is between two processes of one machine, and of one run.
 */
import { closeSync, openSync, readSync, writeSync } from "node:fs";

const BYTES = 16;

export class DeadlineWriter {
  readonly #fd: number;
  readonly #bytes = Buffer.alloc(BYTES);
  #written = 0n;

  constructor(path: string) {
    this.#fd = openSync(path, "w", 0o600);
  }

  /** `until`: on the clock of `process.hrtime.bigint()`, which all processes of a machine share. */
  write(term: number, until: bigint): void {
    if (until === this.#written) return;
    this.#written = until;
    this.#bytes.writeBigUInt64LE(BigInt(term), 0);
    this.#bytes.writeBigInt64LE(until, 8);
    writeSync(this.#fd, this.#bytes, 0, BYTES, 0);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

export class DeadlineReader {
  readonly #fd: number;
  readonly #term: bigint;
  readonly #bytes = Buffer.alloc(BYTES);

  constructor(path: string, term: number) {
    this.#fd = openSync(path, "r");
    this.#term = BigInt(term);
  }

  /** Whether the lease of this term is over, or cannot be seen. */
  get isOver(): boolean {
    if (readSync(this.#fd, this.#bytes, 0, BYTES, 0) < BYTES) return true;
    if (this.#bytes.readBigUInt64LE(0) !== this.#term) return true;
    return process.hrtime.bigint() >= this.#bytes.readBigInt64LE(8);
  }
}
