import type { OpenClient } from "./client.ts";

const ANSWER_WITHIN_MS = 10_000;

/**
 * Pings of one connection. A broker answers in the order of what it gets, so that the answer to a ping proves that it
 * has every message of QoS 0 before it. mqtt.js pings on its own as well: answers are matched by their number.
 */
export class Pings {
  readonly #client: OpenClient["client"];
  #sent = 0;
  #received = 0;
  #waiting: (() => void) | undefined;
  readonly #onSent = ({ cmd }: { readonly cmd?: string }): void => {
    if (cmd === "pingreq") this.#sent++;
  };
  readonly #onReceived = ({ cmd }: { readonly cmd?: string }): void => {
    if (cmd !== "pingresp") return;
    this.#received++;
    this.#waiting?.();
  };
  readonly #onClosed = (): void => this.#waiting?.();

  constructor(client: OpenClient["client"]) {
    this.#client = client;
    client.on("packetsend", this.#onSent);
    client.on("packetreceive", this.#onReceived);
    client.on("close", this.#onClosed);
  }

  /** Resolves when the broker has everything that was published so far. Throws where it does not say so. */
  async answered(signal: AbortSignal): Promise<void> {
    this.#client.sendPing();
    const wanted = this.#sent;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#waiting?.();
    }, ANSWER_WITHIN_MS);
    const abort = (): void => this.#waiting?.();
    signal.addEventListener("abort", abort);
    try {
      while (this.#received < wanted) {
        signal.throwIfAborted();
        if (!this.#client.connected) throw new Error("the broker closed the connection");
        if (isLate) throw new Error(`the broker did not answer a ping within ${ANSWER_WITHIN_MS / 1000} s`);
        await new Promise<void>((resolve) => {
          this.#waiting = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      this.#waiting = undefined;
    }
  }

  close(): void {
    this.#client.off("packetsend", this.#onSent);
    this.#client.off("packetreceive", this.#onReceived);
    this.#client.off("close", this.#onClosed);
  }
}
