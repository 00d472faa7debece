/** How long ago the log stood at a position, by a clock that only goes forward. */
import type { LogPosition } from "../contracts/path/source.ts";

const MOST_NOTES = 64;

export class Lag {
  readonly #stepMs: number;
  #notes: { readonly position: LogPosition; readonly atMs: number }[] = [];

  /** @param reachMs how far back it looks */
  constructor(reachMs: number) {
    this.#stepMs = reachMs / (MOST_NOTES / 2);
  }

  /** The log has reached the position. */
  note(position: LogPosition, nowMs: number): void {
    const last = this.#notes.at(-1);
    if (last !== undefined && (nowMs - last.atMs < this.#stepMs || last.position === position)) return;
    this.#notes.push({ position, atMs: nowMs });
    if (this.#notes.length > MOST_NOTES) this.#notes.shift();
  }

  /** Whether items after the position have waited so long. */
  isBehind(position: LogPosition, ms: number, nowMs: number): boolean {
    return this.#notes.some((note) => note.position > position && nowMs - note.atMs >= ms);
  }

  /** Where the log stood so long ago, as far as that was noted. */
  positionBefore(ms: number, nowMs: number): LogPosition {
    const note = this.#notes.findLast(({ atMs }) => nowMs - atMs >= ms);
    return note?.position ?? this.#notes[0]?.position ?? 0;
  }
}
