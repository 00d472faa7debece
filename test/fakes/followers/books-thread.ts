/** Entry of a thread with the real books, one of which misbehaves at the event `poison`. */

import { workerData } from "node:worker_threads";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { Follower } from "../../../edge/contracts/path/follower.ts";
import { serveFollowers } from "../../../edge/historian/follow/serve-followers.ts";
import type { ThreadData } from "../../../edge/historian/follow/thread-messages.ts";
import { loadFollowers } from "../../../edge/production/books/load-followers.ts";
import { openBooks } from "../../../edge/production/books/open-books.ts";
import type { BooksPlan } from "../../../edge/production/books/protocol.ts";

export interface BreakingBooks extends BooksPlan {
  readonly breaks: { readonly book: string; readonly how: "throws" | "hangs" | "grows" };
}

const hoard: Float64Array[] = [];

const loaded = await loadFollowers((workerData as ThreadData<BreakingBooks>).own);
serveFollowers<BreakingBooks>((own, context) => {
  const served = openBooks(own, loaded, context);
  const followers = served.followers.map(({ name, open }) => ({
    name,
    open: () => (name === own.breaks.book ? broken(open(), own.breaks.how) : open()),
  }));
  return { ...served, followers };
});

function broken(follower: Follower, how: BreakingBooks["breaks"]["how"]): Follower {
  const { events, ...needs } = follower.needs;
  const take = follower.take.bind(follower);
  const value = (event: EdgeEvent): void => {
    if (event.type !== "poison") {
      take(event);
      return;
    }
    if (how === "throws") throw new Error("poisoned");
    for (;;) if (how === "grows") hoard.push(new Float64Array(131_072).fill(1));
  };
  Object.defineProperty(follower, "needs", {
    value: { ...needs, events: events === "all" ? "all" : [...events, "poison"] },
  });
  return Object.defineProperty(follower, "take", { value });
}
