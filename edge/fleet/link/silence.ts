/**
 * A link on which nothing comes: it is asked, and then another one is sought beside it, long before it is given up.
 * What comes first decides: a word on this one, or another one that is open (rule UL20).
 */
import type { Seeking } from "./seeking.ts";

/** The hub speaks every two seconds. */
const ASK_AFTER_MS = 2_500;
const SEEK_AFTER_MS = 3_000;
/** And after so many known round trips more: TCP finds a lost packet, and the one for it too, within them. */
const PATIENCE = 3;

interface SilenceParts {
  /** A small question to the server. */
  ask(): Promise<unknown>;
  readonly seeking: Pick<Seeking, "begin" | "end">;
  /** Another link is open; whoever follows takes it. */
  onReplaced(): void;
}

export class Silence {
  readonly #parts: SilenceParts;
  #heardMs: number;
  #isAsked = false;
  #isSeeking = false;
  #isOver = false;

  constructor(parts: SilenceParts, nowMs: number) {
    this.#parts = parts;
    this.#heardMs = nowMs;
  }

  heard(nowMs: number): void {
    this.#heardMs = nowMs;
    this.#isAsked = false;
    if (!this.#isSeeking || this.#isOver) return;
    this.#isSeeking = false;
    this.#parts.seeking.end();
  }

  look(nowMs: number, roundTripMs: number): void {
    const silentMs = nowMs - this.#heardMs;
    if (silentMs >= ASK_AFTER_MS && !this.#isAsked) {
      this.#isAsked = true;
      this.#parts.ask().then(
        () => this.heard(performance.now()),
        () => undefined,
      );
    }
    if (silentMs < SEEK_AFTER_MS + PATIENCE * roundTripMs || this.#isSeeking) return;
    this.#isSeeking = true;
    this.#parts.seeking.begin().then(
      () => this.#replaced(),
      () => undefined,
    );
  }

  /** The connection has ended. A search goes on, for the next one. */
  close(): void {
    this.#isOver = true;
  }

  #replaced(): void {
    if (this.#isSeeking && !this.#isOver) this.#parts.onReplaced();
  }
}
