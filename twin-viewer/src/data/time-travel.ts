import { fetchPastAlerts } from "./api.ts";
import { played } from "./played.ts";
import type { Session } from "./session.ts";
import { edgeNowMs, liveNowMs, moment } from "./signals.ts";

/** Speeds of replay, as multiples of real time. */
export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600];
const DAY_MS = 86_400_000;
/** A future has a figure a minute: a second of it shows nothing new. */
const FUTURE_STEP = 60;
/** Starts a little before an alarm, so that its start is visible. */
const BEFORE_MS = 5_000;

/** The next play continues at the speed before the pause. */
let chosen = 1;

/** Live: stops the picture at this instant. Past: plays or pauses. */
export function togglePlay(session: Session): void {
  if (played.value !== null) {
    played.value.toggle();
    return;
  }
  const now = moment.value;
  if (now === null) session.replay(liveNowMs() - 1, 0);
  else session.replay(now.atMs, now.speed > 0 ? 0 : chosen);
}

/** Plays on at another speed. */
export function setSpeed(session: Session, speed: number): void {
  if (played.value !== null) {
    played.value.setSpeed(speed);
    return;
  }
  chosen = speed;
  if (moment.value !== null) session.replay(moment.value.atMs, speed);
}

/** One speed faster (1) or slower (-1). */
export function changeSpeed(session: Session, direction: 1 | -1): void {
  const at = SPEEDS.indexOf(played.value?.chosen.value ?? chosen);
  setSpeed(session, SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + direction))] ?? 1);
}

/** Moves the page's time, milliseconds; stepping past now is live. In a future steps are of minutes. */
export function stepBy(session: Session, ms: number): void {
  if (played.value !== null) played.value.stepBy(FUTURE_STEP * ms);
  else session.replay(edgeNowMs() + ms, 0);
}

/** Goes to a moment shortly before an alert was raised, and rests. */
export function showBeginning(session: Session, raisedMs: number): void {
  session.replay(raisedMs - BEFORE_MS, 0);
}

/** Goes to the next alert before (-1) or after (1) the page's time, within a day; stays if there is none. */
export async function stepToAlert(session: Session, direction: 1 | -1): Promise<void> {
  // Nobody knows the alerts of a future.
  if (played.value !== null) return;
  const at = edgeNowMs();
  const span = direction < 0 ? { fromMs: at - DAY_MS, toMs: at } : { fromMs: at, toMs: at + DAY_MS };
  const times = (await fetchPastAlerts(span))
    .map((alert) => Date.parse(alert.raisedAt ?? ""))
    .filter((ms) => (direction < 0 ? ms < at - BEFORE_MS - 500 : ms > at + BEFORE_MS + 500));
  if (times.length > 0) showBeginning(session, direction < 0 ? Math.max(...times) : Math.min(...times));
}
