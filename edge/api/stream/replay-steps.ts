import type { AlertView } from "../../contracts/alerts/alert.ts";
import { partitionPoint } from "../../contracts/partition-point.ts";
import type { Keyframe, ReplayMessage, ReplayStretch } from "../../contracts/path/replay.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { framesOf, MAX_FRAME_BYTES } from "./frames.ts";

/** The output for a reader of a replay: JSON messages as text, and frames. */
export type Parts = readonly (string | Uint8Array)[];

/** Turns keyframes and stretches into messages, step by step, and tracks the active alerts. */
export class ReplaySteps {
  readonly #standing = new Map<string, AlertView>();
  #version = 0;

  /** Sends the last step. */
  get version(): number {
    return this.#version;
  }

  keyframe({ at, samples, alerts }: Keyframe, range: { from: Micros; to: Micros }): Parts {
    this.#standing.clear();
    for (const alert of alerts) this.#standing.set(alert.alertUid, alert);
    const version = ++this.#version;
    return [
      encode({ kind: "keyframe", at, version, ...range, alerts: this.#list() }),
      ...framesOf({ version, samples }, MAX_FRAME_BYTES, { exactTimes: true }),
    ];
  }

  /** The events, the alerts if any changed, and the samples of a stretch in (from, to]. */
  step(stretch: ReplayStretch, from: Micros, to: Micros): Parts {
    const version = ++this.#version;
    const isIn = ({ time }: { time: Micros }): boolean => time > from && time <= to;
    const parts: (string | Uint8Array)[] = [];
    const events = stretch.events.filter(isIn);
    if (events.length > 0) parts.push(encode({ kind: "events", events }));
    const changes = stretch.alertChanges.filter(isIn);
    for (const { alert } of changes) {
      if (alert.state === "closed") this.#standing.delete(alert.alertUid);
      else this.#standing.set(alert.alertUid, alert);
    }
    if (changes.length > 0) parts.push(encode({ kind: "alerts", version, alerts: this.#list() }));
    const { samples } = stretch;
    const part = { from: firstAfter(samples.times, from), to: firstAfter(samples.times, to), exactTimes: true };
    parts.push(...framesOf({ version, samples: { ...samples, receivedAt: to } }, MAX_FRAME_BYTES, part));
    return parts;
  }

  #list(): AlertView[] {
    return [...this.#standing.values()].sort((a, b) => b.raisedAt - a.raisedAt);
  }
}

export function encode(message: ReplayMessage): string {
  return JSON.stringify(message);
}

/** Index of the first time above `time`; the times rise. */
function firstAfter(times: Float64Array, time: Micros): number {
  return partitionPoint(times.length, (at) => (times[at] as number) <= time);
}
