import { signal } from "@preact/signals";
import type { FutureScene } from "../scene/layers/layer.ts";

/** Made by the panel of the future while one is played; null else. */
export const futureScene = signal<FutureScene | null>(null);
