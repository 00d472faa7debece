/** Receipts for the worker's messages (docs/rules/loss-audit.md). Runs in the worker. */
import { Tally } from "../../batch/tally.ts";
import type { SubscriptionMark } from "./link/messages.ts";
import type { Post } from "./link/post.ts";

export class PostedReceipts {
  /** Counts each message before its buffers are transferred. */
  readonly tally = new Tally();
  /** The server's newest number of each subscription. */
  readonly #numbers = new Map<string, number>();

  note(mark: SubscriptionMark | undefined): void {
    if (mark !== undefined) this.#numbers.set(`subscription ${mark.id}`, mark.sequence);
  }

  /** Everything that was counted was posted before. */
  giveDue({ id, post }: { readonly id: number; readonly post: Post }): void {
    const nowMs = performance.now();
    if (!this.tally.isDue(nowMs)) return;
    const tallied = this.tally.take(nowMs);
    post({ kind: "receipt", id, receipt: { ...tallied, numbers: this.#numbers } }, [
      tallied.refs.buffer as ArrayBuffer,
      tallied.counts.buffer as ArrayBuffer,
    ]);
  }
}
