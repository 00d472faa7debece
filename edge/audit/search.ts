import type { Logger } from "pino";
import type { JournalEntry, JournalQuestion } from "../contracts/access/journal.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { Queue } from "../observe/queue.ts";
import { lineBlocksBackward } from "../store/line-blocks.ts";
import { parse } from "./chain.ts";
import type { Segment } from "./segments.ts";

/** Searches that may wait for their turn: each may read the whole journal. */
const MOST_WAITING = 16;

/** A segment, with the bytes that are on disk where it still grows. */
export interface Readable {
  readonly segment: Segment;
  readonly bytes: number | undefined;
}

/**
 * Finds entries in the files of a journal, newest first, in memory that grows only with the answer. One search at a
 * time.
 */
export class JournalSearch {
  readonly #log: Logger;
  /** First and last time of sealed segments that were read. Clocks step back, so this requires the whole segment. */
  readonly #spans = new Map<string, { readonly from: Micros; readonly to: Micros }>();
  readonly #queue = new Queue(
    MOST_WAITING,
    "Too many clients are reading the audit log right now. Try again in a few seconds.",
  );
  #badLines = 0;

  constructor(log: Logger) {
    this.#log = log;
  }

  /**
   * Runs searches one after the other. `files` is called when a search's turn has come; it lists the oldest file first.
   * Throws EdgeError `unavailable` when too many wait.
   */
  find(question: JournalQuestion, files: () => readonly Readable[]): Promise<JournalEntry[]> {
    const likely = hintsOf(question);
    return this.#queue.run(async () => {
      const found: JournalEntry[] = [];
      if (question.limit <= 0) return found;
      await this.#walk(files(), question, {
        isWanted: (line) => likely.every((hint) => line.includes(hint)),
        take: (entry) => (matches(entry, question) ? found.push(entry) < question.limit : true),
      });
      return found;
    });
  }

  /** Which of the actions are in none of the entries since then. */
  missing(actUids: ReadonlySet<string>, since: Micros, files: () => readonly Readable[]): Promise<ReadonlySet<string>> {
    return this.#queue.run(async () => {
      const left = new Set(actUids);
      if (left.size === 0) return left;
      await this.#walk(
        files(),
        { from: since },
        {
          isWanted: () => true,
          take: (entry) => {
            left.delete(entry.deedUid ?? "");
            return left.size > 0 && entry.at >= since;
          },
        },
      );
      return left;
    });
  }

  /** Hands over entries, newest first, until `take` returns false. */
  async #walk(files: readonly Readable[], times: Times, by: Walk): Promise<void> {
    const { from = 0, to = Number.POSITIVE_INFINITY } = times;
    for (const file of files.toReversed()) {
      const known = this.#spans.get(file.segment.path);
      if (known !== undefined && (known.to < from || known.from >= to)) continue;
      try {
        if (!(await this.#walkSegment(file, by))) return;
      } catch (error) {
        // The segment was removed since the search began, so its entries are not wanted any more.
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      }
    }
  }

  /** Returns false when enough was found. */
  async #walkSegment({ segment, bytes }: Readable, { isWanted, take }: Walk): Promise<boolean> {
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let isWhole = bytes === undefined;
    for await (const lines of lineBlocksBackward(segment.path, bytes)) {
      for (const line of lines) {
        const entry = isWanted(line) ? this.#parse(line, segment) : undefined;
        isWhole &&= entry !== undefined;
        if (entry === undefined) continue;
        first = Math.min(first, entry.at);
        last = Math.max(last, entry.at);
        if (!take(entry)) return false;
      }
    }
    if (isWhole) this.#spans.set(segment.path, { from: first, to: last });
    return true;
  }

  #parse(line: string, { name }: Segment): JournalEntry | undefined {
    const entry = parse(line);
    // Nothing is repaired here: `gemba audit verify` shows lines that do not follow.
    if (entry === undefined && this.#badLines++ === 0)
      this.#log.error({ file: name }, "a line of the journal cannot be read; run gemba audit verify");
    return entry;
  }
}

interface Times {
  readonly from?: Micros | undefined;
  readonly to?: Micros | undefined;
}

interface Walk {
  /** Whether a line may be of interest, before it is parsed. */
  isWanted(line: string): boolean;
  /** Returns false when enough was found. */
  take(entry: JournalEntry): boolean;
}

/** Texts without which a line cannot answer the question. */
function hintsOf({ user, action, target }: JournalQuestion): string[] {
  const inside = (text: string): string => JSON.stringify(text).slice(1, -1);
  return [
    ...(user === undefined ? [] : [JSON.stringify(user)]),
    ...(action === undefined ? [] : [`"${inside(action)}`]),
    ...(target === undefined ? [] : [inside(target)]),
  ];
}

function matches(entry: JournalEntry, { from, to, user, action, target }: JournalQuestion): boolean {
  if (from !== undefined && entry.at < from) return false;
  if (to !== undefined && entry.at >= to) return false;
  if (user !== undefined && entry.principal.user !== user) return false;
  if (action !== undefined && entry.action !== action && !entry.action.startsWith(`${action}.`)) return false;
  return target === undefined || entry.target.includes(target);
}
