import { signal } from "@preact/signals";

/** Kind of the open report; empty until one is chosen. The address has it. */
export const openReport = signal("");
