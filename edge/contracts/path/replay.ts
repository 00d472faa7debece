/**
 * Replay of the plant's history. Over `/api/v1/replay` as an HTTP answer (one chunk) or as a WebSocket (it plays); both
 * carry these messages and the binary frames of the live stream, so a viewer has one code path (docs/replay.md).
 *
 *   client                        edge
 *     | -- replay {at, speed} ---> |
 *     | <-- dictionary ----------- |  once
 *     | <-- keyframe ------------- |  forget what you show; what was active then
 *     | <== frames =============== |  the newest sample of every tag at that instant
 *     | <-- events, alerts ------- |  what happened in the next stretch
 *     | <== frames =============== |  its samples in order of time
 *     | -- ack {version} --------> |  after each frame; at most two stretches are on their way
 */
import type { AlertView } from "../alerts/alert.ts";
import type { EdgeEvent } from "./event-batch.ts";
import type { Micros, SampleBatch } from "./sample-batch.ts";

export const REPLAY_SPEEDS = { slowest: 0.25, fastest: 3600 } as const;

/** Seek: `at`. Pause: `speed` 0. Both may come at any time; the first one must have `at`. */
export type ReplayCommand =
  | { readonly kind: "replay"; readonly at?: Micros; readonly speed?: number }
  | { readonly kind: "ack"; readonly version: number };

export type ReplayMessage =
  /**
   * The frames up to the next one marked `last` are the whole plant at `at`. `from` to `to` is what can be replayed.
   */
  | {
      readonly kind: "keyframe";
      readonly at: Micros;
      readonly version: number;
      readonly from: Micros;
      readonly to: Micros;
      readonly alerts: readonly AlertView[];
    }
  /** Pieces, orders, states, gaps: what happened in the stretch that the next frames bring, oldest first. */
  | { readonly kind: "events"; readonly events: readonly EdgeEvent[] }
  /** Every alert that was active at the end of the stretch; sent when the list changes. */
  | { readonly kind: "alerts"; readonly version: number; readonly alerts: readonly AlertView[] }
  /** Nothing newer is kept: continue live. */
  | { readonly kind: "end"; readonly at: Micros };

/** The newest sample of every tag at an instant, and the active alerts. */
export interface Keyframe {
  readonly at: Micros;
  readonly samples: SampleBatch;
  readonly alerts: readonly AlertView[];
}

/** Items in (from, to], in order of time; with equal times in order of arrival. */
export interface ReplayStretch {
  readonly from: Micros;
  readonly to: Micros;
  readonly samples: SampleBatch;
  /** Events except those of type `alert.changed`. */
  readonly events: readonly EdgeEvent[];
  /** Changed alerts in their new state, oldest change first. */
  readonly alertChanges: readonly { readonly time: Micros; readonly alert: AlertView }[];
}

export interface StretchQuestion {
  readonly from: Micros;
  readonly to: Micros;
  /** 0: every sample. Otherwise the length of an interval, µs, of which each tag's newest sample is sent. */
  readonly every: Micros;
}

/** Type of the event that carries an alert as it became: schema `alert/1`, the payload is the alert. */
export const ALERT_CHANGED = "alert.changed";

/**
 * Reads the past of the whole plant. Rejects with EdgeError `unavailable` while the historian restarts, `bad-request`
 * where a query is too large.
 */
export interface ReplayReader {
  /** Range of the stored history; undefined while it is empty. */
  range(): Promise<{ readonly from: Micros; readonly to: Micros } | undefined>;
  keyframe(at: Micros): Promise<Keyframe>;
  stretch(question: StretchQuestion): Promise<ReplayStretch>;
}
