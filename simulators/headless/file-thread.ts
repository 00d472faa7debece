import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { FileOrder } from "./parquet/file-worker.ts";
import type { ColumnData, ColumnSpec } from "./parquet/writer.ts";

/** Maximum number of pending orders; beyond it the plant waits for the disk. */
const MOST_ORDERS = 3;

/** The thread that writes Parquet files, in the order of the requests. */
export class FileThread {
  readonly #worker = new Worker(new URL("./parquet/file-worker.ts", import.meta.url));
  #open = 0;
  #failure: unknown;

  constructor() {
    this.#worker.on("message", () => this.#open--);
    this.#worker.on("error", (error) => {
      this.#failure = error;
    });
  }

  open(path: string, columns: readonly ColumnSpec[]): Promise<void> {
    return this.#send({ kind: "open", path, columns });
  }

  write(
    path: string,
    { rows, columns }: { readonly rows: number; readonly columns: readonly ColumnData[] },
  ): Promise<void> {
    const moved = columns.flatMap((column) =>
      column.kind === "timestamp" ? [column.micros.buffer] : column.kind === "double" ? [column.values.buffer] : [],
    );
    return this.#send({ kind: "write", path, rows, data: columns }, moved as ArrayBuffer[]);
  }

  close(path: string): Promise<void> {
    return this.#send({ kind: "close", path });
  }

  async #send(order: FileOrder, transfer: ArrayBuffer[] = []): Promise<void> {
    while (this.#open >= MOST_ORDERS) await this.#reply();
    if (this.#failure !== undefined) throw this.#failure;
    this.#open++;
    this.#worker.postMessage(order, transfer);
  }

  async #reply(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    await once(this.#worker, "message");
  }

  /** Waits until everything is written. */
  async end(): Promise<void> {
    while (this.#open > 0) await this.#reply();
    await this.#worker.terminate();
    if (this.#failure !== undefined) throw this.#failure;
  }
}
