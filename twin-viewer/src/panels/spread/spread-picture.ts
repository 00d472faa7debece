import { signal } from "@preact/signals";
import type { MadePicture } from "../../scene/layers/layer.ts";

/** Made by the panel of the path while it is shown; null else. */
export const spreadPicture = signal<MadePicture | null>(null);
