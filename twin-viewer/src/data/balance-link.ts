import { signal } from "@preact/signals";

/** Medium and range of the balance, such as `water.7d`; empty for the first of the last day. The address has it. */
export const openBalance = signal("");
