import type { AlarmFigures } from "../../../edge/contracts/alerts/alarm-figures.ts";
import type { AlertKind, AlertResponse, AlertState, Annunciation } from "../../../edge/contracts/alerts/alert.ts";
import type { Plant } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid, LocalizedText, TagUid } from "../../../edge/contracts/plant/tag.ts";
import type { Hypothesis } from "../../../edge/contracts/records/hypothesis.ts";
import type { RemainingLife } from "../../../edge/contracts/records/remaining-life.ts";
import { awaitCauseWords } from "../i18n/causes-later.ts";
import { atSite } from "./base.ts";
import { withToken } from "./credential.ts";
import { EdgeRefusal, failureIn, notOfTheEdge } from "./problem.ts";

/** A trend of the API; columns of equal length. */
export interface TrendAnswer {
  readonly times: readonly (string | null)[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  readonly mean: readonly (number | null)[];
  readonly last: readonly (number | null)[];
  readonly doubtful: readonly boolean[];
}

/** A user's action in the form of the API. */
export interface MarkAnswer {
  readonly at: string | null;
  readonly by: string;
  readonly comment: string | null;
}

/** An alert of the API; times RFC 3339. Fields that an older edge does not send are absent. */
export interface PastAlert {
  readonly alertUid: string;
  readonly occurrenceUid?: string;
  readonly rule: string;
  readonly assetUid: AssetUid;
  readonly kind: AlertKind;
  readonly annunciation: Annunciation;
  readonly priority: 1 | 2 | 3 | 4;
  readonly state: AlertState;
  readonly asksAck?: boolean;
  readonly message: LocalizedText;
  readonly hypotheses?: readonly Hypothesis[] | null;
  readonly health?: number | null;
  /** Seconds from `at` on. */
  readonly rul?: (Omit<RemainingLife, "at"> & { readonly at: string | null }) | null;
  readonly raisedAt: string | null;
  readonly clearedAt: string | null;
  readonly acknowledged: MarkAnswer | null;
  readonly evidence?: readonly {
    readonly tagUid: TagUid | null;
    readonly component?: string | null;
    readonly detector?: string | null;
    readonly from?: string | null;
    readonly to?: string | null;
    readonly startValue?: number | null;
    readonly value: number | null;
    readonly quality?: string | null;
    readonly limit: number | null;
    readonly crossedAt?: string | null;
    readonly statistic?: {
      readonly name: LocalizedText;
      readonly meaning: LocalizedText;
      readonly value: number | null;
      readonly unit: string;
    } | null;
    readonly usual?: { readonly low: number | null; readonly high: number | null } | null;
    readonly tailProbability?: number | null;
    readonly contribution?: number | null;
    readonly since?: string | null;
    readonly regime?: LocalizedText | null;
    readonly prediction: {
      readonly at: string | null;
      readonly from: string | null;
      readonly to: string | null;
      readonly confidence: number;
    } | null;
    readonly why: LocalizedText;
  }[];
  readonly values?: {
    readonly tagUid: TagUid | null;
    readonly raised: number | null;
    readonly peak: number | null;
    readonly peakAt: string | null;
    readonly now: number | null;
    readonly nowAt: string | null;
  } | null;
  readonly response?: AlertResponse | null;
  readonly comments?: readonly MarkAnswer[];
  readonly origin?: { readonly source: string; readonly conditionId: string | null };
  /** The condition in the server's own words. */
  readonly condition?: { readonly isArrivalTime?: boolean } | null;
  readonly shelf?: { readonly until: string | null; readonly by: string; readonly reason: string } | null;
  readonly suppressedBy?: string | null;
  readonly causedBy?: string | null;
  readonly members?: readonly { readonly assetUid: AssetUid; readonly rule: string; readonly since: string | null }[];
  readonly memberCount?: number;
  readonly reraised?: number;
}

/** Time for an answer of the edge. */
export const TIMEOUT_MS = 10_000;

/** The edge needs a session, and there is none or it has ended. */
export class SignedOut extends Error {}

/**
 * Sends a request to the edge. Throws an Error whose message can be shown, SignedOut without a session. `onHeaders`
 * gets the headers of the answer. Without a signal of its own it waits `TIMEOUT_MS`.
 */
export async function ask<T>(path: string, init: RequestInit = {}, onHeaders?: (headers: Headers) => void): Promise<T> {
  const response = await request(path, init, onHeaders);
  return (await response.json().catch(notOfTheEdge)) as T;
}

/** The same for answers that are not JSON. */
export async function request(
  path: string,
  init: RequestInit = {},
  onHeaders?: (headers: Headers) => void,
): Promise<Response> {
  return await requestAt(atSite(path), init, onHeaders);
}

/** The same of an address in this origin: of the hub, where the page came through one. An unchanged answer is one. */
export async function requestAt(
  address: string,
  init: RequestInit = {},
  onHeaders?: (headers: Headers) => void,
): Promise<Response> {
  const options = { ...withToken(init), signal: init.signal ?? AbortSignal.timeout(TIMEOUT_MS) };
  const response = await fetch(address, options).catch(async (error: unknown) => {
    await awaitCauseWords();
    throw error;
  });
  onHeaders?.(response.headers);
  if (response.ok || response.status === 304) return response;
  const failure = await failureIn(response);
  throw response.status === 401 ? new SignedOut(failure.reason) : new EdgeRefusal(failure, response.status);
}

export function fetchPlant(): Promise<Plant> {
  return ask("/api/v1/plant");
}

/** A span of time, milliseconds UTC. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

function spanQuery({ fromMs, toMs }: Span): { from: string; to: string } {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** Reads a tag over a span, at most one column per pixel. */
export function fetchTrend(tag: TagUid, span: Span, width: number): Promise<TrendAnswer> {
  const query = new URLSearchParams({
    tag,
    ...spanQuery(span),
    width: String(Math.max(1, Math.min(4000, Math.round(width)))),
  });
  return ask(`/api/v1/trends?${query.toString()}`);
}

/** Reads every alert raised in a span, closed ones too: of the plant or of one asset, newest first. */
export async function fetchPastAlerts(
  span: Span,
  { asset, limit }: { readonly asset?: AssetUid; readonly limit?: number } = {},
): Promise<readonly PastAlert[]> {
  const query = new URLSearchParams({
    ...spanQuery(span),
    ...(asset === undefined ? {} : { asset }),
    ...(limit === undefined ? {} : { limit: String(limit) }),
  });
  return (await ask<{ alerts: readonly PastAlert[] }>(`/api/v1/alerts?${query.toString()}`)).alerts;
}

/** Figures of the alarm system (`/api/v1/alerts/figures`). */
export interface AlarmFiguresAnswer extends Omit<AlarmFigures, "from" | "to" | "floods" | "standing" | "shares"> {
  readonly standing: readonly { readonly alertUid: string }[];
  readonly shares: readonly number[] | null;
}

export function fetchAlarmFigures(span: Span): Promise<AlarmFiguresAnswer> {
  return ask(`/api/v1/alerts/figures?${new URLSearchParams(spanQuery(span)).toString()}`);
}

/** A request with a JSON body. */
export function jsonOf(method: "POST" | "PUT", body: object): RequestInit {
  return { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** A declared loss: span, source and reason. Times RFC 3339. */
export interface Gap {
  readonly source: string;
  readonly tagUid: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
  readonly lost: number | null;
}

/** Losses that overlap a span, newest first. */
export async function fetchGaps(span: Span): Promise<readonly Gap[]> {
  return (await ask<{ gaps: readonly Gap[] }>(`/api/v1/gaps?${new URLSearchParams(spanQuery(span)).toString()}`)).gaps;
}

/** The text to show for a failed request. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
