import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Logger } from "pino";
import { reasonOf } from "../contracts/errors.ts";
import { checkedLine, readCheckedLine } from "../store/checked-line.ts";
import { movePath } from "../store/move-path.ts";
import { replaceFile } from "../store/replace-file.ts";
import type { LearnedState, LearnedStates } from "./learned.ts";

const FILE = "learned.jsonl";
/**
 * Further states are not kept: their rules begin again at the next start, which is logged. 100,000 tags that drift take
 * 30 MB.
 */
const MOST_BYTES = 64 * 1024 * 1024;
/** Number of states that are serialised in one turn of the event loop. */
const AT_ONCE = 1_000;

/** One line of the file. */
interface Line {
  /** `ruleKey`. */
  readonly key: string;
  readonly print: string;
  /** Columns of 64-bit floats, exact, as base64. */
  readonly numbers: string;
}

export interface LearnedFileOptions {
  readonly dir: string;
  readonly log: Logger;
  readonly mostBytes?: number;
}

/**
 * The learned state of all detectors in one file of the data folder, always rewritten completely: after a kill the
 * previous file remains.
 */
export class LearnedFile {
  readonly #path: string;
  readonly #log: Logger;
  readonly #mostBytes: number;
  #saysFull = false;

  constructor({ dir, log, mostBytes = MOST_BYTES }: LearnedFileOptions) {
    this.#path = join(dir, FILE);
    this.#log = log;
    this.#mostBytes = mostBytes;
  }

  /**
   * The states saved last. A file that is damaged, or too large to be ours, is moved aside and logged; its sound lines
   * count.
   */
  async read(): Promise<LearnedStates> {
    const states = new Map<string, LearnedState>();
    let bad = 0;
    for (const text of await this.#lines()) {
      const line = read(text);
      if (line === undefined) bad++;
      else states.set(line.key, { print: line.print, numbers: floatsOf(line.numbers) });
    }
    if (bad > 0) await this.#moveAside({ bad, kept: states.size });
    return states;
  }

  /** Rejects when the disk refuses the write; then the file is unchanged. */
  async save(states: LearnedStates): Promise<void> {
    let text = "";
    let done = 0;
    for (const [key, { print, numbers }] of states) {
      // Everything except the names in the key is ASCII, so the length is at least the number of bytes of the large
      // base64 part.
      const line = checkedLine({ key, print, numbers: textOf(numbers) } satisfies Line);
      if (text.length + line.length > this.#mostBytes) break;
      text += line;
      if (++done % AT_ONCE === 0) await nextTurn();
    }
    this.#reportFull(states.size - done);
    await replaceFile(this.#path, text, { mode: 0o600 });
  }

  async #lines(): Promise<readonly string[]> {
    try {
      const { size } = await lstat(this.#path);
      if (size > 4 * this.#mostBytes) {
        await this.#moveAside({ size, kept: 0 });
        return [];
      }
      const lines = (await readFile(this.#path, "utf8")).split("\n");
      // The last line ends with a line feed too: anything behind it is torn.
      return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT")
        this.#log.error(
          { path: this.#path, reason: reasonOf(error) },
          "the state of the detectors cannot be read: they learn again",
        );
      return [];
    }
  }

  async #moveAside(found: Readonly<Record<string, number>>): Promise<void> {
    const aside = `${this.#path}.damaged-${Date.now()}`;
    try {
      await movePath(this.#path, aside);
    } catch (error) {
      this.#log.error(
        { path: this.#path, ...found, reason: reasonOf(error) },
        "the file with the state of the detectors is damaged and cannot be moved aside; rules with damaged " +
          "lines learn again",
      );
      return;
    }
    this.#log.error(
      { aside, ...found },
      "the file with the state of the detectors is damaged and was moved aside; rules with damaged lines learn again",
    );
  }

  #reportFull(left: number): void {
    if (left > 0 && !this.#saysFull)
      this.#log.warn(
        { left, mostBytes: this.#mostBytes },
        "the state of the detectors exceeds its bound: some rules will learn again after a restart",
      );
    this.#saysFull = left > 0;
  }
}

function read(text: string): Line | undefined {
  const line = readCheckedLine(text) as Partial<Line> | null | undefined;
  return typeof line?.key === "string" && typeof line.print === "string" && typeof line.numbers === "string"
    ? (line as Line)
    : undefined;
}

function textOf(numbers: Float64Array): string {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64");
}

function floatsOf(text: string): Float64Array {
  const bytes = Buffer.from(text, "base64");
  return new Float64Array(Uint8Array.from(bytes.subarray(0, bytes.length - (bytes.length % 8))).buffer);
}
