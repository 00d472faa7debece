/**
 * The writer's end of replication, for one connection of the standby: the log as it is committed, and every other file
 * that changes, each pass after the log that was committed before its files were read (rules SB11 to SB14). So the
 * copy's files are never newer than its log.
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { reasonOf } from "../../contracts/errors.ts";
import type { DiskEnd } from "../../contracts/path/write-gate.ts";
import type { ConfigPrints } from "../../contracts/plant/config-prints.ts";
import type { Channel } from "../link/channel.ts";
import { type ConfigExchange, configIn } from "../link/config-frame.ts";
import { type Frame, wholeIn } from "../link/frames.ts";
import { FilePasses } from "./file-passes.ts";
import { LogStream } from "./log-stream.ts";
import { planSegments, SEGMENT_NAME, type Segment, segmentsIn } from "./segments.ts";
import { TailTaker } from "./tails.ts";

/** A pass over the files takes a part of the time only, however many there are. */
const PASS_EVERY_MS = 200;
const PASS_SHARE = 4;
const MOST_PAUSE_MS = 10_000;
/** The standby hears from the writer at least so often. */
const BEAT_MS = 300;

export interface SenderOptions {
  readonly dataDir: string;
  readonly channel: Channel;
  readonly term: number;
  readonly log: Logger;
  /** Up to where the writer's log is on its disk. */
  readonly committed: () => DiskEnd;
  readonly config: ConfigExchange;
  /** The standby has more than before, or everything. */
  onChange(): void;
}

export class Sender {
  readonly #options: SenderOptions;
  readonly #stream: LogStream;
  readonly #passes: FilePasses;
  readonly #tails: TailTaker;
  readonly #theirs = { segments: [] as Segment[], files: new Map<string, string>() };
  readonly #begun = Promise.withResolvers<void>();
  readonly #done: Promise<void>;
  #isWhole = false;
  /** Name of the box at the other end. */
  box = "";

  constructor(options: SenderOptions) {
    this.#options = options;
    const { channel, term, dataDir } = options;
    this.#stream = new LogStream({ dir: join(dataDir, "log"), channel, term, committed: options.committed });
    this.#passes = new FilePasses({ dataDir, channel, term });
    this.#tails = new TailTaker(dataDir, channel, term);
    channel.onFrame = (frame) => this.#take(frame);
    this.#done = this.#run();
  }

  /** The first pass is over and the log was caught up with: from then on commits may wait for this standby. */
  get isWhole(): boolean {
    return this.#isWhole && !this.#options.channel.isClosed;
  }

  get isClosed(): boolean {
    return this.#options.channel.isClosed;
  }

  /** What the standby has on its disk. */
  get acknowledged(): DiskEnd {
    return this.#stream.acknowledged;
  }

  /** The writer has committed more. */
  wake(): void {
    this.#stream.wake();
  }

  /** Everything up to now is on the standby's disk. Rejects when the connection ends before. */
  async flush(): Promise<void> {
    await this.#stream.caughtUp();
    await this.#passes.pass();
    if (this.isClosed) throw new Error("the standby went away");
  }

  async close(): Promise<void> {
    this.#options.channel.close();
    this.#stream.wake();
    await this.#done;
    await this.#tails.end();
  }

  async #run(): Promise<void> {
    const { channel, log, dataDir, committed } = this.#options;
    try {
      await Promise.race([this.#begun.promise, channel.closed]);
      if (channel.isClosed) return;
      const plan = planSegments(await segmentsIn(join(dataDir, "log")), this.#theirs.segments, committed());
      const streaming = this.#stream.run(plan);
      const copying = this.#copy();
      const beating = this.#beat();
      await Promise.all([streaming, copying, beating]);
    } catch (error) {
      if (!channel.isClosed) log.warn({ reason: reasonOf(error) }, "standby: replication begins again");
      channel.close();
    }
  }

  async #copy(): Promise<void> {
    const { channel, onChange } = this.#options;
    this.#passes.begin(this.#theirs.files);
    while (!channel.isClosed) {
      const from = performance.now();
      await this.#stream.caughtUp();
      await this.#passes.pass();
      if (channel.isClosed) return;
      if (!this.#isWhole) {
        await this.#stream.caughtUp();
        channel.send({ kind: "whole", term: this.#options.term });
        this.#isWhole = true;
        onChange();
      }
      await this.#stream.dropRetired();
      const pause = Math.max(PASS_EVERY_MS, PASS_SHARE * (performance.now() - from));
      await Promise.race([sleep(Math.min(pause, MOST_PAUSE_MS)), channel.closed]);
    }
  }

  async #beat(): Promise<void> {
    const { channel, term, config } = this.#options;
    let said: ConfigPrints | undefined;
    while (!channel.isClosed) {
      channel.send({ kind: "beat", term });
      if (config.own !== said) {
        said = config.own;
        channel.send({ kind: "config", term, ...said });
      }
      await Promise.race([sleep(BEAT_MS), channel.closed]);
    }
  }

  #take({ head, body }: Frame): void {
    const { kind } = head;
    if (kind === "follow") this.#follow(head);
    else if (kind === "segments")
      for (const segment of head["segments"] as Segment[])
        if (SEGMENT_NAME.test(segment.name)) this.#theirs.segments.push(segment);
        else this.#options.channel.close();
    else if (kind === "files")
      for (const [path, content] of head["files"] as [string, string][]) this.#theirs.files.set(path, content);
    else if (kind === "config") this.#options.config.hear(configIn(head));
    else if (kind === "begin") this.#begun.resolve();
    else if (kind === "tail")
      this.#tails.take(String(head["name"]), { at: wholeIn(head, "at"), size: wholeIn(head, "size"), body });
    else if (kind === "applied") this.#passes.applied(Number(head["pass"]));
    else if (kind === "logged") {
      this.#stream.logged({ number: wholeIn(head, "number"), bytes: wholeIn(head, "bytes") });
      this.#options.onChange();
    }
  }

  #follow({ box, term }: Frame["head"]): void {
    this.box = String(box);
    // The other box has granted a later term: this writer is over, and its lease will not be renewed.
    if (Number(term) > this.#options.term) this.#options.channel.close();
  }
}
