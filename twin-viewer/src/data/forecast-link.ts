import { signal } from "@preact/signals";

/** Uid of the open forecast; empty for none. The address has it. */
export const openForecast = signal("");
