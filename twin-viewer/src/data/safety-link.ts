import { signal } from "@preact/signals";

/** Place of a danger that a link asks to report, `zone:ID` or `asset:LABEL`; empty without one. */
export const dangerAt = signal("");

/** Uid of the alert because of which a response plan is to be opened; empty without one. */
export const planAlert = signal("");
