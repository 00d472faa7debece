import type { LinkRef } from "../../contracts/plant/tag.ts";

/** What a session subscribes to. */
export interface Filter {
  readonly topic: string;
  readonly qos: 0 | 1;
}

/** A message that the edge sends. */
export interface Publication {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
}

export type Publish = (publication: Publication) => void;

/**
 * What one payload format makes of a session's messages. Made anew for each session: nothing it knows outlives the
 * link.
 */
export interface TopicReader {
  readonly filters: readonly Filter[];
  readonly will?: Publication;
  /** All links that fall silent with the broker. */
  readonly links: readonly LinkRef[];
  /** The subscriptions stand. */
  online?(publish: Publish): void;
  /**
   * One message. A throw, or a rejection, means: refused as malformed, nothing of it was taken. A reader that
   * needs time to evaluate a message promises the step that then adds its samples, all in one turn.
   */
  message(topic: string, payload: Buffer, retained: boolean): void | Promise<() => void>;
  /** The broker answered a ping. */
  pinged?(): void;
  /** About four times a second. */
  tick?(nowMs: number): void;
  /** What to say before a clean goodbye. */
  farewell?(): readonly Publication[];
  /**
   * What the reader knows now, for sessions to come: the session calls what it returns once everything taken so far
   * is on disk.
   */
  remember?(): (() => void) | undefined;
  /** Puts peers that were heard for the first time ever on record. Called before what they sent goes to the log. */
  meet?(): void;
  /** The link is gone. Last chance to add what its messages had not made due yet. */
  ended?(): void;
  /** Ends what the reader started. */
  close?(): void;
}
