/** Keeps a thread of followers running, watches it, and sends it questions. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { reasonFor } from "../../contracts/alerts/causes.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { Answers, FollowerHealth } from "../../contracts/path/follower.ts";
import type { AskedFollower } from "../../contracts/path/follower-plugin.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import { backoffMs } from "../../observe/backoff.ts";
import { inLog, type RunningJob, startJob } from "../../observe/jobs.ts";
import type { Cursor } from "../log/cursor.ts";
import { DeadLetters } from "./dead-letters.ts";
import { FollowerQuestions, type QuestionCounts } from "./follower-questions.ts";
import type { FollowerThreadOptions } from "./follower-thread-options.ts";
import { HangWatch } from "./hang-watch.ts";
import { firstHealth, withEarlier } from "./health-of-followers.ts";
import { MemoryWatch } from "./memory-watch.ts";
import { Progress } from "./progress.ts";
import { startWorker } from "./start-worker.ts";
import type { FromThread, ToThread } from "./thread-messages.ts";

/** How often the thread learns the position of the log. */
const NOTIFY_EVERY_MS = 200;
const LOOK_EVERY_MS = 1_000;
/** How often memory is measured: a follower that takes 1 GiB a second exceeds the bound by 100 MiB. */
const LOOK_AT_MEMORY_EVERY_MS = 100;
/** A thread that holds more is ended: a follower that hoards must not end the edge. */
const MEMORY_MB = 512;
const CLOSE_PATIENCE_MS = 1_500;
const RETRY = { firstMs: 200, maxMs: 30_000 };

/** Starts the thread and keeps one running until it is closed. */
export async function startFollowers<Own>(options: FollowerThreadOptions<Own>): Promise<FollowerThread<Own>> {
  const cursors = await Promise.all(options.names.map((name) => options.commitLog.followerCursor(name)));
  return new FollowerThread(options, cursors);
}

export class FollowerThread<Own> {
  readonly #options: FollowerThreadOptions<Own>;
  readonly #cursors: readonly Cursor[];
  readonly #questions: FollowerQuestions;
  readonly #letters: DeadLetters;
  readonly #closing = new AbortController();
  readonly #jobs: readonly RunningJob[];
  readonly #loop: Promise<void>;
  #worker: Worker | undefined;
  #progress = new Progress();
  #health: readonly FollowerHealth[];
  /** The last reports of earlier threads. */
  #earlier: readonly FollowerHealth[] = [];
  /** Last reported position of each follower. */
  #positions: readonly LogPosition[] = [];
  /** Newest position of the commit log that the thread was sent. */
  #notified: LogPosition = -1;
  readonly #hang: HangWatch;
  #memory: MemoryWatch | undefined;
  /** How often the thread was ended for its memory, by the follower that took most of it. */
  readonly #overMemory = new Map<number, number>();
  /** Why the watchdog ends the thread; `of` is the follower that took its memory. */
  #verdict: { readonly reason: string; readonly of?: number | undefined } | undefined;
  #restarts = 0;
  /** Why there is no thread, or why the last one ended, until the next one reports. */
  #problem: { readonly reason: string; readonly since: number } | undefined;
  /** The item at which the thread ended last, by follower. */
  readonly #suspects = new Map<number, LogPosition>();

  constructor(options: FollowerThreadOptions<Own>, cursors: readonly Cursor[]) {
    this.#options = options;
    this.#cursors = cursors;
    this.#questions = new FollowerQuestions(options.names);
    this.#letters = new DeadLetters(options.lettersPath, options.commitLog.logUid);
    this.#hang = new HangWatch(options.hungAfterLooks);
    this.#health = firstHealth(options.names);
    const start = (name: string, everyMs: number, run: () => void) =>
      startJob({ name, everyMs, run }, inLog(options.log));
    this.#jobs = [
      start("notifying followers", NOTIFY_EVERY_MS, () => this.#notify()),
      start("watchdog of followers", options.lookEveryMs ?? LOOK_EVERY_MS, () => this.#look()),
      start("memory of followers", LOOK_AT_MEMORY_EVERY_MS, () => void this.#lookAtMemory()),
    ];
    this.#loop = this.#supervise();
  }

  health(): readonly FollowerHealth[] {
    const { position } = this.#options.commitLog;
    const behind = this.#health.map((one, at) => ({
      ...one,
      backlogItems: Math.max(0, position - (this.#positions[at] ?? 0)),
      overMemory: this.#overMemory.get(at) ?? 0,
    }));
    if (this.#problem === undefined) return behind;
    const { reason, since } = this.#problem;
    return behind.map((one) => ({ ...one, state: "degraded", since, reason: `follower ${one.name}: ${reason}` }));
  }

  /** How often the thread has ended, by itself or by force. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Whether the follower had caught up with the log at its last report. */
  isCurrent(name: string): boolean {
    const one = this.#health.find((health) => health.name === name);
    return this.#problem === undefined && one?.state === "running" && one.backlogItems === 0;
  }

  /** Questions to each follower since the edge started. */
  get questions(): readonly QuestionCounts[] {
    return this.#questions.counts;
  }

  /** A follower for readers. `Of`: its answers. */
  follower<Of extends Answers>(name: string): AskedFollower<Of> {
    const ask = (question: string, ...asked: unknown[]) => this.#ask(name, question, asked) as Promise<never>;
    return Object.defineProperty({ ask, isCurrent: false }, "isCurrent", { get: () => this.isCurrent(name) });
  }

  async #ask(name: string, question: string, asked: readonly unknown[]): Promise<unknown> {
    const follower = this.#options.names.indexOf(name);
    if (follower < 0) throw new EdgeError("unavailable", `this edge has no follower ${name}`);
    const { position } = this.#options.commitLog;
    const way = {
      send: (id: number) => this.#send({ kind: "ask", id, follower, question, asked, position }),
      cancel: (id: number) => this.#send({ kind: "cancel", follower, id }),
    };
    return await this.#questions.ask(follower, this.#worker === undefined ? undefined : way);
  }

  /** Lets the followers write and end. Ends the thread by force after a while, which loses nothing. */
  async close(): Promise<void> {
    await Promise.all(this.#jobs.map((job) => job.stop()));
    this.#closing.abort();
    this.#send({ kind: "close" });
    const worker = this.#worker;
    const force = setTimeout(() => void worker?.terminate(), CLOSE_PATIENCE_MS);
    await this.#loop;
    clearTimeout(force);
    this.#questions.failAll("the edge stops");
  }

  #send(message: ToThread): void {
    this.#worker?.postMessage(message);
  }

  #notify(): void {
    const { position } = this.#options.commitLog;
    if (this.#worker === undefined || position === this.#notified) return;
    this.#notified = position;
    const { deletionTime = () => Date.now() * 1000 } = this.#options;
    this.#send({ kind: "committed", position, deletionTime: deletionTime() });
  }

  /** Watchdog for a thread that hangs. */
  #look(): void {
    const worker = this.#worker;
    if (worker === undefined || this.#verdict !== undefined) return;
    if (!this.#hang.look(this.#progress)) return;
    this.#end(worker, "it hung");
  }

  async #lookAtMemory(): Promise<void> {
    const [worker, memory] = [this.#worker, this.#memory];
    if (worker === undefined || memory === undefined) return;
    const isTooMuch = await memory.look(() => this.#atWork);
    if (!isTooMuch || this.#worker !== worker || this.#verdict !== undefined) return;
    const of = memory.greatest;
    if (of !== undefined) this.#overMemory.set(of, (this.#overMemory.get(of) ?? 0) + 1);
    const which = of === undefined ? "followers" : `follower ${this.#options.names[of]}`;
    this.#end(worker, `${which}: memory over ${this.#mostMb} MiB`, of);
  }

  get #mostMb(): number {
    return this.#options.memoryMb ?? MEMORY_MB;
  }

  /** Number of the follower at work. */
  get #atWork(): number | undefined {
    const { work } = this.#progress;
    return "follower" in work ? work.follower : undefined;
  }

  #end(worker: Worker, reason: string, of?: number): void {
    if (this.#verdict !== undefined) return;
    this.#verdict = { reason, of };
    const { work } = this.#progress;
    const follower = this.#options.names[of ?? this.#atWork ?? -1];
    this.#options.log.error({ ...work, follower, verdict: reason }, "the thread of followers is ended and restarted");
    void worker.terminate();
  }

  async #supervise(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; failures++) {
      const startedAt = performance.now();
      const why = await this.#runThread();
      this.#worker = undefined;
      this.#questions.failAll("it is being reopened");
      if (signal.aborted) return;
      this.#restarts++;
      this.#suspect(why);
      if (performance.now() - startedAt > RETRY.maxMs) failures = 0;
      this.#problem = {
        reason: `its thread ended; restarting since ${new Date().toISOString()}: ${why}`,
        since: Date.now(),
      };
      this.#options.log.error(
        { reason: why, restarts: this.#restarts },
        "thread of followers ended; starting another one",
      );
      await sleep(backoffMs(failures, RETRY), undefined, { signal }).catch(() => undefined);
    }
  }

  /** The item or the answer at work may be the cause of the end. An item is set aside the second time. */
  #suspect(why: string): void {
    const { work } = this.#progress;
    if (work.kind !== "item" && work.kind !== "question") return;
    // The follower at work is innocent when another one took the memory.
    const of = this.#verdict?.of;
    if (of !== undefined && of !== work.follower) return;
    if (work.kind === "question") {
      this.#questions.ended(work.follower);
      return;
    }
    const { follower: number, position } = work;
    const follower = this.#options.names[number] as string;
    const isItsOwn = of === undefined || this.#memory?.isMostSince(work.held) === true;
    if (this.#suspects.get(number) !== position || !isItsOwn) {
      this.#suspects.set(number, position);
      return;
    }
    this.#suspects.delete(number);
    this.#options.log.error(
      { follower, position },
      "thread of followers ended twice at the same item: it is set aside",
    );
    try {
      this.#letters.add({ follower, position, reason: why, at: Date.now(), item: "the thread ended at it" });
    } catch (error) {
      this.#options.log.error(
        { err: error },
        "the dead letter could not be written; the thread will end there once more",
      );
    }
  }

  #runThread(): Promise<string> {
    const isCareful = this.#verdict?.of !== undefined;
    this.#earlier = this.#health;
    this.#progress = new Progress();
    this.#progress.atNothing();
    this.#notified = -1;
    this.#hang.begin();
    this.#verdict = undefined;
    const worker = startWorker(this.#options, { progress: this.#progress, isCareful, memoryMb: this.#mostMb });
    this.#worker = worker;
    this.#memory = new MemoryWatch(worker, this.#mostMb);
    worker.on("message", (message: FromThread) => this.#hear(message));
    this.#notify();
    let why = "it was ended";
    worker.on("error", (error: unknown) => {
      why = reasonFor(error);
    });
    return new Promise((resolve) => worker.on("exit", () => resolve(this.#verdict?.reason ?? why)));
  }

  async #passOn({ follower, output, key }: Extract<FromThread, { readonly kind: "output" }>): Promise<void> {
    const worker = this.#worker;
    await this.#options.onOutput(follower, output, key);
    // The next thread gives the output again.
    if (this.#worker === worker) this.#send({ kind: "settled", follower: this.#options.names.indexOf(follower), key });
  }

  #hear(message: FromThread): void {
    switch (message.kind) {
      case "state":
        this.#problem = undefined;
        this.#health = withEarlier(message.health, this.#earlier);
        this.#positions = message.positions;
        for (const [at, position] of message.written.entries())
          if (position !== this.#cursors[at]?.acknowledged) this.#cursors[at]?.moveTo(position);
        break;
      case "output":
        void this.#passOn(message);
        break;
      case "hole":
        this.#options.commitLog.readerMissed(message.hole.from, message.hole.to, message.hole);
        break;
      case "answer":
        this.#questions.answer(message.follower, message.id, message.answer);
        break;
      case "failure":
        this.#questions.fail(message.follower, message.id, message);
        break;
      case "log":
        this.#options.log[message.level](message.fields, message.message);
        break;
    }
  }
}
