/**
 * Process of the embedded historian: follows the commit log into DuckDB and answers questions. Ends when its edge
 * does.
 */

import { EdgeError } from "../../contracts/errors.ts";
import { LOG_MARK } from "../../contracts/path/log-mark.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { asker } from "../../observe/asker.ts";
import { speakLast } from "../../observe/last-words.ts";
import { ColumnRoom } from "../log/column-room.ts";
import type { LogChunk } from "../log/log-chunk.ts";
import { LogReader } from "../log/log-reader.ts";
import { listSegments } from "../log/segment-file.ts";
import { Answers } from "./answers.ts";
import { placeRecording } from "./place-recording.ts";
import { ChildExit, type ChildOptions, type FromChild, type ToChild } from "./protocol.ts";
import { Store } from "./store.ts";

const CHUNK_SAMPLES = 50_000;
/**
 * How long a question about events waits for the items committed before it. Samples come with the question, except
 * after a start and where this process is far behind.
 */
const FRESHNESS_WAIT_MS = 1500;
const RETIRE_EVERY_MS = 600_000;
/** How often, or after how many samples, due spans are looked for. */
const CLOSE_EVERY_MS = 10_000;
const CLOSE_EVERY_SAMPLES = 500_000;
/**
 * While closing, the database's current work is interrupted after the first of these, and again every
 * `BREAK_OFF_EVERY_MS`.
 */
const BREAK_OFF_AFTER_MS = 300;
const BREAK_OFF_EVERY_MS = 100;
/**
 * These errors say that a file cannot be opened, not that it is damaged: DuckDB says "version number" of a file that a
 * later DuckDB wrote.
 */
const BLOCKED = /lock|no space|permission denied|read-only|too many open|out of memory|newer|version number/i;

/** Questions whose answer needs more than samples. */
const NEEDS_EVENTS: ReadonlySet<string> = new Set([
  "keyframe",
  "stretch",
  "events",
  "lend",
  "waveforms",
  "waveform",
  "count",
]);

// The next process brings the database up to date from the log: there is nothing to flush.
speakLast({ say: ({ reason }) => process.stderr.write(`an uncaught error: ${reason}\n`) });
const options = JSON.parse(process.argv[2] as string) as ChildOptions;

/** As the edge reported it last: this process never uses the wall clock for arrival or age. */
let deletionTime: Micros | undefined;

function send(message: FromChild): void {
  if (process.connected) process.send?.(message);
}

/** Drops time marks, which come once a second without samples: the history does not need them. */
function withoutMarks(chunk: LogChunk): LogChunk {
  return chunk.events.some(({ type }) => type === LOG_MARK)
    ? { ...chunk, events: chunk.events.filter(({ type }) => type !== LOG_MARK) }
    : chunk;
}

async function openStore(): Promise<Store> {
  try {
    return await Store.open(options.databasePath, options.memoryLimitMb, {
      logDir: options.logDir,
      clock: () => deletionTime,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message}\n`);
    process.exit(BLOCKED.test(message) ? ChildExit.blocked : ChildExit.damaged);
  }
}

const CLOSING = new EdgeError("unavailable", "the historian is being closed");

/** The only writer of the database. */
class Follower {
  readonly #store: Store;
  readonly #reader: LogReader;
  #goal = 0;
  #isClosing = false;
  /** Every item before it is in the database; the reader is ahead of it during an append. */
  #stored: number;
  #running: Promise<void> | undefined;
  #retiredAt = Number.NEGATIVE_INFINITY;
  #lookedAt = performance.now();
  #samplesSince = 0;
  /** How many of the items lost in the log were reported. */
  #lostInLog = 0;

  constructor(store: Store, from: number) {
    this.#store = store;
    this.#reader = new LogReader(options.logDir, from, {
      room: new ColumnRoom(),
      entries: (ref) => !store.knowsTag(ref),
    });
    this.#stored = from;
  }

  /** Resolves when every item before `position` is stored. */
  async follow(position: number): Promise<void> {
    this.#goal = Math.max(this.#goal, position);
    while (this.#stored < position) {
      this.#running ??= this.#run().finally(() => {
        this.#running = undefined;
      });
      await this.#running;
    }
  }

  /** Runs `work` on the database between two chunks. */
  async between(work: () => Promise<void>): Promise<void> {
    while (this.#running !== undefined) await this.#running;
    if (this.#isClosing) throw CLOSING;
    this.#running = work().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  /** Waits for the current work, begins no more, and interrupts work that takes long. */
  async settle(): Promise<void> {
    this.#isClosing = true;
    const breakOff = (): void => {
      this.#store.breakOff();
      timer = setTimeout(breakOff, BREAK_OFF_EVERY_MS);
    };
    let timer = setTimeout(breakOff, BREAK_OFF_AFTER_MS);
    await this.#running?.catch(() => undefined);
    await this.#store.questions.idle();
    clearTimeout(timer);
    await this.#reader.close();
  }

  async #run(): Promise<void> {
    if (this.#isClosing) throw CLOSING;
    const chunk = await this.#reader.read(CHUNK_SAMPLES, this.#goal);
    if (chunk !== undefined) {
      await this.#store.append(withoutMarks(chunk), options.logUid);
      this.#stored = chunk.to;
      const { keepFrom, hot } = this.#store;
      send({
        kind: "ingested",
        position: chunk.to,
        keepFrom,
        samples: chunk.samples,
        lost: chunk.lost + hot.lost - this.#lostInLog,
      });
      this.#lostInLog = hot.lost;
    }
    this.#samplesSince += chunk?.samples ?? 0;
    if (performance.now() - this.#lookedAt >= CLOSE_EVERY_MS || this.#samplesSince >= CLOSE_EVERY_SAMPLES) {
      await this.#store.closeDue(Date.now() * 1000);
      this.#lookedAt = performance.now();
      this.#samplesSince = 0;
    }
    if (performance.now() - this.#retiredAt < RETIRE_EVERY_MS) return;
    this.#retiredAt = performance.now();
    await this.#store.retire(deletionTime, options, options.maxBytes);
  }
}

async function main(): Promise<void> {
  const store = await openStore();
  // A new database begins with the oldest item of the log.
  const oldest = (await listSegments(options.logDir))[0]?.firstSeq ?? 0;
  const cursor = (await store.cursor(options.logUid)) ?? { position: oldest, samplesFrom: oldest };
  await store.recall(options.logUid, cursor);
  const follower = new Follower(store, cursor.position);
  let isClosing = false;
  const fail = (error: unknown): void => {
    // Work that was interrupted at the end has not failed.
    if (isClosing) return;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(ChildExit.failed);
  };
  const answers = new Answers(store);
  /** Open questions, and how to cancel them. */
  const open = new Map<number, AbortController>();
  const onAsk = async ({ id, ask, tail, position, isBehind }: Extract<ToChild, { kind: "ask" }>): Promise<void> => {
    const asking = new AbortController();
    open.set(id, asking);
    const late = new Promise<void>((resolve) => setTimeout(resolve, FRESHNESS_WAIT_MS).unref());
    if (isBehind || NEEDS_EVENTS.has(ask.kind)) await Promise.race([follower.follow(position), late]);
    try {
      const answer =
        ask.kind === "place"
          ? await placeRecording(ask.recording, (stretch, batches) =>
              follower.between(() => store.place(stretch, batches, ask.recording.tags)),
            )
          : await asker.run(asking.signal, () => answers.to(ask, tail));
      send({ kind: "answer", id, answer });
    } catch (error) {
      send({
        kind: "failure",
        id,
        code: error instanceof EdgeError ? error.code : "unavailable",
        message: error instanceof Error ? error.message : String(error),
      });
    } finally {
      open.delete(id);
    }
  };
  const close = async (): Promise<void> => {
    isClosing = true;
    await follower.settle();
    await store.close();
    process.exit(ChildExit.closed);
  };
  const failClosing = (error: unknown): void => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(ChildExit.failed);
  };
  process.on("message", (message: ToChild) => {
    // Set before the items up to its position are read, because they arrived by then.
    if (message.kind === "committed" || message.kind === "ask") deletionTime = message.deletionTime;
    if (message.kind === "committed") follower.follow(message.position).catch(fail);
    else if (message.kind === "ask") onAsk(message).catch(fail);
    else if (message.kind === "cancel") open.get(message.id)?.abort();
    else close().catch(failClosing);
  });
  send({ kind: "ready", position: cursor.position, keepFrom: store.keepFrom });
}

// A terminal's Ctrl-C reaches this process too; the edge decides when to close, and its end ends this process.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
// The edge is gone. `process.exit` would wait for a call of DuckDB, which may hang on a full disk, and keep the files
// locked; the store is as safe from a kill as from an exit.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
await main();
