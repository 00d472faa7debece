/** What conditions a server has, over its sessions, so that a refresh tells only what is new. Runs in main. */
import type { ServerEvent } from "./messages.ts";

/** Conditions and branches that are remembered; more are passed on without a memory. */
const MOST_CONDITIONS = 10_000;

export class ConditionMemory {
  readonly #retained = new Map<string, ServerEvent>();
  /** ConditionIds seen since a refresh began. */
  #refreshed: Set<string> | undefined;

  /** What of these events is news: not the ones that a refresh repeats. */
  take(event: ServerEvent): ServerEvent | undefined {
    if (event.conditionId === undefined) return event;
    const key = `${event.conditionId} ${event.branchId ?? ""}`;
    this.#refreshed?.add(event.conditionId);
    const known = this.#retained.get(key);
    if (event.retain === false) this.#retained.delete(key);
    else if (known !== undefined || this.#retained.size < MOST_CONDITIONS) this.#retained.set(key, event);
    return known !== undefined && known.eventId === event.eventId && known.retain === event.retain ? undefined : event;
  }

  startRefresh(): void {
    this.#refreshed = new Set();
  }

  /** Conditions that were retained and that the refresh did not tell of ended while nobody listened. By condition, because servers leave branches out. */
  endRefresh(now: number): ServerEvent[] {
    const refreshed = this.#refreshed;
    this.#refreshed = undefined;
    if (refreshed === undefined) return [];
    const ended = [...this.#retained].filter(([, { conditionId }]) => !refreshed.has(conditionId ?? ""));
    for (const [key] of ended) this.#retained.delete(key);
    return ended.map(([, event]) => ({ ...event, time: now, active: false, retain: false }));
  }
}
