/** A second account of one subscription's messages, beside the one that decides. Runs in the worker. */
import { distance } from "./message-count.ts";

/**
 * Each number that the server counted was taken, is asked for, or was given up and named. Kept by those who take and give
 * up, and compared with the server's count at each response: what does not fit is a mistake of ours, and named as lost.
 */
export class MessageAudit {
  /** The server's number up to which everything is accounted for. */
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

  /** The server counts anew, or everything up to here was named. */
  restart(from: number): void {
    this.#from = from;
    this.#taken = 0;
    this.#lost = 0;
  }

  /** `last`: the server's number now. `open`: numbers that are asked for. How many messages nobody accounts for; 0 where all is well. */
  unaccounted(last: number, open: number): number {
    const counted = distance(last, this.#from);
    const difference = counted - this.#taken - this.#lost - open;
    if (difference === 0 && open === 0) this.restart(last);
    return difference;
  }
}
