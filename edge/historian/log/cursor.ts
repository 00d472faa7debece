import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LogPosition } from "../../contracts/path/source.ts";
import { replaceFile } from "../../store/replace-file.ts";

/** At most so often is a moved cursor written down; what is lost is delivered again and stored once. */
const SAVE_EVERY_MS = 1000;
const NAME = /^[\w.-]{1,100}$/;

interface Stored {
  readonly logUid: string;
  readonly position: LogPosition;
}

/**
 * How far one reader of the log is. `acknowledged` is what it answered for;
 * `settled` what it answered for and was still there a settle horizon later,
 * which is what the log keeps for it and what it starts from again.
 */
export class Cursor {
  readonly name: string;
  readonly #path: string;
  readonly #logUid: string;
  readonly #settleMs: number;
  readonly #clock: () => number;
  #confirmedAt = Number.NEGATIVE_INFINITY;
  #acknowledged: LogPosition;
  #settled: LogPosition;
  /** Acknowledged and not settled, oldest first. */
  #settling: { readonly to: LogPosition; readonly at: number }[] = [];
  #savedAt = Number.NEGATIVE_INFINITY;
  #saved: LogPosition;
  #saving: Promise<void> = Promise.resolve();

  private constructor(options: CursorOptions, from: LogPosition) {
    if (!NAME.test(options.name))
      throw new RangeError(`cursor name ${JSON.stringify(options.name)} is not a file name`);
    this.name = options.name;
    this.#path = cursorPath(options.dir, options.name);
    this.#logUid = options.logUid;
    this.#settleMs = options.settleMs;
    this.#clock = options.clock ?? (() => performance.now());
    this.#acknowledged = this.#settled = this.#saved = from;
  }

  /** From its file; at `oldest` when it has none or the file speaks of another log. */
  static async load(options: CursorOptions, oldest: LogPosition): Promise<Cursor> {
    const stored = await readCursor(options.dir, options.name);
    return new Cursor(options, stored?.logUid === options.logUid ? stored.position : oldest);
  }

  get acknowledged(): LogPosition {
    return this.#acknowledged;
  }

  get settled(): LogPosition {
    const seenAt = this.#settleMs === 0 ? Number.POSITIVE_INFINITY : this.#confirmedAt;
    let settled = 0;
    while (settled < this.#settling.length && seenAt - (this.#settling[settled] as { at: number }).at >= this.#settleMs)
      settled++;
    if (settled > 0) {
      this.#settled = (this.#settling[settled - 1] as { to: number }).to;
      this.#settling.splice(0, settled);
    }
    return this.#settled;
  }

  acknowledge(to: LogPosition): void {
    this.#acknowledged = to;
    this.#settling.push({ to, at: this.#clock() });
    this.#saveSoon();
  }

  /**
   * The server was seen at `at` (of `now`), and had not been started again since it acknowledged. Where answers need
   * settling, only this settles them: time alone does not tell whether the server lived through it.
   */
  confirm(at: number): void {
    this.#confirmedAt = at;
    this.#saveSoon();
  }

  /** What is not settled counts as unread again. Returns where reading goes on. */
  rewind(): LogPosition {
    const settled = this.settled;
    this.#settling = [];
    this.#acknowledged = settled;
    return settled;
  }

  /** For a reader that keeps its own books: this is where it is, be it further back. */
  moveTo(position: LogPosition): void {
    this.#settling = [];
    this.#acknowledged = this.#settled = position;
    this.#saveSoon();
  }

  /** Writes down what is settled. */
  async save(): Promise<void> {
    const position = this.settled;
    if (position === this.#saved) return;
    await replaceFile(this.#path, JSON.stringify({ logUid: this.#logUid, position } satisfies Stored));
    this.#saved = position;
  }

  /**
   * Waits for a save under way, then saves once more. A cursor that cannot be saved costs a repeated delivery,
   * nothing else.
   */
  async close(): Promise<void> {
    await this.#saving;
    await this.save().catch(() => undefined);
  }

  #saveSoon(): void {
    const now = this.#clock();
    if (now - this.#savedAt < SAVE_EVERY_MS) return;
    this.#savedAt = now;
    this.#saving = this.#saving.then(() => this.save()).catch(() => undefined);
  }
}

export interface CursorOptions {
  /** Folder of the cursor files. */
  readonly dir: string;
  readonly name: string;
  readonly logUid: string;
  readonly settleMs: number;
  /** Milliseconds that only grow. */
  readonly clock?: () => number;
}

function cursorPath(dir: string, name: string): string {
  return join(dir, `${name}.json`);
}

/** What a cursor file says; undefined when there is none or it is torn. */
export async function readCursor(
  dir: string,
  name: string,
): Promise<{ logUid: string; position: LogPosition } | undefined> {
  try {
    const { logUid, position } = JSON.parse(await readFile(cursorPath(dir, name), "utf8")) as Partial<Stored>;
    return typeof logUid === "string" && Number.isSafeInteger(position) && (position as number) >= 0
      ? { logUid, position: position as number }
      : undefined;
  } catch {
    return undefined;
  }
}
