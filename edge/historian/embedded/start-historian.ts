/** Keeps the embedded historian's process running and sends it questions. */
import type { ChildProcess } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { reasonFor } from "../../contracts/alerts/causes.ts";
import { EdgeError } from "../../contracts/errors.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type {
  Aggregate,
  AggregateQuestion,
  Aligned,
  EventQuestion,
  EventReader,
  HistorianReader,
  SinkHealth,
  StateDuration,
  Trend,
  TrendQuestion,
  Trends,
  TrendsQuestion,
} from "../../contracts/path/historian.ts";
import type { HistoryLender, LendQuestion, LentHistory } from "../../contracts/path/lent-history.ts";
import type { Keyframe, ReplayReader, ReplayStretch, StretchQuestion } from "../../contracts/path/replay.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { WaveformHead, WaveformReader, WaveformsQuestion } from "../../contracts/path/waveform-reader.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { asker } from "../../observe/asker.ts";
import { inLog, type RunningJob, startJob } from "../../observe/jobs.ts";
import type { LiveTail } from "../live-tail.ts";
import type { Cursor } from "../log/cursor.ts";
import { entryOf } from "../log/rare-blocks.ts";
import { checkAligned, checkEdges, checkRange, checkRaw, checkTrend, checkWaveforms } from "../query/check-question.ts";
import type { HistorianOptions } from "./historian-options.ts";
import { moveAside } from "./move-aside.ts";
import { NoticePace, reachedBy } from "./notice-pace.ts";
import {
  ChildExit,
  type FromChild,
  type Question,
  type RawAnswer,
  type RecordingPlace,
  type ToChild,
} from "./protocol.ts";
import { Questions } from "./questions.ts";
import { type ChildEnd, restartPause, runChild } from "./run-child.ts";

const DATABASE = "history.duckdb";
/** How often the child learns the position of the log. */
const NOTIFY_EVERY_MS = 200;
/** Hours of recorded history take seconds, or minutes on a busy machine. */
const PLACE_WITHIN_MS = 600_000;
/** Less than the time limit of stopping the edge, so that the process never outlives it. */
const CLOSE_PATIENCE_MS = 2_000;
/** After so many ends before it was ready the database counts as damaged, whatever the child reports. */
const MAX_FAILED_STARTS = 3;
const NO_TAGS: ReadonlySet<TagRef> = new Set();

/** Starts the historian's process and keeps one running. Questions reject with `unavailable` while there is none. */
export async function startHistorian(options: HistorianOptions): Promise<EmbeddedHistorian> {
  await mkdir(options.dir, { recursive: true });
  return new EmbeddedHistorian(options, await options.commitLog.cursor("historian", 0));
}

export class EmbeddedHistorian implements HistorianReader, EventReader, WaveformReader, ReplayReader, HistoryLender {
  readonly #options: HistorianOptions;
  readonly #cursor: Cursor;
  readonly #questions = new Questions("the historian");
  readonly #closing = new AbortController();
  readonly #notices: RunningJob;
  readonly #loop: Promise<void>;
  #child: ChildProcess | undefined;
  #condition: Pick<SinkHealth, "state" | "since" | "reason"> = { state: "starting", since: Date.now() };
  #written = 0;
  #lost = 0;
  /** The process has every item before it. */
  #stored: LogPosition;
  #restarts = 0;
  readonly #pace = new NoticePace();
  readonly #tail: LiveTail;

  constructor(options: HistorianOptions, cursor: Cursor) {
    this.#options = options;
    this.#cursor = cursor;
    this.#stored = cursor.acknowledged;
    this.#tail = options.tail;
    this.#notices = startJob(
      { name: "notifying the historian", everyMs: NOTIFY_EVERY_MS, run: () => this.#notify({ isUrgent: false }) },
      inLog(options.log),
    );
    this.#loop = this.#supervise();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get counters(): { readonly written: number; readonly lost: number; readonly restarts: number } {
    return { written: this.#written, lost: this.#lost, restarts: this.#restarts };
  }

  health(): SinkHealth {
    const backlogSamples = Math.max(0, this.#options.commitLog.position - this.#stored);
    return {
      name: "historian",
      kind: "duckdb",
      ...this.#condition,
      written: this.#written,
      rejected: 0,
      backlogSamples,
    };
  }

  async trend(question: TrendQuestion): Promise<Trend> {
    checkTrend(question);
    return (await this.#ask({ kind: "trend", question }, question.ref)) as Trend;
  }

  async trends(question: TrendsQuestion): Promise<Trends> {
    checkTrend(question);
    return (await this.#ask({ kind: "trends", question }, new Set(question.refs))) as Trends;
  }

  async raw(ref: TagRef, from: number, to: number, limit: number): Promise<RawAnswer> {
    checkRaw(from, to, limit);
    return (await this.#ask({ kind: "raw", question: { ref, from, to, limit } }, ref)) as RawAnswer;
  }

  async lend(question: LendQuestion): Promise<LentHistory> {
    checkRange(question.from, question.to);
    const tail = question.refs === undefined ? "all" : new Set(question.refs);
    return (await this.#ask({ kind: "lend", question }, tail)) as LentHistory;
  }

  async waveforms(question: WaveformsQuestion): Promise<readonly WaveformHead[]> {
    checkWaveforms(question);
    return (await this.#ask({ kind: "waveforms", question })) as WaveformHead[];
  }

  async waveform(ref: TagRef, start: number): Promise<WaveformBlock | undefined> {
    checkRange(start, start + 1);
    return (await this.#ask({ kind: "waveform", ref, start })) as WaveformBlock | undefined;
  }

  async aggregates(question: AggregateQuestion): Promise<readonly Aggregate[]> {
    checkEdges(question.edges);
    return (await this.#ask({ kind: "aggregates", question }, question.ref)) as Aggregate[];
  }

  async stateDurations(ref: TagRef, from: Micros, to: Micros): Promise<readonly StateDuration[]> {
    checkRange(from, to);
    return (await this.#ask({ kind: "durations", ref, from, to, now: Date.now() * 1000 }, ref)) as StateDuration[];
  }

  async aligned(refs: readonly TagRef[], from: Micros, to: Micros, step: Micros): Promise<Aligned> {
    checkAligned(refs, { from, to, step });
    return (await this.#ask({ kind: "aligned", refs, from, to, step }, "all")) as Aligned;
  }

  async events(question: EventQuestion): Promise<readonly EdgeEvent[]> {
    checkRange(question.from, question.to);
    return (await this.#ask({ kind: "events", question })) as EdgeEvent[];
  }

  async range(): Promise<{ readonly from: Micros; readonly to: Micros } | undefined> {
    return (await this.#ask({ kind: "range" })) as { from: Micros; to: Micros } | undefined;
  }

  async keyframe(at: Micros): Promise<Keyframe> {
    return (await this.#ask({ kind: "keyframe", at }, "all")) as Keyframe;
  }

  async stretch(question: StretchQuestion): Promise<ReplayStretch> {
    checkRange(question.from, question.to);
    return (await this.#ask({ kind: "stretch", question }, "all")) as ReplayStretch;
  }

  /**
   * Puts recorded history into spans beside the log: no sink, detector or book sees it. Resolves with the number of
   * samples of known tags. Repeating it changes nothing.
   */
  async placeRecording(recording: RecordingPlace): Promise<number> {
    checkRange(recording.from, recording.to);
    const sent = { ...recording, tags: recording.tags.map(entryOf) };
    return (await this.#ask({ kind: "place", recording: sent }, undefined, PLACE_WITHIN_MS)) as number;
  }

  async count(): Promise<number> {
    return (await this.#ask({ kind: "count" })) as number;
  }

  /** Lets the process end. Ends it by force after 2 s, which loses nothing: the log has every sample (rule D27). */
  async close(): Promise<void> {
    await this.#notices.stop();
    this.#notify();
    this.#closing.abort();
    this.#send({ kind: "close" });
    const child = this.#child;
    let isForced = false;
    const force = setTimeout(() => {
      isForced = true;
      child?.kill("SIGKILL");
    }, CLOSE_PATIENCE_MS);
    await this.#loop;
    clearTimeout(force);
    this.#questions.failAll("the historian was closed");
    this.#report("stopped");
    if (isForced)
      this.#options.log.warn(
        { withinMs: CLOSE_PATIENCE_MS },
        "its process did not close in time and was ended by force; nothing is lost, the next start reads the log",
      );
  }

  /** `tail`: the tags whose samples go along, because the process may not have read them yet. */
  #ask(ask: Question, tail: TagRef | ReadonlySet<TagRef> | "all" = NO_TAGS, withinMs?: number): Promise<unknown> {
    const { state, reason } = this.#condition;
    const why = `the historian is ${state}${reason === undefined ? "" : `: ${reason}`}; ask again in a few seconds`;
    if (state !== "running") throw new EdgeError("unavailable", why);
    const send = (id: number): void => {
      const samples = this.#tail.copy(tail === "all" ? undefined : tail);
      const isBehind = tail !== NO_TAGS && !this.#tail.reaches(this.#stored);
      this.#send({ kind: "ask", id, ask, tail: samples, isBehind, ...reachedBy(this.#options) });
    };
    return this.#questions.add({
      send,
      cancel: (id) => this.#send({ kind: "cancel", id }),
      withinMs,
      signal: asker.getStore(),
    });
  }

  #notify({ isUrgent = true } = {}): void {
    const reached = reachedBy(this.#options);
    const isDue = () => this.#pace.sendsNow(reached.position, performance.now(), isUrgent);
    if (this.#condition.state === "running" && isDue()) this.#send({ kind: "committed", ...reached });
  }

  #send(message: ToChild): void {
    // The callback keeps a broken pipe from becoming an 'error' event; the exit follows and is handled.
    if (this.#child?.connected === true) this.#child.send(message, () => undefined);
  }

  async #supervise(): Promise<void> {
    const { signal } = this.#closing;
    let failedStarts = 0;
    while (!signal.aborted) {
      const { code, wasReady, said } = await this.#runChild();
      this.#questions.failAll("the historian's process ended; it is being started again");
      if (signal.aborted) return;
      failedStarts = wasReady ? 0 : failedStarts + 1;
      this.#report("degraded", reasonFor(said === "" ? `its process ended with ${code}` : new Error(said)));
      this.#options.log.error({ code, said, failedStarts }, "historian process ended; starting another one");
      const isDamaged = code === ChildExit.damaged || (failedStarts >= MAX_FAILED_STARTS && code !== ChildExit.blocked);
      if (!wasReady && isDamaged) await moveAside(join(this.#options.dir, DATABASE), this.#options.log);
      await restartPause(failedStarts, signal);
      this.#restarts++;
    }
  }

  #runChild(): Promise<ChildEnd> {
    const { child, ended } = runChild(join(this.#options.dir, DATABASE), this.#options, (message) =>
      this.#hear(message),
    );
    this.#child = child;
    return ended.finally(() => {
      this.#child = undefined;
    });
  }

  #hear(message: FromChild): void {
    switch (message.kind) {
      case "ready":
        this.#cursor.moveTo(message.keepFrom);
        this.#stored = message.position;
        this.#pace.restart();
        this.#report("running");
        this.#notify();
        break;
      case "ingested":
        this.#cursor.acknowledge(message.keepFrom);
        this.#stored = message.position;
        this.#tail.stored(message.position);
        this.#written += message.samples;
        this.#lost += message.lost;
        break;
      case "answer":
        this.#questions.answer(message.id, message.answer);
        break;
      case "failure":
        this.#questions.fail(message.id, message.message, message.code);
        break;
    }
  }

  #report(state: SinkHealth["state"], reason?: string): void {
    this.#condition = { state, since: Date.now(), ...(reason === undefined ? {} : { reason }) };
  }
}
