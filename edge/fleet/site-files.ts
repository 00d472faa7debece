/** Sends the hub the files of this site that it lacks (docs/rules/hub-sites.md), beside the log and behind it. */
import { createHash } from "node:crypto";
import { zstdCompressSync } from "node:zlib";
import type { Logger } from "pino";
import { reasonOf } from "../contracts/errors.ts";
import type { SideChannel } from "../contracts/fleet/side-channel.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { SiteFileSet } from "./site-file-set.ts";
import {
  type Content,
  FILES_TOPIC,
  type FilesMessage,
  leftOutOf,
  MOST_PIECE_BYTES,
  PIECE_TOPIC,
  readFilesMessage,
  type SiteFileList,
  writeFilesMessage,
  writePiece,
} from "./wire/site-files.ts";

const LOOK_EVERY_MS = 10_000;
/** The list is named again so often until the hub has all of it. */
const NAME_EVERY_MS = 30_000;
const FIRST_PIECE_BYTES = 4 * 1024;
const LEAST_PIECE_BYTES = 1024;
/** A piece that is asked for the next one sooner is doubled, later halved. */
const QUICK_MS = 500;
const SLOW_MS = 1_500;
/** Where an answer was lost, the time between says nothing of the link. */
const MOST_REST_MS = 10_000;

export interface SiteFilesOptions {
  readonly channel: SideChannel;
  readonly files: Pick<SiteFileSet, "look" | "read">;
  readonly bytesPerSecond: number;
  readonly log: Logger;
  now(): Micros;
  /** Monotonic ms. */
  clock?(): number;
}

/** What the hub was told of: the list as it goes over the line. */
interface Named extends Content {
  readonly at: Micros;
  readonly bytes: Uint8Array;
  readonly text: string;
}

export class SiteFiles {
  readonly #options: SiteFilesOptions;
  readonly #clock: () => number;
  #named: Named | undefined;
  /** The hub has all of it, or does not take it. */
  #isKnown = false;
  #leftOut = 0;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #saidMs = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;
  #problem = "";
  /** The newest piece that the hub asked for; it replaces one that was not sent yet. */
  #wanted: { readonly sha256: string; readonly from: number } | undefined;
  #sending: Promise<void> | undefined;
  #pieceBytes: number;
  #sentMs = Number.NEGATIVE_INFINITY;
  #restUntilMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: SiteFilesOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
    this.#pieceBytes = Math.min(FIRST_PIECE_BYTES, this.#mostBytes);
    options.channel.on(FILES_TOPIC, (body) => this.#hear(body));
  }

  /** Files that the config names and the hub does not get. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Call it about once a second. */
  tick(): void {
    const now = this.#clock();
    if (this.#looking === undefined && now - this.#lookedMs >= LOOK_EVERY_MS) {
      this.#lookedMs = now;
      this.#looking = this.#look().finally(() => {
        this.#looking = undefined;
      });
    }
    if (!this.#isKnown && now - this.#saidMs >= NAME_EVERY_MS) this.#name();
    this.#sendNext();
  }

  /** Resolves when nothing is read any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#looking;
    await this.#sending;
  }

  /** A piece takes a second of the rate at most. */
  get #mostBytes(): number {
    return Math.max(LEAST_PIECE_BYTES, Math.min(MOST_PIECE_BYTES, this.#options.bytesPerSecond));
  }

  async #look(): Promise<void> {
    try {
      this.#take(await this.#options.files.look());
      this.#problem = "";
    } catch (error) {
      const reason = reasonOf(error);
      if (reason !== this.#problem) this.#options.log.warn({ reason }, "the files of this site cannot be read");
      this.#problem = reason;
    }
  }

  #take(list: SiteFileList): void {
    const text = JSON.stringify(list);
    if (text === this.#named?.text) return;
    this.#leftOut = leftOutOf(list);
    if (this.#leftOut > 0)
      this.#options.log.warn(
        { count: this.#leftOut, files: list.leftOut.slice(0, 20) },
        "files of this site are not sent to the hub: they are not there, or have no room (uplink.files.megabytes)",
      );
    const bytes = zstdCompressSync(text);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    this.#named = { at: this.#options.now(), sha256, size: bytes.length, bytes, text };
    this.#isKnown = false;
    this.#name();
  }

  #name(): void {
    if (this.#named === undefined) return;
    const { at, sha256, size } = this.#named;
    const isSent = this.#options.channel.send(FILES_TOPIC, writeFilesMessage({ kind: "list", at, sha256, size }));
    if (isSent) this.#saidMs = this.#clock();
  }

  #hear(body: Uint8Array): void {
    const message = readFilesMessage(body);
    if (message?.kind === "which") this.#name();
    else if (message?.kind === "have") {
      this.#sentMs = Number.NEGATIVE_INFINITY;
      this.#isKnown ||= message.sha256 === this.#named?.sha256;
    } else if (message?.kind === "refused") this.#refused(message);
    else if (message?.kind === "piece") {
      this.#adapt();
      this.#wanted = message;
      this.#sendNext();
    }
  }

  /** It is not named again before it changes, or the hub asks for it. */
  #refused({ sha256, mostListBytes, mostBytes }: Extract<FilesMessage, { kind: "refused" }>): void {
    if (sha256 !== this.#named?.sha256 || this.#isKnown) return;
    this.#isKnown = true;
    this.#options.log.error(
      { bytes: this.#named.size, mostListBytes, mostBytes },
      "the hub does not take the files of this site: raise siteMegabytes in its hub.yaml, or lower " +
        "uplink.files.megabytes",
    );
  }

  /** The hub asks for a piece when it has the one before: the time between says how the link does. */
  #adapt(): void {
    const tookMs = this.#clock() - this.#sentMs;
    this.#sentMs = Number.NEGATIVE_INFINITY;
    if (!Number.isFinite(tookMs)) return;
    if (tookMs < QUICK_MS) this.#pieceBytes = Math.min(this.#mostBytes, this.#pieceBytes * 2);
    if (tookMs > SLOW_MS) this.#pieceBytes = Math.max(LEAST_PIECE_BYTES, this.#pieceBytes / 2);
    // No more than half of the link, whatever the rate allows.
    this.#restUntilMs = Math.max(this.#restUntilMs, this.#clock() + Math.min(tookMs, MOST_REST_MS));
  }

  #sendNext(): void {
    if (this.#sending !== undefined || this.#wanted === undefined || this.#isClosed) return;
    const restMs = this.#restUntilMs - this.#clock();
    clearTimeout(this.#timer);
    if (restMs > 0) {
      this.#timer = setTimeout(() => this.#sendNext(), Math.ceil(restMs));
      return;
    }
    const { sha256, from } = this.#wanted;
    this.#wanted = undefined;
    this.#sending = this.#send(sha256, from).finally(() => {
      this.#sending = undefined;
      this.#sendNext();
    });
  }

  async #send(sha256: string, from: number): Promise<void> {
    const { channel, files, bytesPerSecond } = this.#options;
    const most = Math.floor(this.#pieceBytes);
    const bytes =
      sha256 === this.#named?.sha256
        ? this.#named.bytes.subarray(from, from + most)
        : await files.read(sha256, from, most);
    if (bytes === undefined || bytes.length === 0) {
      channel.send(FILES_TOPIC, writeFilesMessage({ kind: "gone", sha256 }));
      return;
    }
    if (!channel.send(PIECE_TOPIC, writePiece({ sha256, from, bytes }))) return;
    this.#sentMs = this.#clock();
    this.#restUntilMs = this.#sentMs + (bytes.length / bytesPerSecond) * 1_000;
  }
}
