import { signal } from "@preact/signals";
import type { TreeAnswer } from "./balance-api.ts";

/** Nodes of the media tree over the last hour for the picture, and when the edge answered; undefined before. */
export const balanceNow = signal<{ readonly nodes: TreeAnswer["nodes"]; readonly atMs: number } | undefined>(undefined);
