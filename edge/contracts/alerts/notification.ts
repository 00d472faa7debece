import type { Micros } from "../path/sample-batch.ts";

/** A channel as people see it: nothing secret. */
export interface ChannelView {
  readonly id: string;
  readonly kind: string;
  /** Host that messages go to; receivers of mail are counted, not named. */
  readonly target: string;
  readonly priorities: readonly number[];
  /** Alarms that wait: grouped, over the rate, in quiet hours, or because the other side does not answer. */
  readonly waiting: number;
  readonly sent: number;
  readonly failed: number;
  readonly lastSentAt?: Micros;
  /** Why the newest attempt failed; absent if it succeeded. */
  readonly problem?: string;
}

/** Sends alarms to people. */
export interface Notification {
  channels(): readonly ChannelView[];
  /**
   * Sends one message marked as a test, at once. Rejects with EdgeError `not-found` or `unavailable`; the text has the
   * other side's answer, without secrets.
   */
  test(id: string): Promise<void>;
}
