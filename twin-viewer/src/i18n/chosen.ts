import { signal } from "@preact/signals";

export type Language = "zh" | "en";

/** The language that the page speaks. */
export const language = signal<Language>("zh");
