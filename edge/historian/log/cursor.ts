import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LogPosition } from "../../contracts/path/source.ts";
import { replaceFile } from "../../store/replace-file.ts";

/** A moved cursor is saved at most this often. After a crash the rest is delivered again and stored once. */
const SAVE_EVERY_MS = 1000;
const NAME = /^[\w.-]{1,100}$/;

interface Stored {
  readonly logUid: string;
  readonly position: LogPosition;
}

/**
 * Position of one reader of the log. `acknowledged` is what the reader has confirmed; `settled` is the position that
 * its server still had after the settle horizon. The log keeps the unsettled part, and the reader starts there again.
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
  /** Acknowledged and not yet settled, oldest first. */
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

  /** Loads the cursor from its file, or begins at `oldest` when the file is absent or belongs to another log. */
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
   * The server answered at `at` (in the units of `now`) and has not restarted since it acknowledged. Where answers
   * need settling, only this settles them: time alone does not show that the server kept running.
   */
  confirm(at: number): void {
    this.#confirmedAt = at;
    this.#saveSoon();
  }

  /** Marks unsettled data as unread again. Returns the position at which reading continues. */
  rewind(): LogPosition {
    const settled = this.settled;
    this.#settling = [];
    this.#acknowledged = settled;
    return settled;
  }

  /** For a reader that keeps its own position: moves there, even backwards. */
  moveTo(position: LogPosition): void {
    this.#settling = [];
    this.#acknowledged = this.#settled = position;
    this.#saveSoon();
  }

  /** Saves the settled position. */
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
  /** Monotonic ms. */
  readonly clock?: () => number;
}

function cursorPath(dir: string, name: string): string {
  return join(dir, `${name}.json`);
}

/** Content of a cursor file; undefined when it is absent or torn. */
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
