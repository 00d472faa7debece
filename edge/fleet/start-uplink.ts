/** Runs the uplink in a thread of its own, starts it again if it ends, and moves the edge's cursor by what arrived. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Logger } from "pino";
import { causeInWords, causeOf, sentence } from "../contracts/alerts/causes.ts";
import { MOST_SIDE_BYTES, type SideChannel } from "../contracts/fleet/side-channel.ts";
import type { LogFigures } from "../contracts/fleet/uplink-figures.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import type { Cursor } from "../historian/log/cursor.ts";
import { backoffMs } from "../observe/backoff.ts";
import { inLog, startJob } from "../observe/jobs.ts";
import type { UplinkConfig } from "./config.ts";
import type { ServerConfig } from "./link/server.ts";
import type { FromThread, ThreadData, ToThread } from "./thread-messages.ts";
import { SideTopics } from "./wire/side-topics.ts";

const NOTIFY_EVERY_MS = 100;
const MEMORY_MB = 256;
/** Failures after which the hub is an alert of the edge. */
const FAILING_AFTER = 3;
const STOP_WITHIN_MS = 1_500;
const REMEDY = {
  en: "check the link, the hub, and uplink.hub in the config; nothing is lost while the commit log has room",
  zh: "请检查链路、集控端以及配置中的 uplink.hub；只要提交日志有空间，数据就不会丢失",
};

const FULL_HUB: LocalizedText = {
  en:
    "the hub's disk takes nothing, it is full or broken; free space there. " +
    "Nothing is lost while the commit log has room",
  zh: "集控端的磁盘无法写入（已满或损坏）；请在集控端释放空间。只要提交日志有空间，数据就不会丢失",
};

export interface UplinkLog {
  readonly dir: string;
  readonly logUid: string;
  readonly position: LogPosition;
  cursor(name: string, settleMs: number): Promise<Cursor>;
  readerMissed(from: LogPosition, to: LogPosition, between: { readonly after: number; readonly before: number }): void;
}

export interface UplinkParts {
  readonly config: UplinkConfig & { readonly hub: ServerConfig };
  readonly identity: { readonly edgeId: string; readonly epoch: number };
  readonly site: string;
  readonly dataDir: string;
  readonly commitLog: UplinkLog;
  readonly log: Logger;
}

export class RunningUplink implements SideChannel {
  readonly #parts: UplinkParts;
  readonly #cursor: Cursor;
  readonly #closing = new AbortController();
  readonly #notices: { stop(): Promise<void> };
  readonly #loop: Promise<void>;
  #worker: Worker | undefined;
  readonly #topics = new SideTopics<[]>();
  #told: LogPosition = -1;
  #problem: LocalizedText | undefined;
  #isRunning = false;
  #figures: LogFigures | undefined;

  constructor(parts: UplinkParts, cursor: Cursor) {
    this.#parts = parts;
    this.#cursor = cursor;
    const run = (): void => this.#notify();
    this.#notices = startJob({ name: "notifying the uplink", everyMs: NOTIFY_EVERY_MS, run }, inLog(parts.log));
    this.#loop = this.#supervise();
  }

  /** Why nothing reaches the hub. Undefined while it takes items, and for the first failures. */
  get problem(): LocalizedText | undefined {
    return this.#problem;
  }

  /** How it stands, two seconds old at most; undefined before the first. */
  get figures(): LogFigures | undefined {
    return this.#figures;
  }

  /** False where no hub takes the edge now; what is lost on the way is lost. */
  send(topic: string, body: Uint8Array): boolean {
    if (body.length > MOST_SIDE_BYTES) throw new RangeError(`${body.length} bytes are more than ${MOST_SIDE_BYTES}`);
    if (!this.#isRunning) return false;
    this.#send({ kind: "side", topic, body });
    return true;
  }

  on(topic: string, hear: (body: Uint8Array) => void): void {
    this.#topics.on(topic, hear);
  }

  async close(): Promise<void> {
    await this.#notices.stop();
    this.#closing.abort();
    this.#send({ kind: "stop" });
    const late = setTimeout(() => void this.#worker?.terminate(), STOP_WITHIN_MS);
    await this.#loop;
    clearTimeout(late);
  }

  async #supervise(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; failures++) {
      const reason = await this.#runThread();
      this.#isRunning = false;
      if (signal.aborted) return;
      this.#parts.log.error({ reason }, "the uplink's thread ended; starting another one");
      await sleep(backoffMs(failures, { maxMs: 10_000 }), undefined, { signal }).catch(() => undefined);
    }
  }

  /** Resolves with the reason when the thread has ended. */
  #runThread(): Promise<string> {
    const { config, identity, site, dataDir, commitLog } = this.#parts;
    const { dir, logUid, position } = commitLog;
    const workerData: ThreadData = {
      config,
      edgeId: identity.edgeId,
      site,
      dir: join(dataDir, "uplink"),
      log: { dir, logUid, position, epoch: identity.epoch, oldest: this.#cursor.settled },
    };
    const resourceLimits = { maxOldGenerationSizeMb: MEMORY_MB };
    const worker = new Worker(new URL("./thread.ts", import.meta.url), { name: "uplink", workerData, resourceLimits });
    this.#worker = worker;
    this.#told = -1;
    worker.on("message", (message: FromThread) => this.#hear(message));
    return new Promise((resolve) => {
      worker.once("error", (error: Error) => resolve(error.message));
      worker.once("exit", (code) => resolve(`it ended with ${code}`));
    });
  }

  #notify(): void {
    const { position } = this.#parts.commitLog;
    if (position === this.#told) return;
    this.#told = position;
    this.#send({ kind: "committed", position });
  }

  #send(message: ToThread): void {
    this.#worker?.postMessage(message);
  }

  #hear(message: FromThread): void {
    const { log, commitLog } = this.#parts;
    switch (message.kind) {
      case "arrived":
        if (message.position < this.#cursor.acknowledged) this.#cursor.moveTo(message.position);
        else this.#cursor.acknowledge(message.position);
        break;
      case "hole":
        commitLog.readerMissed(message.hole.from, message.hole.to, message.hole);
        break;
      case "running":
        if (this.#problem !== undefined) log.info("the hub takes items again");
        this.#problem = undefined;
        this.#isRunning = true;
        break;
      case "side":
        this.#topics.hear(message.topic, message.body);
        break;
      case "shortened":
        log.warn({ tag: message.tagUid.slice(0, 100) }, "texts of a tag are longer than the hub takes, and are cut");
        break;
      case "givenUp":
        log.error({ position: message.position }, "the hub cannot read an item of the log; there it counts as lost");
        break;
      case "waiting":
        this.#isRunning = false;
        this.#report(message.reason);
        break;
      case "figures":
        this.#figures = message.figures;
        break;
      case "full":
        log.error("the hub's disk takes nothing; items wait in the commit log");
        this.#problem = FULL_HUB;
        break;
      case "failed":
        this.#failed(message);
        break;
      case "behind":
        log.error(
          { head: message.head, had: message.had },
          "the hub has less than it had confirmed: its disk was lost or replaced; the rest is sent again",
        );
        break;
    }
  }

  #failed({ reason, failures, refused }: Extract<FromThread, { kind: "failed" }>): void {
    this.#isRunning = false;
    if (failures === 1) this.#parts.log.warn({ reason }, "nothing reaches the hub; items wait in the commit log");
    if (refused !== undefined) {
      this.#parts.log.error({ reason }, "the hub refuses this edge");
      this.#problem = refused;
    } else if (failures >= FAILING_AFTER) this.#report(reason);
  }

  #report(reason: string): void {
    const cause = causeInWords(causeOf(reason));
    const [en, zh] = [sentence(cause, "en"), sentence(cause, "zh")];
    this.#problem = { en: `${en}; ${REMEDY.en}`, zh: `${zh}；${REMEDY.zh}` };
  }
}

/** Starts sending. Call it before the first source: only known cursors hold the log back. */
export async function startUplink(parts: UplinkParts): Promise<RunningUplink> {
  return new RunningUplink(parts, await parts.commitLog.cursor("uplink", 0));
}
