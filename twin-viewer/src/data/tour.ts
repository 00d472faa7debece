import { signal } from "@preact/signals";

const KEY = "gemba.tour";

/** The step of the tour on the page; null while there is none. */
export const tourStep = signal<number | null>(null);

/** Whether this browser has been offered the tour: an offer is made once. */
export const wasOffered = signal(readOffered());

function readOffered(): boolean {
  try {
    return window.localStorage.getItem(KEY) !== null;
  } catch {
    // Without a memory every visit would be the first: no offer.
    return true;
  }
}

/** The offer was answered, or the tour begun. */
export function noteOffered(): void {
  wasOffered.value = true;
  try {
    window.localStorage.setItem(KEY, "offered");
  } catch {
    // The next visit does not offer it either, because nothing can be read.
  }
}

export function startTour(): void {
  noteOffered();
  tourStep.value = 0;
}
