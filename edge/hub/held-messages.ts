/** How much of an edge the hub has got from the stream and not acknowledged (rule HU31). */
import { MOST_OF_EDGE, type StreamMessage, TAKEN_WITHIN_MS } from "./stream-message.ts";

export interface HeldMessage extends StreamMessage {
  /** It is not acknowledged: the server gives it again later, and until then it counts. */
  leave(): void;
}

export class HeldMessages {
  #count = 0;
  #bytes = 0;
  /** When messages were left, monotonic ms. */
  #leftMs: number[] = [];

  /** Whether another one may be kept; one alone always may. */
  hasRoom({ data }: StreamMessage): boolean {
    const now = performance.now();
    this.#leftMs = this.#leftMs.filter((at) => now - at < TAKEN_WITHIN_MS);
    const count = this.#count + this.#leftMs.length;
    return count === 0 || (count < MOST_OF_EDGE.messages && this.#bytes + data.length <= MOST_OF_EDGE.bytes);
  }

  /** The disk takes messages again: those that were left must not hold up what the edge sends now. */
  forgetLeft(): void {
    this.#leftMs = [];
  }

  /** Counts it until it is acknowledged or left. */
  keep(message: StreamMessage): HeldMessage {
    const { data } = message;
    let isHeld = true;
    const letGo = (): boolean => {
      const was = isHeld;
      isHeld = false;
      if (was) {
        this.#count--;
        this.#bytes -= data.length;
      }
      return was;
    };
    this.#count++;
    this.#bytes += data.length;
    return {
      data,
      ack: () => {
        if (letGo()) message.ack();
      },
      leave: () => {
        if (letGo()) this.#leftMs.push(performance.now());
      },
    };
  }
}
