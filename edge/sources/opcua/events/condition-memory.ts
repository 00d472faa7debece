/** Remembers a server's conditions over its sessions, so that a refresh records only news. Runs in main. */
import type { ServerEvent } from "./messages.ts";

/** Conditions and branches in memory; the edge passes on further ones without remembering them. */
const MOST_CONDITIONS = 10_000;

/** Conclusions from a whole refresh about conditions that it did not mention. */
export interface RefreshResult {
  /** Conditions that were retained and ended while the edge did not listen. */
  readonly ended: readonly ServerEvent[];
  /** Conditions and branches that are still there. */
  readonly kept: readonly ServerEvent[];
}

export class ConditionMemory {
  readonly #retained = new Map<string, ServerEvent>();
  /** ConditionIds seen since a refresh began. */
  #refreshed: Set<string> | undefined;

  /** The event, unless a refresh only repeats it. */
  take(event: ServerEvent): ServerEvent | undefined {
    if (event.conditionId === undefined) return event;
    const key = `${event.conditionId} ${event.branchId ?? ""}`;
    this.#refreshed?.add(event.conditionId);
    const known = this.#retained.get(key);
    if (event.retain === false) this.#retained.delete(key);
    else if (known !== undefined || this.#retained.size < MOST_CONDITIONS) this.#retained.set(key, event);
    return known !== undefined && known.eventId === event.eventId && known.retain === event.retain ? undefined : event;
  }

  /** The newest event of a retained condition. */
  find(conditionId: string, branchId: string | undefined): ServerEvent | undefined {
    return this.#retained.get(`${conditionId} ${branchId ?? ""}`);
  }

  /** An event without a time keeps the time of its first arrival. */
  settle(event: ServerEvent): ServerEvent {
    const known = event.isArrivalTime === true ? this.find(event.conditionId ?? "", event.branchId) : undefined;
    return known?.eventId === event.eventId ? { ...event, time: known.time } : event;
  }

  startRefresh(): void {
    this.#refreshed = new Set();
  }

  /** Undefined where no refresh has begun. Judged by condition, because servers leave branches out. */
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
