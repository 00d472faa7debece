/**
 * Finds what the hub cannot read, by halves, so that it blocks nothing after it (rule UL27). The first refusal is
 * answered by the same items in a message that continues no other one.
 */
import type { LogPosition } from "../contracts/path/source.ts";
import type { Frame } from "./cutter.ts";

export class Unread {
  /** The message that was refused; undefined while there is none. */
  #in: { readonly from: LogPosition; readonly to: LogPosition } | undefined;
  /** Most items of a message within it. */
  #most = Number.POSITIVE_INFINITY;

  /** Most items of a message that begins here. */
  mostItems(position: LogPosition): number {
    return this.#in !== undefined && position < this.#in.to ? this.#most : Number.POSITIVE_INFINITY;
  }

  /** The hub could not read this message. Returns true where nothing is left to halve: its one item is the cause. */
  refused({ from, to, weight }: Pick<Frame, "from" | "to" | "weight">): boolean {
    if (this.#in === undefined || from < this.#in.from || from >= this.#in.to) {
      this.#in = { from, to };
      this.#most = weight;
      return false;
    }
    if (this.#most <= 1) {
      // What comes after it may be as long as before.
      this.arrived(this.#in.to);
      return true;
    }
    this.#most = Math.max(1, Math.floor(Math.min(this.#most, weight) / 2));
    return false;
  }

  /** The hub has everything before this position. */
  arrived(position: LogPosition): void {
    if (this.#in === undefined || position < this.#in.to) return;
    this.#in = undefined;
    this.#most = Number.POSITIVE_INFINITY;
  }
}
