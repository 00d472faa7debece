/** Puts together messages that came in parts (edge/fleet/wire/parts.ts): at most one of an edge at a time. */
import { ByteWriter } from "../fleet/wire/bytes.ts";
import { isPart, type Part, readPart } from "../fleet/wire/parts.ts";
import type { StreamMessage } from "./stream-message.ts";

export class WholeMessages {
  #of = "";
  /** What has come of it: one piece of memory, because a message may be said to have millions of parts. */
  #bytes = new ByteWriter();
  #parts = 0;

  /**
   * The message, once it is whole. `undefined`: more parts must come, or it is a repetition. `gap`: parts before it are
   * missing, such as those that a hub had before it was killed; the edge must send all of them again.
   */
  take(message: StreamMessage): StreamMessage | "gap" | undefined {
    if (!isPart(message.data)) return message;
    const part = readPart(message.data);
    const isNext = part !== undefined && this.#add(part);
    if (isNext && part.index === part.count - 1) {
      const whole = { data: Buffer.from(this.#bytes.view()), ack: () => message.ack() };
      const isWhole = whole.data.length === part.totalBytes;
      this.#forget();
      if (isWhole) return whole;
    }
    // The edge keeps a message until all of it is on disk, so a part may leave the stream before.
    message.ack();
    if (isNext || (part?.of === this.#of && part.index < this.#parts)) return undefined;
    return "gap";
  }

  #add({ of, index, totalBytes, bytes }: Part): boolean {
    if (index === 0 && of !== this.#of) {
      this.#forget();
      this.#of = of;
    }
    if (of !== this.#of || index !== this.#parts || this.#bytes.length + bytes.length > totalBytes) return false;
    this.#bytes.append(bytes);
    this.#parts++;
    return true;
  }

  #forget(): void {
    this.#of = "";
    this.#bytes = new ByteWriter();
    this.#parts = 0;
  }
}
