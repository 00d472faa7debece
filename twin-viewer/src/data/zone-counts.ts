import { effect, signal } from "@preact/signals";
import { ask } from "./api.ts";
import { liveNowMs, moment, second } from "./signals.ts";

const MINUTE_MS = 60_000;
/**
 * Span before and after the shown instant that one request covers: at 3600 × real time, one picture advances a
 * minute.
 */
const AROUND_MS = 2 * 3_600_000;
/** Time after a minute until the edge has its count on disk. */
const REPORTED_AFTER_MS = 15_000;

/** People in zones in one minute: the edge keeps these counts instead of tracks. */
export interface ZoneMinute {
  readonly fromMs: number;
  /** Seconds of it in which a position was known; 0 means that the count is unknown. */
  readonly heardS: number;
  /** The most people in a zone at once. Zones without people are left out. */
  readonly zones: readonly { readonly zone: string; readonly most: number }[];
}

interface Answer {
  readonly minutes: readonly {
    readonly from: string | null;
    readonly heardSeconds: number;
    readonly zones: ZoneMinute["zones"];
  }[];
}

/** The minute of the replay; null while the page is live, and where nothing was counted. */
export const zoneMinute = signal<ZoneMinute | null>(null);

/** Whether a minute is over and its count available, milliseconds of the edge's clock. */
export function isMinuteCounted(atMs: number, nowMs: number): boolean {
  return nowMs >= minuteOf(atMs) + MINUTE_MS + REPORTED_AFTER_MS;
}

function minuteOf(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

/** Pause after a failed request. */
const AGAIN_MS = 15_000;

interface Held {
  readonly fromMs: number;
  /** Minutes before this were over at the time of the request. */
  readonly toMs: number;
  readonly minutes: ReadonlyMap<number, ZoneMinute>;
}

/**
 * Keeps the counts in step with the time of the replay. While the page is live, the zones' own tags show the people.
 */
export function followZoneCounts(): void {
  let held: Held | undefined;
  let isAsking = false;
  let againMs = 0;
  const show = () => {
    const atMs = moment.peek()?.atMs;
    const found = atMs === undefined ? undefined : held?.minutes.get(minuteOf(atMs));
    if (zoneMinute.peek()?.fromMs !== found?.fromMs) zoneMinute.value = found ?? null;
  };
  effect(() => {
    const atMs = moment.value?.atMs;
    second.value;
    show();
    if (atMs === undefined || isAsking || (held !== undefined && atMs >= held.fromMs && atMs < held.toMs)) return;
    const nowMs = liveNowMs();
    if (nowMs < againMs || !isMinuteCounted(atMs, nowMs)) return;
    isAsking = true;
    const [fromMs, toMs] = [minuteOf(atMs) - AROUND_MS, Math.min(atMs + AROUND_MS, nowMs)];
    void fetchZoneMinutes({ fromMs, toMs })
      .then((minutes) => {
        held = { fromMs, toMs: minuteOf(Math.min(toMs, nowMs - REPORTED_AFTER_MS)), minutes };
        show();
      })
      // An edge without history has none; one that did not answer in time is asked again.
      .catch(() => {
        againMs = nowMs + AGAIN_MS;
      })
      .finally(() => {
        isAsking = false;
      });
  });
}

async function fetchZoneMinutes({
  fromMs,
  toMs,
}: {
  readonly fromMs: number;
  readonly toMs: number;
}): Promise<ReadonlyMap<number, ZoneMinute>> {
  const query = new URLSearchParams({ from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() });
  const { minutes } = await ask<Answer>(`/api/v1/zone-counts?${query.toString()}`);
  return new Map(
    minutes.map(({ from, heardSeconds, zones }) => {
      const ms = Date.parse(from ?? "");
      return [ms, { fromMs: ms, heardS: heardSeconds, zones }];
    }),
  );
}
