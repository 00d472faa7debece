import { join } from "node:path";
import type { Logger } from "pino";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { Deed, Journal, JournalEntry, JournalQuestion } from "../contracts/journal.ts";
import type { Micros } from "../contracts/sample-batch.ts";
import { LineFile } from "../store/line-file.ts";
import { chainHash, GENESIS, parse } from "./chain.ts";

export const JOURNAL_FILE = "journal.jsonl";
/** Entries kept in memory for questions: two years of a busy plant. Older ones stay on disk. */
const MOST_IN_MEMORY = 200_000;
/** So many more before the oldest are forgotten: moving 200,000 places for each entry would cost a millisecond. */
const SLACK = 10_000;

export interface JournalOptions {
  readonly dir: string;
  /** µs UTC. */
  readonly clock: () => Micros;
  readonly log: Logger;
}

export interface OpenJournal extends Journal {
  close(): Promise<void>;
}

/** Opens the journal of a data folder, one JSON line per entry. A torn end, which nobody was told of, is cut off. */
export async function openJournal({ dir, clock, log }: JournalOptions): Promise<OpenJournal> {
  const path = join(dir, JOURNAL_FILE);
  const { file, content, cutBytes } = await LineFile.open(path);
  if (cutBytes > 0) log.warn({ path, bytes: cutBytes }, "cut off a torn end of the journal");
  const entries: JournalEntry[] = [];
  for (const [i, line] of content.toString("utf8").split("\n").entries()) {
    if (line === "") continue;
    const entry = parse(line);
    // Nothing is mended here: what does not follow is for `gemba audit verify` to show.
    if (entry === undefined) log.error({ path, line: i + 1 }, "a line of the journal cannot be read; run gemba audit verify");
    else entries.push(entry);
  }
  return new FileJournal(file, { entries, clock });
}

class FileJournal implements OpenJournal {
  readonly #file: LineFile;
  readonly #clock: () => Micros;
  readonly #entries: JournalEntry[];
  readonly #deeds: Set<string>;
  #seq: number;
  #head: string;
  #pending: { readonly entry: JournalEntry; readonly settle: (error?: unknown) => void }[] = [];
  #writing: Promise<void> | undefined;

  constructor(file: LineFile, { entries, clock }: { entries: JournalEntry[]; clock: () => Micros }) {
    this.#file = file;
    this.#clock = clock;
    this.#entries = entries.slice(-MOST_IN_MEMORY);
    this.#deeds = new Set(this.#entries.flatMap(({ deedUid }) => deedUid ?? []));
    const last = entries.at(-1);
    this.#seq = last?.seq ?? 0;
    this.#head = last?.hash ?? GENESIS;
  }

  has(deedUid: string): boolean {
    return this.#deeds.has(deedUid);
  }

  record(deed: Deed): Promise<JournalEntry> {
    const { promise, resolve, reject } = Promise.withResolvers<JournalEntry>();
    const rest = { ...deed, seq: ++this.#seq, at: this.#clock() };
    const entry: JournalEntry = { ...rest, hash: chainHash(this.#head, rest) };
    this.#head = entry.hash;
    this.#pending.push({
      entry,
      settle: (error) => {
        if (error === undefined) resolve(entry);
        else reject(new EdgeError("disk", `the journal ${this.#file.path} cannot be written (${reasonOf(error)}): what was done is not on the record. Make room or mend the disk`));
      },
    });
    this.#writing ??= this.#write();
    return promise;
  }

  read({ from, to, user, action, target, limit }: JournalQuestion): readonly JournalEntry[] {
    const found: JournalEntry[] = [];
    for (let i = this.#entries.length - 1; i >= 0 && found.length < limit; i--) {
      const entry = this.#entries[i] as JournalEntry;
      if (from !== undefined && entry.at < from) continue;
      if (to !== undefined && entry.at >= to) continue;
      if (user !== undefined && entry.principal.user !== user) continue;
      if (action !== undefined && entry.action !== action && !entry.action.startsWith(`${action}.`)) continue;
      if (target !== undefined && !entry.target.includes(target)) continue;
      found.push(entry);
    }
    return found;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  /** One fdatasync for all that came while the last one ran. A group that failed is taken back: its numbers and hashes are given again, so the chain has no hole. */
  async #write(): Promise<void> {
    while (this.#pending.length > 0) {
      const group = this.#pending;
      this.#pending = [];
      try {
        await this.#file.append(group.map(({ entry }) => `${JSON.stringify(entry)}\n`).join(""));
        for (const { entry, settle } of group) {
          this.#remember(entry);
          settle();
        }
      } catch (error) {
        const failed = [...group, ...this.#pending];
        this.#pending = [];
        const last = this.#entries.at(-1);
        this.#seq = last?.seq ?? 0;
        this.#head = last?.hash ?? GENESIS;
        for (const { settle } of failed) settle(error);
      }
    }
    this.#writing = undefined;
  }

  #remember(entry: JournalEntry): void {
    this.#entries.push(entry);
    if (entry.deedUid !== undefined) this.#deeds.add(entry.deedUid);
    if (this.#entries.length <= MOST_IN_MEMORY + SLACK) return;
    for (const { deedUid } of this.#entries.splice(0, this.#entries.length - MOST_IN_MEMORY)) if (deedUid !== undefined) this.#deeds.delete(deedUid);
  }
}
