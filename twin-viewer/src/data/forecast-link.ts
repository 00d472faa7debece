import { signal } from "@preact/signals";

/** Uid of the open forecast; empty for none. The address has it. */
export const openForecast = signal("");

/** Uid of the open study; empty for none. While one is open, no forecast is. */
export const openStudy = signal("");
