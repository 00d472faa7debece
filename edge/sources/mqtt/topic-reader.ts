import type { LinkRef } from "../../contracts/plant/tag.ts";
import type { Filter, Publication } from "../../mqtt/messages.ts";

export type Publish = (publication: Publication) => void;

/**
 * Reads the messages of one session in one payload format. Each session has a new one: its state does not outlive the
 * link.
 */
export interface TopicReader {
  readonly filters: readonly Filter[];
  readonly will?: Publication;
  /** All links that become stale with the broker. */
  readonly links: readonly LinkRef[];
  /** Called when the subscriptions exist. */
  online?(publish: Publish): void;
  /**
   * Takes one message. A throw or rejection refuses it as malformed, with nothing taken. A reader that needs time to
   * evaluate a message returns a promise of the step that adds its samples, in one turn.
   */
  message(topic: string, payload: Buffer, retained: boolean): void | Promise<() => void>;
  /** The broker answered a ping. */
  pinged?(): void;
  /** About four times a second. `nowMs`: by `performance.now()`, because a step of the wall clock ends no wait. */
  tick?(nowMs: number): void;
  /** Publications before a clean goodbye. */
  farewell?(): readonly Publication[];
  /**
   * A step that saves the reader's present state for later sessions. The session calls it once everything taken so
   * far is on disk. `isLater`: it does not wait for the disk.
   */
  remember?(isLater?: boolean): (() => void) | undefined;
  /** Records peers that are heard for the first time ever. Called before their data goes to the log. */
  meet?(): void;
  /** Called when the link is gone. The reader adds its pending data. */
  ended?(): void;
  /** Releases the reader's resources. */
  close?(): void;
}
