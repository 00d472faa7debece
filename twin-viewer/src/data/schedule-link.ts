import { signal } from "@preact/signals";

/** Uid of the open schedule; empty for none. The address has it. */
export const openSchedule = signal("");
