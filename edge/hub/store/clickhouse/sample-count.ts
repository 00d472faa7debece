import type { LogPosition } from "../../../contracts/path/source.ts";
import type { ClickHouseServer } from "./server.ts";

/** A count takes a twentieth of the server's time for this edge at most. */
const PAUSES = 20;
const AFTER_FAILURE_MS = 10_000;

/** Counts the samples of a log, for the ledger; merges of the server have nothing to do with it. */
export class SampleCount {
  readonly #server: ClickHouseServer;
  readonly #log: bigint;
  #samples: number | null = null;
  #counted: LogPosition | undefined;
  #nextMs = Number.NEGATIVE_INFINITY;
  #isUnderWay = false;

  constructor(server: ClickHouseServer, log: bigint) {
    this.#server = server;
    this.#log = log;
  }

  /** The newest count; null before the first one. */
  get samples(): number | null {
    return this.#samples;
  }

  /** Counts anew where the store has more than before, without anybody waiting for it. */
  refresh(to: LogPosition, signal: AbortSignal): void {
    if (this.#isUnderWay || this.#counted === to || performance.now() < this.#nextMs) return;
    this.#isUnderWay = true;
    void this.#countTo(to, signal).finally(() => {
      this.#isUnderWay = false;
    });
  }

  async #countTo(to: LogPosition, signal: AbortSignal): Promise<void> {
    const beganMs = performance.now();
    const { database } = this.#server;
    const sql =
      `SELECT count() FROM ${database}.samples FINAL WHERE log = ${this.#log} AND position < ${to} ` +
      "FORMAT TabSeparated";
    try {
      this.#samples = Number((await this.#server.ask({ sql, signal })).toString("utf8"));
      this.#counted = to;
      this.#nextMs = beganMs + PAUSES * (performance.now() - beganMs);
    } catch {
      // The block that is being sent meets the same trouble, and says it.
      this.#nextMs = performance.now() + AFTER_FAILURE_MS;
    }
  }
}
