import { signal } from "@preact/signals";
import type { ComponentAnswer } from "./maintenance-api.ts";

/** Condition of all components for the picture, and when the edge answered; undefined before. */
export const componentCondition = signal<
  { readonly components: readonly ComponentAnswer[]; readonly atMs: number } | undefined
>(undefined);
