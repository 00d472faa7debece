import { signal } from "@preact/signals";
import type { IslandsAnswer } from "./islands-api.ts";

/** Islands at the page's time for the picture; undefined before the edge has answered. */
export const islandsNow = signal<IslandsAnswer | undefined>(undefined);
