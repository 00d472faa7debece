/** The end of a process at a mistake that nobody caught (rule PA5 in docs/rules/parts.md): what is in memory can no longer be trusted, so it ends. */
import { reasonOf } from "../contracts/errors.ts";
import { withoutPasswords } from "./log.ts";

/** SIGKILL comes 10 s after SIGTERM where a supervisor stops us meanwhile; what is not on disk by then is lost anyhow. */
const FLUSH_WITHIN_MS = 3_000;

export interface LastWords {
  /** Takes what happened. No secret of an address is in it. */
  say(failure: { readonly reason: string; readonly stack: string; readonly origin: string }): void;
  /** Brings to disk what was taken and is not there yet. May hang: it is given 3 s. */
  flush?(): Promise<unknown>;
}

/** The newest one counts. */
const speakers: LastWords[] = [];
let isEnding = false;

/**
 * From now on an exception or rejection that nobody caught is said by `words`, what is left goes to disk, and the process ends with 1, for
 * whoever supervises it to start another. Until it is disposed of.
 */
export function speakLast(words: LastWords): Disposable {
  // Rejections come as exceptions: that is the default of Node.js.
  if (speakers.length === 0) process.on("uncaughtException", onUncaught);
  speakers.push(words);
  return {
    [Symbol.dispose]() {
      speakers.splice(speakers.indexOf(words), 1);
      if (speakers.length === 0) process.off("uncaughtException", onUncaught);
    },
  };
}

function onUncaught(error: unknown, origin: string): void {
  const words = speakers.at(-1);
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  attempt(() => words?.say({ reason: withoutPasswords(reasonOf(error)), stack: withoutPasswords(stack), origin }));
  // What fails while we end is said too, and hastens nothing.
  if (isEnding) return;
  isEnding = true;
  setTimeout(() => process.exit(1), FLUSH_WITHIN_MS);
  void flushed(words).then(() => process.exit(1));
}

async function flushed(words: LastWords | undefined): Promise<void> {
  try {
    await words?.flush?.();
  } catch {
    // The disk refuses: there is nothing left to do.
  }
}

function attempt(act: () => void): void {
  try {
    act();
  } catch {
    // Nobody listens: standard output may be closed.
  }
}
