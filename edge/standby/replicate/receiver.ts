/**
 * The standby's end of replication: the same bytes in the same files. What comes from a term that this box knows to be
 * over is refused (rule SB10).
 */
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { reasonOf } from "../../contracts/errors.ts";
import { syncFolder } from "../../store/sync-folder.ts";
import type { Channel } from "../link/channel.ts";
import { type ConfigExchange, configIn } from "../link/config-frame.ts";
import { type Frame, wholeIn } from "../link/frames.ts";
import { contentOf, lookInto } from "./folder.ts";
import { IncomingFiles } from "./incoming.ts";
import { numberOf, SEGMENT_NAME, segmentsIn } from "./segments.ts";
import { setAside, TailSender } from "./tails.ts";

/** Frames that wait for this disk; above it the writer waits. */
const MOST_FRAMES = 32;
const HAVE_AT_ONCE = 500;

export interface ReceiverOptions {
  readonly dataDir: string;
  readonly channel: Channel;
  /** Highest term that this box has granted, or knows. */
  readonly knownTerm: () => number;
  readonly log: Logger;
  readonly config: Pick<ConfigExchange, "hear">;
  /** The folder is a whole copy from now on. */
  onWhole(): void;
}

export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #files: IncomingFiles;
  readonly #tails: TailSender;
  readonly #logDir: string;
  readonly #waiting: Frame[] = [];
  #segment: { readonly name: string; readonly file: FileHandle } | undefined;
  #unsynced: { readonly name: string; readonly bytes: number } | undefined;
  #working: Promise<void> | undefined;
  #isEnding = false;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#logDir = join(options.dataDir, "log");
    this.#files = new IncomingFiles(options.dataDir);
    this.#tails = new TailSender(options.dataDir, options.channel);
    options.channel.onFrame = (frame) => this.#take(frame);
  }

  /** Says what this box has; then the writer sends the rest. */
  async begin(box: string): Promise<void> {
    const { dataDir, channel, knownTerm } = this.#options;
    await mkdir(join(this.#logDir, "cursors"), { recursive: true });
    await this.#files.clear();
    channel.send({ kind: "follow", box, term: knownTerm() });
    const segments = await segmentsIn(this.#logDir);
    for (let at = 0; at < segments.length; at += HAVE_AT_ONCE)
      await channel.sendWhole({ kind: "segments", segments: segments.slice(at, at + HAVE_AT_ONCE) });
    let files: (readonly [string, string])[] = [];
    for (const [path, looked] of await lookInto(dataDir)) {
      const content = await contentOf(dataDir, path, looked);
      if (content !== undefined) files.push([path, content]);
      if (files.length < HAVE_AT_ONCE) continue;
      await channel.sendWhole({ kind: "files", files });
      files = [];
    }
    channel.send({ kind: "files", files });
    channel.send({ kind: "begin" });
  }

  /** What came is being written. */
  get isBusy(): boolean {
    return this.#working !== undefined;
  }

  /** Resolves when everything that came is on disk, or dropped; nothing is written afterwards. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#options.channel.close();
    await this.#working;
    await this.#segment?.file.close().catch(() => undefined);
    this.#segment = undefined;
    await this.#files.close();
  }

  #take(frame: Frame): void {
    if (this.#isEnding) return;
    this.#waiting.push(frame);
    if (this.#waiting.length > MOST_FRAMES) this.#options.channel.pause();
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async #work(): Promise<void> {
    try {
      for (let frame = this.#waiting.shift(); frame !== undefined; frame = this.#waiting.shift()) {
        if (this.#waiting.length <= MOST_FRAMES / 2) this.#options.channel.resume();
        await this.#handle(frame);
        // What came meanwhile shares one sync.
        if (this.#waiting[0]?.head["kind"] !== "log") await this.#sync();
      }
    } catch (error) {
      const fields = { reason: reasonOf(error) };
      this.#options.log.error(fields, "standby: the copy cannot be written; the connection begins again");
      this.#waiting.length = 0;
      this.#options.channel.close();
    }
  }

  async #handle({ head, body }: Frame): Promise<void> {
    const { kind, name, path } = head;
    if (Number(head["term"] ?? 0) < this.#options.knownTerm())
      throw new Error(`the writer's term ${String(head["term"])} is over`);
    if (name !== undefined && kind !== "filled" && !SEGMENT_NAME.test(String(name)))
      throw new Error("not the name of a segment");
    if (kind === "log") await this.#write(String(name), wholeIn(head, "at"), body);
    else if (kind === "aside") await this.#aside(String(name), wholeIn(head, "from"));
    else if (kind === "config") this.#options.config.hear(configIn(head));
    else if (kind === "drop") await this.#drop(String(name));
    else if (kind === "file") await this.#files.add(String(path), head, body);
    else if (kind === "remove") this.#files.remove(String(path));
    else if (kind === "apply") {
      await this.#files.apply();
      this.#options.channel.send({ kind: "applied", pass: head["pass"] });
    } else if (kind === "filled") this.#tails.filled(String(head["name"]));
    else if (kind === "whole") {
      this.#options.onWhole();
      this.#tails.run().catch((error: unknown) => {
        this.#options.log.warn({ reason: reasonOf(error) }, "standby: a tail cannot be sent; it is tried again");
      });
    }
  }

  async #write(name: string, at: number, body: Buffer): Promise<void> {
    if (this.#segment?.name !== name) {
      await this.#sync();
      await this.#segment?.file.close();
      this.#segment = undefined;
      const path = join(this.#logDir, name);
      const file = await open(path, "r+").catch(() => open(path, "wx+"));
      this.#segment = { name, file };
      await syncFolder(this.#logDir);
    }
    const { file } = this.#segment;
    if (at === 0) await file.truncate(0);
    for (let done = 0; done < body.length; ) {
      const { bytesWritten } = await file.write(body, done, body.length - done, at + done);
      done += bytesWritten;
    }
    this.#unsynced = { name, bytes: at + body.length };
  }

  async #sync(): Promise<void> {
    const { name, bytes } = this.#unsynced ?? {};
    if (name === undefined) return;
    this.#unsynced = undefined;
    await this.#segment?.file.datasync();
    this.#options.channel.send({ kind: "logged", number: numberOf(name), bytes });
  }

  async #aside(name: string, from: number): Promise<void> {
    await this.#closeIf(name);
    const { dataDir, log } = this.#options;
    const bytes = await setAside(dataDir, name, from);
    log.warn({ name, from, bytes }, "standby: a tail that never reached the writer is set aside");
  }

  async #drop(name: string): Promise<void> {
    await this.#closeIf(name);
    await rm(join(this.#logDir, name), { force: true });
  }

  async #closeIf(name: string): Promise<void> {
    if (this.#segment?.name !== name) return;
    await this.#sync();
    await this.#segment.file.close();
    this.#segment = undefined;
  }
}
