/** What the hub hears of one edge as it comes: for the state of its link, and for a twin that follows. */
import { reasonOf } from "../../contracts/errors.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import {
  bodyBytesOf,
  type FrameHead,
  MOST_LIVE_BYTES,
  type Piece,
  readHead,
  readPieces,
} from "../../fleet/wire/frame.ts";
import type { Start } from "../../fleet/wire/greeting.ts";
import type { CommitGroup } from "../../historian/log/pending.ts";
import type { Ledger } from "../ledger.ts";

/** Share of the hub's time that live messages of one edge may take, and so much of it at once, ms (rule HU31). */
const LIVE_SHARE = 0.1;
const LIVE_AT_ONCE_MS = 1_000;

/** Never throws: what an edge sends must not stop the hub. */
export interface FeedListener {
  /** Items that the copy of the log has now, in their order. */
  took(group: CommitGroup): void;
  /** Newest values and events ahead of history. `to`: the position of the edge's log at which they were read. */
  live(batches: readonly SampleBatch[], events: readonly EdgeEvent[], to: LogPosition): void;
}

/** What a hub knew of an edge when it was stopped. */
export type FeedStart = Partial<Pick<Ledger, "heardAt" | "storedTo">>;

export class EdgeFeed {
  /** How its files stand; undefined before the hub has heard of them. */
  files: NonNullable<Ledger["files"]> | undefined;
  readonly #clock: () => number;
  readonly #listeners = new Set<FeedListener>();
  #heardAt: number;
  /** Monotonic ms; undefined before this start of the hub has heard the edge. */
  #heardMs: number | undefined;
  #storedTo: Micros | undefined;
  /** Newest time of the edge's own clock that was heard, and when. */
  #edgeTime: Micros = Number.NEGATIVE_INFINITY;
  #edgeTimeMs = 0;
  #live: Ledger["live"] = null;
  /** What live messages have taken beyond their share, ms, and when that was. */
  #liveMs = 0;
  #liveAtMs = 0;

  constructor({ heardAt = 0, storedTo = null }: FeedStart = {}, clock: () => number = () => performance.now()) {
    this.#heardAt = heardAt;
    if (storedTo !== null) this.#storedTo = storedTo * 1000;
    this.#clock = clock;
  }

  /** Ms UTC by the hub's clock; 0 where it never was. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** How long nothing was heard, ms; infinite before this start of the hub has heard it. */
  get silentMs(): number {
    return this.#heardMs === undefined ? Number.POSITIVE_INFINITY : this.#clock() - this.#heardMs;
  }

  /** Arrival at the edge of the newest item of history. */
  get storedTo(): Micros | undefined {
    return this.#storedTo;
  }

  /** The edge's clock now; undefined before this start of the hub has heard it. */
  get edgeNow(): Micros | undefined {
    return Number.isFinite(this.#edgeTime) ? this.#edgeTime + (this.#clock() - this.#edgeTimeMs) * 1000 : undefined;
  }

  get live(): Ledger["live"] {
    return this.#live;
  }

  follow(listener: FeedListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  heard(): void {
    this.#heardAt = Date.now();
    this.#heardMs = this.#clock();
  }

  took(groups: readonly CommitGroup[]): void {
    this.heard();
    for (const group of groups) {
      const arrived = arrivalOf(group);
      if (arrived !== undefined) {
        this.#storedTo = arrived;
        this.#noteTime(arrived);
      }
      for (const listener of this.#listeners) listener.took(group);
    }
  }

  /** Newest values ahead of history, of a start that the hub knows. Returns why a message is of no use. */
  hearLive(data: Uint8Array, starts: readonly Start[]): string | undefined {
    const head = readHead(data);
    if (head === undefined || !starts.some(({ run }) => run === head.run)) return undefined;
    if (bodyBytesOf(data) > MOST_LIVE_BYTES) return "it is too large";
    const begun = this.#clock();
    this.#liveMs = Math.max(0, this.#liveMs - (begun - this.#liveAtMs) * LIVE_SHARE);
    this.#liveAtMs = begun;
    if (this.#liveMs > LIVE_AT_ONCE_MS) return "its edge takes too much of the hub's time";
    try {
      this.#tookLive(head, readPieces(data, head));
      return undefined;
    } catch (error) {
      return reasonOf(error);
    } finally {
      this.#liveMs += this.#clock() - begun;
    }
  }

  #tookLive(head: FrameHead, pieces: readonly Piece[]): void {
    this.heard();
    const batches = pieces.flatMap((piece) => (piece.kind === "samples" ? piece.batches : []));
    const events = pieces.flatMap((piece) => (piece.kind === "events" ? piece.events : []));
    const tags = batches.reduce((sum, { length }) => sum + length, 0);
    this.#live = { at: this.#heardAt, tags, events: events.length };
    for (const { receivedAt } of [...batches, ...events]) this.#noteTime(receivedAt);
    for (const listener of this.#listeners) listener.live(batches, events, head.to);
  }

  #noteTime(time: Micros): void {
    if (!(time > (this.edgeNow ?? Number.NEGATIVE_INFINITY))) return;
    this.#edgeTime = time;
    this.#edgeTimeMs = this.#clock();
  }
}

/** When the newest item of a group arrived at its edge. */
function arrivalOf({ entries }: CommitGroup): Micros | undefined {
  const last = entries.at(-1);
  const time =
    last?.kind === "samples"
      ? last.batch.receivedAt
      : last?.kind === "events"
        ? last.events.at(-1)?.receivedAt
        : last?.block.receivedAt;
  return Number.isFinite(time) ? time : undefined;
}
