import { SamplePick } from "../../batch/rows.ts";
import type { Follower, FollowerNeeds } from "../../contracts/path/follower.ts";
import type { LogItem } from "../log/log-chunk.ts";

/** Hands one follower the parts of an item that it needs. */
export class Needed {
  readonly #follower: Follower;
  /** Absent: it needs the samples of all tags. */
  readonly #pick: SamplePick | undefined;
  readonly #isAsked: (type: string) => boolean;

  constructor(follower: Follower) {
    this.#follower = follower;
    const { tags, events } = follower.needs;
    this.#pick = tags === "all" ? undefined : new SamplePick(tags);
    this.#isAsked = askedOf(events);
  }

  give(item: LogItem): void {
    const follower = this.#follower;
    if ("batch" in item) {
      const samples = this.#pick === undefined ? item.batch : this.#pick.of(item.batch);
      if (samples !== undefined) follower.observe(samples);
    } else if ("event" in item) {
      if (this.#isAsked(item.event.type)) follower.take(item.event);
    } else if (follower.needs.waveforms) follower.takeWaveform?.(item.waveform);
  }
}

function askedOf(events: FollowerNeeds["events"]): (type: string) => boolean {
  if (events === "all") return () => true;
  const types = new Set(events);
  const families = events.filter((type) => type.endsWith("."));
  return (type) => types.has(type) || families.some((family) => type.startsWith(family));
}

/** When the item reached the edge. */
export function arrivalOf(item: LogItem): number {
  if ("batch" in item) return item.batch.receivedAt;
  return "event" in item ? item.event.receivedAt : item.waveform.receivedAt;
}

/** How many positions of the log the item takes. */
export function itemsOf(item: LogItem): number {
  return "batch" in item ? item.batch.length : 1;
}
