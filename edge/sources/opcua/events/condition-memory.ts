/** What conditions a server has, over its sessions, so that a refresh records only what is new. Runs in main. */
import type { ServerEvent } from "./messages.ts";

/** Conditions and branches that are remembered; more are passed on without a memory. */
const MOST_CONDITIONS = 10_000;

/** What a whole refresh says about conditions that it did not tell of. */
export interface RefreshResult {
  /** Conditions that were retained and ended while nobody listened. */
  readonly ended: readonly ServerEvent[];
  /** Conditions and branches that are still there. */
  readonly kept: readonly ServerEvent[];
}

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

  /** The newest that is known of a condition that is retained. */
  find(conditionId: string, branchId: string | undefined): ServerEvent | undefined {
    return this.#retained.get(`${conditionId} ${branchId ?? ""}`);
  }

  /** An event that came without a time keeps the time at which it came first. */
  settle(event: ServerEvent): ServerEvent {
    const known = event.isArrivalTime === true ? this.find(event.conditionId ?? "", event.branchId) : undefined;
    return known?.eventId === event.eventId ? { ...event, time: known.time } : event;
  }

  startRefresh(): void {
    this.#refreshed = new Set();
  }

  /** Undefined where no refresh had begun. By condition, because servers leave branches out. */
  endRefresh(now: number): RefreshResult | undefined {
    const refreshed = this.#refreshed;
    this.#refreshed = undefined;
    if (refreshed === undefined) return undefined;
    const ended = [...this.#retained].filter(([, { conditionId }]) => !refreshed.has(conditionId ?? ""));
    for (const [key] of ended) this.#retained.delete(key);
    return {
      ended: ended.map(([, event]) => ({ ...event, time: now, active: false, retain: false })),
      kept: [...this.#retained.values()],
    };
  }
}
