import type { WebSocket } from "ws";
import { EdgeError } from "../../contracts/errors.ts";
import {
  REPLAY_SPEEDS,
  type ReplayCommand,
  type ReplayReader,
  type ReplayStretch,
} from "../../contracts/path/replay.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { type CloseCode, ReaderSocket } from "./reader-socket.ts";
import { encode, type Parts, ReplaySteps } from "./replay-steps.ts";

/** Up to this speed every sample is sent. */
const EXACT_UP_TO = 10;
/** Wall-clock time between two steps; above `EXACT_UP_TO` each step sends the newest sample of each tag. */
export const STEP_MS = 100;
/** Length of one query to the historian, in seconds of the wall clock, within bounds of plant time. */
const CHUNK_WALL_S = 4;
const REASON_BYTES = 120;
const MIN_CHUNK_US = 10e6;
const MAX_CHUNK_US = 3600e6;

export interface PlayerOptions {
  readonly replay: ReplayReader;
  /** The live dictionary, sent once. */
  dictionary(): string;
  /** Called when the client has sent its replay command. Returns why it gets no place; undefined when it has one. */
  greeted(): string | undefined;
  /** Called when the reader was cut off, with the reason. */
  dropped(reason: string): void;
  /** Monotonic milliseconds. */
  clock(): number;
}

/**
 * One client of `/api/v1/replay`. A clock of the plant runs at the chosen speed. Every 100 ms the client gets the
 * samples that the clock has passed, once it has acknowledged the previous frame and fewer than `MAX_WAITING_BYTES`
 * wait. A slow reader or historian makes steps longer or the clock wait; nothing is queued. One seek runs at a time; of
 * the seeks that come meanwhile, only the newest is carried out.
 *
 *   silent ── replay {at} ──▶ seeking ──▶ playing ◀──▶ waiting for ack
 *                                ▲            │ replay {at}
 *                                └────────────┘ whatever is under way is dropped
 */
export class ReplayPlayer {
  readonly #socket: ReaderSocket;
  readonly #options: PlayerOptions;
  readonly #steps = new ReplaySteps();
  #isGreeted = false;
  /** The dictionary until it is sent. */
  #dictionary: string | undefined;
  #hasDictionary = false;
  #speed = 0;
  /** Counts seeks: answers to queries of an earlier seek are dropped. */
  #seek = 0;
  /** The time to seek, until the historian is queried for it. */
  #wanted: Micros | undefined;
  #isSeeking = false;
  /** When the replay last stopped playing. */
  #restingMs: number | undefined;
  /** The plant's time that the reader has reached; undefined before the first keyframe. */
  #at: Micros | undefined;
  #end: Micros = 0;
  #turnedMs: number;
  #stretch: ReplayStretch | undefined;
  #next: ReplayStretch | undefined;
  #isAsking = false;
  #waiting: (string | Uint8Array)[] = [];
  #isUnacknowledged = false;
  #hasEnded = false;

  constructor(socket: WebSocket, options: PlayerOptions) {
    this.#socket = new ReaderSocket(socket, {
      dropped: (reason) => options.dropped(reason),
      clock: () => options.clock(),
    });
    this.#options = options;
    this.#turnedMs = options.clock();
  }

  /** The time since which it has shown one instant without a new command; undefined while it plays. */
  get restingSince(): number | undefined {
    return this.#speed === 0 || this.#hasEnded ? this.#restingMs : undefined;
  }

  /** Takes a command of the reader. */
  hear(command: ReplayCommand): void {
    if (command.kind === "ack") {
      if (!this.#isUnacknowledged || command.version !== this.#steps.version) this.#socket.countNoise();
      else this.#acknowledged();
      return;
    }
    if (command.at === undefined && this.#seek === 0) {
      this.#fail(new EdgeError("bad-request", "the first message must have at"));
      return;
    }
    if (!this.#greet() || this.#socket.countNoise()) return;
    this.#restingMs = this.#options.clock();
    if (command.speed !== undefined) {
      this.#speed = command.speed;
      this.#next = undefined;
      // Samples read for another speed may be too few or too many for this one.
      if (this.#stretch !== undefined && this.#at !== undefined) this.#stretch = undefined;
    }
    if (command.at !== undefined) this.#show(command.at);
  }

  /** Sends the samples that the clock has passed. Called every 100 ms. */
  turn(): void {
    if (!this.#socket.look(this.#isUnacknowledged)) return;
    this.#push();
    const nowMs = this.#options.clock();
    const passedUs = (nowMs - this.#turnedMs) * 1000 * this.#speed;
    if (this.#at === undefined || this.#speed === 0 || this.#hasEnded) {
      this.#turnedMs = nowMs;
      return;
    }
    this.#ask();
    if (this.#isUnacknowledged || this.#waiting.length > 0 || this.#stretch === undefined) return;
    this.#turnedMs = nowMs;
    const from = this.#at;
    const to = Math.min(from + passedUs, this.#stretch.to);
    this.#send(this.#steps.step(this.#stretch, from, to));
    this.#at = to;
    if (to < this.#stretch.to) return;
    this.#stretch = this.#next;
    this.#next = undefined;
    if (this.#stretch === undefined && to >= this.#end) this.#sendEnd(to);
  }

  /** Ends the connection with a reason. */
  close(code: CloseCode, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** False when there is no place for this reader. */
  #greet(): boolean {
    if (this.#isGreeted) return true;
    const refusal = this.#options.greeted();
    if (refusal !== undefined) {
      this.#socket.close(1013, refusal);
      return false;
    }
    this.#isGreeted = true;
    this.#socket.greet();
    return true;
  }

  #show(at: Micros): void {
    this.#seek++;
    this.#at = undefined;
    this.#stretch = this.#next = undefined;
    this.#hasEnded = false;
    this.#waiting = [];
    this.#wanted = at;
    if (!this.#isSeeking) void this.#findWanted();
  }

  /** Repeats until the newest seek is answered. */
  async #findWanted(): Promise<void> {
    this.#isSeeking = true;
    while (this.#wanted !== undefined && this.#socket.isOpen) {
      const at = this.#wanted;
      const seek = this.#seek;
      this.#wanted = undefined;
      try {
        const [range, keyframe] = await Promise.all([this.#options.replay.range(), this.#options.replay.keyframe(at)]);
        if (seek !== this.#seek) continue;
        this.#end = range?.to ?? at;
        if (!this.#hasDictionary) this.#dictionary ??= this.#options.dictionary();
        this.#isUnacknowledged = false;
        this.#send([
          ...(this.#dictionary === undefined ? [] : [this.#dictionary]),
          ...this.#steps.keyframe(keyframe, range ?? { from: at, to: at }),
        ]);
        this.#at = at;
        this.#turnedMs = this.#options.clock();
      } catch (error) {
        if (seek === this.#seek) this.#fail(error);
      }
    }
    this.#isSeeking = false;
  }

  /** Requests the next stretch, one query at a time. */
  #ask(): void {
    if (this.#isAsking || this.#next !== undefined || this.#at === undefined) return;
    const from = this.#stretch?.to ?? this.#at;
    const to = Math.min(
      from + Math.min(MAX_CHUNK_US, Math.max(MIN_CHUNK_US, this.#speed * CHUNK_WALL_S * 1e6)),
      this.#end,
    );
    if (to <= from) {
      if (this.#stretch === undefined) this.#sendEnd(from);
      return;
    }
    const every = this.#speed <= EXACT_UP_TO ? 0 : Math.round(this.#speed * STEP_MS * 1000);
    const [seek, speed] = [this.#seek, this.#speed];
    this.#isAsking = true;
    this.#options.replay.stretch({ from: Math.round(from), to: Math.round(to), every }).then(
      (stretch) => {
        this.#isAsking = false;
        if (seek !== this.#seek || speed !== this.#speed) return;
        if (this.#stretch === undefined) this.#stretch = stretch;
        else this.#next = stretch;
      },
      (error: unknown) => {
        this.#isAsking = false;
        if (seek === this.#seek) this.#fail(error);
      },
    );
  }

  #sendEnd(at: Micros): void {
    this.#hasEnded = true;
    this.#waiting.push(encode({ kind: "end", at }));
    this.#restingMs = this.#options.clock();
    this.#push();
  }

  #send(parts: Parts): void {
    for (const part of parts) this.#waiting.push(part);
    this.#push();
  }

  #acknowledged(): void {
    this.#isUnacknowledged = false;
    this.#socket.moved();
    this.#push();
  }

  /**
   * Sends messages up to the next frame, which waits for its acknowledgement, as far as the client takes them. The next
   * turn continues.
   */
  #push(): void {
    while (this.#waiting.length > 0 && !this.#isUnacknowledged) {
      const part = this.#waiting[0] as string | Uint8Array;
      if (!this.#socket.hasRoomFor(part.length)) return;
      this.#waiting.shift();
      const isFrame = typeof part !== "string";
      this.#isUnacknowledged = isFrame;
      if (part === this.#dictionary) {
        this.#dictionary = undefined;
        this.#hasDictionary = true;
      }
      this.#socket.send(part, isFrame);
    }
  }

  /** A failed read of the history ends the replay with a reason; the client may connect again. */
  #fail(error: unknown): void {
    const isRequest = error instanceof EdgeError && error.code === "bad-request";
    // Only texts written for callers are sent: others may name paths and servers.
    const reason =
      error instanceof EdgeError && (isRequest || error.code === "unavailable")
        ? error.message
        : "this part of the history cannot be read";
    this.#socket.close(isRequest ? 1008 : 1013, closeReason(reason));
  }
}

/**
 * A close frame holds 123 bytes of reason, and ws throws at more: a path may be Chinese, with three bytes for each
 * character.
 */
function closeReason(text: string): string {
  return new TextDecoder().decode(Buffer.from(text).subarray(0, REASON_BYTES)).replace(/\uFFFD+$/, "");
}

/** Parses a message of a replay client; undefined for anything that is not exactly one of its messages. */
export function parseReplayCommand(text: string): ReplayCommand | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  const { kind, at, speed, version, ...rest } = json as Record<string, unknown>;
  if (Object.keys(rest).length > 0) return undefined;
  if (kind === "ack")
    return Number.isSafeInteger(version) && at === undefined && speed === undefined
      ? { kind, version: version as number }
      : undefined;
  const isSpeed =
    speed === undefined ||
    speed === 0 ||
    (typeof speed === "number" && speed >= REPLAY_SPEEDS.slowest && speed <= REPLAY_SPEEDS.fastest);
  const isAt = at === undefined || (Number.isSafeInteger(at) && (at as number) >= 0);
  if (kind !== "replay" || version !== undefined || !isSpeed || !isAt || (at === undefined && speed === undefined))
    return undefined;
  return {
    kind,
    ...(at === undefined ? {} : { at: at as number }),
    ...(speed === undefined ? {} : { speed: speed as number }),
  };
}
