import { signal } from "@preact/signals";

export type Language = "zh" | "en";

/** The language of the page. */
export const language = signal<Language>("zh");
