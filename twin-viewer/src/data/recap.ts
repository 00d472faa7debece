import { effect, signal } from "@preact/signals";
import type { Site } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { fetchPastAlerts, type PastAlert, type Span } from "./api.ts";
import { isAdvisory } from "./asset-state.ts";
import { shiftSpan } from "./shift-span.ts";
import { liveNowMs, moment, replayRange, selected } from "./signals.ts";

/** A shift in a minute, and this long at each event. */
const RECAP_MS = 60_000;
const STOP_MS = 2_500;
/** More stops would make the minute an hour; the most urgent ones are kept. */
const MOST_STOPS = 12;
const FASTEST = 3_600;

/** The player of the past. */
interface Player {
  replay(fromMs: number, speed: number): void;
}

/** An event at which a recap stops. */
interface RecapStop {
  readonly atMs: number;
  readonly assetUid: AssetUid;
  readonly alert: PastAlert;
}

interface Recap {
  readonly span: Span;
  readonly speed: number;
  readonly stops: readonly RecapStop[];
  /** Stops passed so far. */
  readonly passed: number;
  readonly isResting: boolean;
}

/** The running recap, or null. */
export const recap = signal<Recap | null>(null);

/** The alarms worth a stop, oldest first: the most urgent when there are many. */
export function stopsOf(past: readonly PastAlert[], { fromMs, toMs }: Span): readonly RecapStop[] {
  return past
    .filter((alert) => !isAdvisory(alert) && alert.raisedAt !== null)
    .map((alert) => ({ atMs: Date.parse(alert.raisedAt ?? ""), assetUid: alert.assetUid, alert }))
    .filter(({ atMs }) => atMs > fromMs && atMs < toMs)
    .sort((a, b) => a.alert.priority - b.alert.priority || b.atMs - a.atMs)
    .slice(0, MOST_STOPS)
    .sort((a, b) => a.atMs - b.atMs);
}

/** Plays the shift so far, or the last eight hours of it, in a minute. */
export async function startRecap(session: Player, site: Pick<Site, "timeZone" | "shifts">): Promise<void> {
  const toMs = liveNowMs();
  const shift = shiftSpan(site, toMs);
  const fromMs = Math.max(shift.fromMs, replayRange.value?.fromMs ?? 0);
  const past = await fetchPastAlerts({ fromMs, toMs }).catch((): readonly PastAlert[] => []);
  const span = { fromMs, toMs };
  const speed = Math.min(FASTEST, Math.max(1, (toMs - fromMs) / RECAP_MS));
  session.replay(fromMs, speed);
  recap.value = { span, speed, stops: stopsOf(past, span), passed: 0, isResting: false };
}

export function endRecap(): void {
  recap.value = null;
}

/** Stops at events and continues; ends when the user moves the time. */
export function followRecap(session: Player): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const playing = recap.value;
    const now = moment.value;
    if (playing === null || playing.isResting) return;
    if (now === null || now.speed !== playing.speed) {
      endRecap();
      return;
    }
    const next = playing.stops[playing.passed];
    if (next === undefined || now.atMs < next.atMs) return;
    recap.value = { ...playing, isResting: true, passed: playing.passed + 1 };
    selected.value = next.assetUid;
    session.replay(next.atMs, 0);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const resting = recap.value;
      // The user moved the cursor in the meantime.
      if (resting === null || moment.value?.speed !== 0 || Math.abs(moment.value.atMs - next.atMs) > 1_500) {
        endRecap();
        return;
      }
      session.replay(next.atMs + 1, resting.speed);
      recap.value = { ...resting, isResting: false };
    }, STOP_MS);
  });
}
