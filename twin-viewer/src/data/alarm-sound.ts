import { effect, signal } from "@preact/signals";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import { isAdvisory } from "./asset-state.ts";
import { alerts, moment } from "./signals.ts";

/** Off until the user turns it on: browsers allow sound only after a user's action. */
export const soundOn = signal(false);
/** Alarms raised before this time, µs, are silent although they are unacknowledged. */
const silencedUntil = signal(0);

/** By priority: pitch in hertz, tones in a row, seconds until the next row. Priority 4 sounds once. */
const SOUNDS = {
  1: { pitch: 880, tones: 3, everyS: 2 },
  2: { pitch: 660, tones: 2, everyS: 5 },
  3: { pitch: 520, tones: 1, everyS: 15 },
  4: { pitch: 440, tones: 1, everyS: Number.POSITIVE_INFINITY },
} as const;
const TONE_S = 0.16;
const VOLUME = 0.12;

/**
 * The most urgent alarm that sounds: active, unacknowledged, not hidden, and newer than the last silence.
 * Advisories never do.
 */
export function soundingPriority(list: readonly AlertView[], silencedUs: number): 1 | 2 | 3 | 4 | undefined {
  const priorities = list
    .filter((alert) => alert.state === "active" && !isAdvisory(alert) && alert.raisedAt > silencedUs)
    .map(({ priority }) => priority);
  return priorities.length === 0 ? undefined : (Math.min(...priorities) as 1 | 2 | 3 | 4);
}

/** Silences the present alarms; the next alarm sounds again. */
export function silence(): void {
  silencedUntil.value = Math.max(silencedUntil.value, ...alerts.value.map(({ raisedAt }) => raisedAt));
}

/** True while an alarm sounds. */
export function isSounding(): boolean {
  return soundOn.value && moment.value === null && soundingPriority(alerts.value, silencedUntil.value) !== undefined;
}

/** Sounds as long as the page lives, for present alarms only. */
export function runAlarmSound(): void {
  let context: AudioContext | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let playing: number | undefined;
  effect(() => {
    const priority =
      soundOn.value && moment.value === null ? soundingPriority(alerts.value, silencedUntil.value) : undefined;
    if (priority === playing) return;
    playing = priority;
    clearInterval(timer);
    if (priority === undefined) return;
    context ??= new AudioContext();
    const { everyS } = SOUNDS[priority];
    const player = context;
    play(player, priority);
    if (Number.isFinite(everyS)) timer = setInterval(() => play(player, priority), everyS * 1000);
  });
}

function play(context: AudioContext, priority: 1 | 2 | 3 | 4): void {
  const { pitch, tones } = SOUNDS[priority];
  for (let i = 0; i < tones; i++) {
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    const begin = context.currentTime + i * TONE_S * 1.6;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(VOLUME, begin + 0.02);
    volume.gain.linearRampToValueAtTime(0, begin + TONE_S);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + TONE_S);
  }
}
