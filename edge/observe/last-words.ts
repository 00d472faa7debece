/**
 * End of a process at an uncaught error (rule PA5 in docs/rules/parts.md): its memory can no longer be trusted, so it
 * ends.
 */
import { reasonOf } from "../contracts/errors.ts";
import { withoutPasswords } from "../contracts/path/peer.ts";

/** A supervisor that stops the process meanwhile sends SIGKILL 10 s after SIGTERM. */
const FLUSH_WITHIN_MS = 3_000;

export interface LastWords {
  /** Reports the error, without passwords of addresses. */
  say(failure: { readonly reason: string; readonly stack: string; readonly origin: string }): void;
  /** Writes received data to disk. May hang: the process ends after 3 s. */
  flush?(): Promise<unknown>;
}

/** The last one counts. */
const speakers: LastWords[] = [];
let isEnding = false;

/**
 * Until disposed of: at an uncaught exception or rejection `words` reports it and flushes, and the process ends with 1,
 * so that its supervisor starts another.
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
  // A further error while the process ends is reported too, and changes nothing.
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
    // Standard output may be closed.
  }
}
