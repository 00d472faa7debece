import { computed, signal } from "@preact/signals";
import type { LayerPicture } from "../scene/layers/layer.ts";

/** What the layer of the register shows. */
export type RegisterMap = Pick<LayerPicture, "labels" | "legend" | "note"> & {
  readonly floor: NonNullable<LayerPicture["floor"]>;
};

/** Made by the safety room while it is open; null elsewhere, because it is asked for there. */
export const registerMap = signal<RegisterMap | null>(null);
/** Cameras with what they see, in the same layer; null outside of the room and where none are listed. */
export const cameraMap = signal<Pick<RegisterMap, "floor" | "labels" | "legend"> | null>(null);
/** The layer's picture: the register over what cameras see. */
export const shownRegister = computed((): RegisterMap | null => {
  const [register, cameras] = [registerMap.value, cameraMap.value];
  if (register === null || cameras === null) return register;
  return {
    ...register,
    floor: [...cameras.floor, ...register.floor],
    labels: [...register.labels, ...cameras.labels],
    legend: [...register.legend, ...cameras.legend],
  };
});
/** The mark whose card is open: its key. */
export const openMark = signal<string | null>(null);
/** Waits for a point of the floor, plant metres; null while nobody asks for one. */
export const wantedPoint = signal<((at: readonly [x: number, y: number]) => void) | null>(null);
