import { computed, signal } from "@preact/signals";
import type { MadePicture } from "../scene/layers/layer.ts";

/** Made by the safety room while it is open; null elsewhere, because it is asked for there. */
export const registerMap = signal<MadePicture | null>(null);
/** Cameras with what they see, in the same layer; null outside of the room and where none are listed. */
export const cameraMap = signal<Pick<MadePicture, "floor" | "labels" | "legend"> | null>(null);
/** The event whose view is open, in the same layer; null without one. */
export const eventMap = signal<Pick<MadePicture, "floor" | "labels"> | null>(null);
/** The layer's picture: the event over the register over what cameras see. */
export const shownRegister = computed((): MadePicture | null => {
  const [register, cameras, event] = [registerMap.value, cameraMap.value, eventMap.value];
  if (register === null) return null;
  return {
    ...register,
    floor: [...(cameras?.floor ?? []), ...register.floor, ...(event?.floor ?? [])],
    labels: [...(event?.labels ?? []), ...register.labels, ...(cameras?.labels ?? [])],
    legend: [...register.legend, ...(cameras?.legend ?? [])],
  };
});
/** The mark whose card is open: its key. */
export const openMark = signal<string | null>(null);
/** Waits for a point of the floor, plant metres; null while nobody asks for one. */
export const wantedPoint = signal<((at: readonly [x: number, y: number]) => void) | null>(null);
