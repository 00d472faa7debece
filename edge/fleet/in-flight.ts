/** Messages that were sent and are not yet on the hub's disk, in order. */
import type { LogPosition } from "../contracts/path/source.ts";
import type { Frame } from "./cutter.ts";

export class InFlight {
  #frames: Frame[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#frames.length === 0;
  }

  get frames(): readonly Frame[] {
    return this.#frames;
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

  /** The hub has everything before `head`. Returns the last message that ends there or before, if any did. */
  arrived(head: LogPosition): Frame | undefined {
    let last: Frame | undefined;
    while (this.#frames[0] !== undefined && this.#frames[0].to <= head) {
      last = this.#frames.shift() as Frame;
      this.#bytes -= last.bytes.length;
    }
    return last;
  }

  clear(): void {
    this.#frames = [];
    this.#bytes = 0;
  }
}
