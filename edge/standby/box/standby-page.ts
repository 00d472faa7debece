/** What the port of viewer and API answers while this box does not write: where the writer is. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answerStandby, type Writer } from "./standby-answer.ts";

const AGAIN_MS = 200;

export interface PageParts {
  readonly host: string;
  readonly port: number;
  readonly writer: () => Omit<Writer, "differs">;
  readonly differs: () => boolean;
}

export class StandbyPage {
  readonly #parts: PageParts;
  readonly #ending = new AbortController();
  readonly #done: Promise<void>;
  #server: Server | undefined;

  constructor(parts: PageParts) {
    this.#parts = parts;
    this.#done = this.#run();
  }

  /** Resolves when the port is free. */
  async close(): Promise<void> {
    this.#ending.abort();
    await this.#done;
    const server = this.#server;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  /** Another program, or the writer that has just ended, may have the port for a while. */
  async #run(): Promise<void> {
    const { host, port, writer, differs } = this.#parts;
    const written = (): Writer => ({ ...writer(), differs: differs() });
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const server = createServer((request, response) => answerStandby(request, response, written()));
      try {
        server.listen(port, host);
        await once(server, "listening");
        server.on("error", () => undefined);
        this.#server = server;
        return;
      } catch {
        await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
