/**
 * Dead letters of followers: items at which a follower failed twice, in a file with position, reason and the item. A
 * follower never gets such an item again.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { LogPosition } from "../../contracts/path/source.ts";
import { checkedLine, readCheckedLine } from "../../store/checked-line.ts";
import { movePathSync } from "../../store/move-path.ts";

/** Longest text of an item, for a person to read. */
const MOST_CHARACTERS = 4096;
/** A larger file is renamed to `.1`, which replaces the file before it: thousands of the longest letters remain. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Above it the oldest letters are forgotten in memory; they stay in the file. */
const MOST_LETTERS = 100_000;

export interface DeadLetter {
  readonly follower: string;
  readonly logUid: string;
  readonly position: LogPosition;
  readonly reason: string;
  /** ms since 1970 UTC. */
  readonly at: number;
  readonly item: string;
}

export class DeadLetters {
  readonly #path: string;
  readonly #logUid: string;
  readonly #mostBytes: number;
  readonly #known = new Map<string, Set<LogPosition>>();
  #count = 0;

  constructor(path: string, logUid: string, mostBytes = MOST_BYTES) {
    this.#path = path;
    this.#logUid = logUid;
    this.#mostBytes = mostBytes;
    for (const letter of [...readLetters(formerOf(path)), ...readLetters(path)])
      if (letter.logUid === logUid) this.#remember(letter);
  }

  has(follower: string, position: LogPosition): boolean {
    return this.#known.get(follower)?.has(position) === true;
  }

  countOf(follower: string): number {
    return this.#known.get(follower)?.size ?? 0;
  }

  /** Sets the item aside. Where the letter cannot be written, this holds until the next start. */
  add({ item, ...letter }: Omit<DeadLetter, "logUid">): void {
    const whole: DeadLetter = { ...letter, logUid: this.#logUid, item: item.slice(0, MOST_CHARACTERS) };
    this.#remember(whole);
    mkdirSync(dirname(this.#path), { recursive: true });
    if ((statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0) > this.#mostBytes)
      movePathSync(this.#path, formerOf(this.#path));
    const file = openSync(this.#path, "a", 0o600);
    try {
      // Starts on a line of its own, even after a torn one.
      writeFileSync(file, `\n${checkedLine(whole)}`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  #remember({ follower, position }: DeadLetter): void {
    const known = this.#known.get(follower) ?? new Set();
    this.#known.set(follower, known);
    known.add(position);
    if (++this.#count <= MOST_LETTERS) return;
    this.#count--;
    for (const oldest of known) {
      known.delete(oldest);
      return;
    }
  }
}

function formerOf(path: string): string {
  return `${path}.1`;
}

/** Skips a line that a power cut tore. */
function readLetters(path: string): DeadLetter[] {
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .flatMap((line) => (readCheckedLine(line) as DeadLetter | undefined) ?? []);
  } catch {
    return [];
  }
}
