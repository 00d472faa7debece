import { signal } from "@preact/signals";

/** Place of a danger that a link asks to report, `zone:ID` or `asset:LABEL`; empty without one. */
export const dangerAt = signal("");
