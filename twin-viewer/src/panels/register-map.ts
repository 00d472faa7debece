import { signal } from "@preact/signals";
import type { MadePicture } from "../scene/layers/layer.ts";

/** Made by the safety room while it is open; null elsewhere, because it is asked for there. */
export const registerMap = signal<MadePicture | null>(null);
/** The mark whose card is open: its key. */
export const openMark = signal<string | null>(null);
/** Waits for a point of the floor, plant metres; null while nobody asks for one. */
export const wantedPoint = signal<((at: readonly [x: number, y: number]) => void) | null>(null);
