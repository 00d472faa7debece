/** Entry of the thread that runs the followers of the commit log. */
import { flushCompileCache } from "node:module";
import { workerData } from "node:worker_threads";
import { serveFollowers } from "../../historian/follow/serve-followers.ts";
import type { ThreadData } from "../../historian/follow/thread-messages.ts";
import { giveBackMemoryLater } from "../../observe/memory.ts";
import { loadFollowers } from "./load-followers.ts";
import { openBooks } from "./open-books.ts";
import type { BooksPlan } from "./protocol.ts";

/** Later than in the other threads, so that not all pause at once. */
const GIVE_BACK_AFTER_MS = 15_000;

const { own } = workerData as ThreadData<BooksPlan>;
const loaded = await loadFollowers(own);
serveFollowers<BooksPlan>((plan, context) => openBooks(plan, loaded, context));
giveBackMemoryLater(undefined, { afterMs: GIVE_BACK_AFTER_MS, isShort: true });
// Of one of two boxes, for its next take-over: its processes are killed. Does nothing elsewhere.
flushCompileCache();
