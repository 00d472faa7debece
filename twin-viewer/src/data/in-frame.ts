import { signal } from "@preact/signals";

/** The page is a frame of another site: it has dashboards alone, and nothing that an alert could open. */
export const inFrame = signal(false);
