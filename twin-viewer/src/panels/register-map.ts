import { computed, signal } from "@preact/signals";
import type { MadePicture } from "../scene/layers/layer.ts";

/** Made by the safety room while it is open; null elsewhere, because it is asked for there. */
export const registerMap = signal<MadePicture | null>(null);
/** The event whose view is open, on the same layer; null without one. */
export const eventMap = signal<Pick<MadePicture, "floor" | "labels"> | null>(null);
/** Both together, as the layer shows them. */
export const shownMap = computed<MadePicture | null>(() => {
  const [register, event] = [registerMap.value, eventMap.value];
  if (register === null || event === null) return register;
  return { ...register, floor: [...register.floor, ...event.floor], labels: [...event.labels, ...register.labels] };
});
/** The mark whose card is open: its key. */
export const openMark = signal<string | null>(null);
/** Waits for a point of the floor, plant metres; null while nobody asks for one. */
export const wantedPoint = signal<((at: readonly [x: number, y: number]) => void) | null>(null);
