import { signal } from "@preact/signals";
import type { FuturePlayer } from "./future-player.ts";
import type { Mirror } from "./mirror.ts";

/** The forecast that the picture plays; null while it shows now or the past. */
export const played = signal<FuturePlayer | null>(null);
/** Another future that is laid over it, at the same moment; a new object with every moment. */
export const futureGhost = signal<{ readonly mirror: Mirror } | null>(null);
