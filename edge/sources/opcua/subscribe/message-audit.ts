/** An independent account of one subscription's messages, to check the deciding one. Runs in the worker. */
import { distance } from "./message-count.ts";

/**
 * Each number in the server's count is taken, requested again, or reported as lost. The code that takes and gives up
 * messages keeps this account, and each response compares it with the server's count: a difference is a mistake of the
 * edge and is reported as lost.
 */
export class MessageAudit {
  /** The server's number up to which all messages are accounted for. */
  #from: number;
  #taken = 0;
  #lost = 0;

  constructor(from: number) {
    this.#from = from;
  }

  took(): void {
    this.#taken++;
  }

  lose(messages: number): void {
    this.#lost += messages;
  }

  /** The server has restarted its count, or everything up to here is reported. */
  restart(from: number): void {
    this.#from = from;
    this.#taken = 0;
    this.#lost = 0;
  }

  /**
   * Number of messages that are not accounted for; 0 without a mistake. `last`: the server's present number. `open`:
   * numbers that are requested again.
   */
  unaccounted(last: number, open: number): number {
    const counted = distance(last, this.#from);
    const difference = counted - this.#taken - this.#lost - open;
    if (difference === 0 && open === 0) this.restart(last);
    return difference;
  }
}
