import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Logger } from "pino";
import type { Act, Journal, JournalEntry, JournalQuestion } from "../contracts/access/journal.ts";
import { reasonFor } from "../contracts/alerts/causes.ts";
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { LineFile } from "../store/line-file.ts";
import { syncFolder } from "../store/sync-folder.ts";
import { chainHash, GENESIS } from "./chain.ts";
import { RefusalCounts } from "./refusal-counts.ts";
import { type JournalBounds, retire } from "./retire.ts";
import { JournalSearch, type Readable } from "./search.ts";
import { listSegments, newestEntry, type Segment, segmentOf } from "./segments.ts";

/** A new segment begins when the present one is larger, after about thirty thousand entries. */
const SEGMENT_BYTES = 16 * 1024 * 1024;
const DEFAULT_BOUNDS: JournalBounds = { maxBytes: 1024 * 1024 * 1024, keepMonths: 6 };
const TRY_AGAIN_MS = 60_000;
/** A refusal is reported for this long: without another action it is unknown whether the disk still refuses. */
const PROBLEM_STANDS_MS = 10 * 60_000;

export interface JournalOptions {
  readonly dir: string;
  /** µs UTC. */
  readonly clock: () => Micros;
  readonly log: Logger;
  readonly bounds?: JournalBounds;
  readonly segmentBytes?: number;
}

/** Size and bound of the journal. */
export interface JournalState {
  readonly bytes: number;
  /** The journal is larger than its bound, and no segment is old enough to be removed. */
  readonly isOver: boolean;
  readonly bounds: JournalBounds;
  /** Why the newest action could not be recorded; undefined when it was, and after ten minutes. */
  readonly problem: string | undefined;
}

export interface OpenJournal extends Journal {
  readonly state: JournalState;
  close(): Promise<void>;
}

/**
 * Opens the journal of a data folder: files of one JSON line per entry, of which only the newest grows. It reads only
 * the end of the journal and cuts off a torn last line, which was never confirmed to a client.
 */
export async function openJournal(options: JournalOptions): Promise<OpenJournal> {
  const { dir, log } = options;
  const segments = listSegments(dir);
  if (segments.length === 0) segments.push(segmentOf(dir, 1));
  const active = segments.at(-1) as Segment;
  const { file, cutBytes } = await LineFile.openAtEnd(active.path);
  if (cutBytes > 0) log.warn({ path: active.path, bytes: cutBytes }, "removed an incomplete last line of the journal");
  const journal = new FileJournal(file, { options, segments, newest: await newestEntry(segments) });
  journal.retireSoon();
  return journal;
}

class FileJournal implements OpenJournal {
  readonly #options: JournalOptions;
  readonly #bounds: JournalBounds;
  readonly #search: JournalSearch;
  readonly #refusals: RefusalCounts;
  /** The sealed segments, oldest first. */
  readonly #sealed: Segment[];
  #active: Segment;
  #file: LineFile;
  /** Number and hash of the newest entry on disk. */
  #onDisk: { readonly seq: number; readonly hash: string };
  #seq: number;
  #head: string;
  #pending: { readonly entry: JournalEntry; readonly settle: (error?: unknown) => void }[] = [];
  #writing: Promise<void> | undefined;
  #retiring: Promise<void> | undefined;
  #rollAgainMs = 0;
  #sealedBytes = 0;
  #refused: { readonly reason: string; readonly atMs: number } | undefined;
  #isClosed = false;

  constructor(
    file: LineFile,
    { options, segments, newest }: { options: JournalOptions; segments: Segment[]; newest: JournalEntry | undefined },
  ) {
    this.#options = options;
    this.#bounds = options.bounds ?? DEFAULT_BOUNDS;
    this.#search = new JournalSearch(options.log);
    this.#refusals = new RefusalCounts({ record: (act) => this.#append(act), log: options.log });
    this.#file = file;
    this.#active = segments.at(-1) as Segment;
    this.#sealed = segments.slice(0, -1);
    this.#onDisk = { seq: newest?.seq ?? 0, hash: newest?.hash ?? GENESIS };
    this.#seq = this.#onDisk.seq;
    this.#head = this.#onDisk.hash;
  }

  get state(): JournalState {
    const bytes = this.#sealedBytes + this.#file.bytes;
    const { reason, atMs } = this.#refused ?? { reason: undefined, atMs: 0 };
    const problem = performance.now() - atMs < PROBLEM_STANDS_MS ? reason : undefined;
    return { bytes, isOver: bytes > this.#bounds.maxBytes, bounds: this.#bounds, problem };
  }

  missing(actUids: ReadonlySet<string>, since: Micros): Promise<ReadonlySet<string>> {
    return this.#search.missing(actUids, since, () => this.#readable());
  }

  read(question: JournalQuestion): Promise<readonly JournalEntry[]> {
    return this.#search.find(question, () => this.#readable());
  }

  async record(act: Act): Promise<JournalEntry | undefined> {
    if (this.#refusals.takes(act)) return undefined;
    try {
      return await this.#append(act);
    } catch (error) {
      this.#refusals.forget(act);
      throw error;
    }
  }

  #append(act: Act): Promise<JournalEntry> {
    const { promise, resolve, reject } = Promise.withResolvers<JournalEntry>();
    const rest = { ...act, seq: ++this.#seq, at: this.#options.clock() };
    const entry: JournalEntry = { ...rest, hash: chainHash(this.#head, rest) };
    this.#head = entry.hash;
    this.#pending.push({
      entry,
      settle: (error) => {
        if (error === undefined) resolve(entry);
        else
          reject(
            new EdgeError(
              "disk",
              `the journal ${this.#file.path} cannot be written (${reasonOf(error)}): the action is not on ` +
                "record. Make room or repair the disk",
            ),
          );
      },
    });
    this.#writing ??= this.#write();
    return promise;
  }

  async close(): Promise<void> {
    await this.#refusals.summarise();
    this.#isClosed = true;
    await this.#retiring;
    await this.#writing;
    await this.#file.close();
  }

  /** Removes old segments beyond the bound, in the background. */
  retireSoon(): void {
    if (this.#isClosed) return;
    const { clock, log } = this.#options;
    const parts = {
      sealed: this.#sealed,
      bounds: this.#bounds,
      activeBytes: this.#file.bytes,
      now: clock(),
      record: (act: Act) => this.record(act),
    };
    this.#retiring ??= retire(parts)
      .then((bytes) => {
        this.#sealedBytes = bytes - parts.activeBytes;
        const { isOver } = this.state;
        if (isOver)
          log.warn({ bytes, ...this.#bounds }, "the journal is larger than its bound, because it keeps young entries");
      })
      .catch((error) =>
        log.error(
          { reason: reasonOf(error) },
          "old segments of the journal cannot be removed; trying again with the next one",
        ),
      )
      .finally(() => {
        this.#retiring = undefined;
      });
  }

  /**
   * Writes all entries that came during the previous write with one fdatasync. A group that failed is taken back: its
   * numbers and hashes are used again, so the chain has no hole.
   */
  async #write(): Promise<void> {
    while (this.#pending.length > 0) {
      if (this.#file.bytes >= (this.#options.segmentBytes ?? SEGMENT_BYTES)) await this.#roll();
      const group = this.#pending;
      this.#pending = [];
      try {
        await this.#file.append(group.map(({ entry }) => `${JSON.stringify(entry)}\n`).join(""));
        this.#refused = undefined;
        for (const { entry, settle } of group) {
          this.#onDisk = { seq: entry.seq, hash: entry.hash };
          settle();
        }
      } catch (error) {
        const failed = [...group, ...this.#pending];
        this.#pending = [];
        this.#refused = { reason: reasonFor(error), atMs: performance.now() };
        this.#seq = this.#onDisk.seq;
        this.#head = this.#onDisk.hash;
        for (const { settle } of failed) settle(error);
      }
    }
    this.#writing = undefined;
  }

  /** Begins the next segment. If that fails, the old one goes on growing and no action is refused. */
  async #roll(): Promise<void> {
    if (performance.now() < this.#rollAgainMs) return;
    const { dir, log } = this.#options;
    const next = segmentOf(dir, this.#onDisk.seq + 1);
    try {
      await mkdir(dirname(next.path), { recursive: true, mode: 0o700 });
      await syncFolder(dir);
      const { file } = await LineFile.openAtEnd(next.path);
      const full = this.#file;
      this.#sealed.push(this.#active);
      this.#sealedBytes += full.bytes;
      this.#active = next;
      this.#file = file;
      await full
        .close()
        .catch((error) => log.warn({ reason: reasonOf(error) }, "a full segment of the journal could not be closed"));
      this.retireSoon();
    } catch (error) {
      this.#rollAgainMs = performance.now() + TRY_AGAIN_MS;
      log.error(
        { reason: reasonOf(error) },
        "the next segment of the journal cannot be created; the last one goes on growing",
      );
    }
  }

  #readable(): Readable[] {
    return [
      ...this.#sealed.map((segment) => ({ segment, bytes: undefined })),
      { segment: this.#active, bytes: this.#file.bytes },
    ];
  }
}
