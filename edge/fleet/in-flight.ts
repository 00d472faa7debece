/** Messages that are not yet on the hub's disk, in order, and which of them must still be sent. */
import type { LogPosition } from "../contracts/path/source.ts";
import type { Frame } from "./cutter.ts";

export class InFlight {
  #frames: Frame[] = [];
  #bytes = 0;
  /** The next one to send: frames before it were sent, and so were its parts before `#part`. */
  #next = 0;
  #part = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#frames.length === 0;
  }

  get frames(): readonly Frame[] {
    return this.#frames;
  }

  /** Whether a message, or the rest of one, waits to be sent. */
  get hasUnsent(): boolean {
    return this.#next < this.#frames.length;
  }

  /** Whether sending all of them again continues at this position, also for a hub that has read none of them. */
  continues(head: LogPosition): boolean {
    const first = this.#frames[0];
    return first?.isFirst === true && first.from <= head && head < first.to;
  }

  add(frame: Frame): void {
    this.#frames.push(frame);
    this.#bytes += frame.bytes.length;
  }

  /** The next part to send; undefined where all were sent. */
  take(): { readonly frame: Frame; readonly part: number } | undefined {
    const frame = this.#frames[this.#next];
    if (frame === undefined) return undefined;
    const part = this.#part++;
    if (this.#part >= frame.parts.length) {
      this.#next++;
      this.#part = 0;
    }
    return { frame, part };
  }

  /** All of them must be sent once more. */
  again(): void {
    this.#next = this.#part = 0;
  }

  /** The hub has everything before `head`. Returns the last message that ends there or before, if any did. */
  arrived(head: LogPosition): Frame | undefined {
    let last: Frame | undefined;
    while (this.#frames[0] !== undefined && this.#frames[0].to <= head) {
      last = this.#frames.shift() as Frame;
      this.#bytes -= last.bytes.length;
      if (this.#next > 0) this.#next--;
      else this.#part = 0;
    }
    return last;
  }

  clear(): void {
    this.#frames = [];
    this.#bytes = 0;
    this.again();
  }
}
