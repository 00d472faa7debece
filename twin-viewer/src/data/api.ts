import type { Plant } from "../../../edge/contracts/plant.ts";
import type { TagUid } from "../../../edge/contracts/tag.ts";

/** A trend as the API answers it; columns of equal length. */
export interface TrendAnswer {
  readonly times: readonly (string | null)[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
  readonly last: readonly (number | null)[];
  readonly doubtful: readonly boolean[];
}

/** What the timeline needs of a past alert. */
export interface PastAlert {
  readonly alertUid: string;
  readonly kind: string;
  readonly priority: 1 | 2 | 3 | 4;
  readonly raisedAt: string | null;
}

const TIMEOUT_MS = 10_000;

/** Asks the edge. Throws an Error whose message can be shown. */
async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(path, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.ok) return (await response.json()) as T;
  throw new Error(await problemOf(response));
}

/** The detail of an RFC 9457 answer, else the status. */
async function problemOf(response: Response): Promise<string> {
  try {
    const { detail, title } = (await response.json()) as { detail?: unknown; title?: unknown };
    if (typeof detail === "string") return detail;
    if (typeof title === "string") return title;
  } catch {
    // Not JSON: the status says all there is.
  }
  return `HTTP ${response.status}`;
}

export function fetchPlant(): Promise<Plant> {
  return ask("/api/v1/plant");
}

/** The last `minutes` of a tag, at most one column a pixel. */
export function fetchTrend(tag: TagUid, minutes: number, width: number): Promise<TrendAnswer> {
  const query = new URLSearchParams({ tag, from: `-${Math.round(minutes * 60)}s`, to: "now", width: String(Math.max(1, Math.min(4000, Math.round(width)))) });
  return ask(`/api/v1/trends?${query.toString()}`);
}

export async function fetchPastAlerts(minutes: number): Promise<readonly PastAlert[]> {
  const { alerts } = await ask<{ alerts: readonly PastAlert[] }>(`/api/v1/alerts?from=-${Math.round(minutes * 60)}s`);
  return alerts;
}

function post(alertUid: string, action: string, body: object): Promise<unknown> {
  return ask(`/api/v1/alerts/${encodeURIComponent(alertUid)}/${action}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

export function acknowledge(alertUid: string): Promise<unknown> {
  return post(alertUid, "acknowledge", {});
}

export function shelve(alertUid: string, minutes: number, reason: string): Promise<unknown> {
  return post(alertUid, "shelve", { minutes, reason });
}

export function unshelve(alertUid: string): Promise<unknown> {
  return post(alertUid, "unshelve", {});
}
