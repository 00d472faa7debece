/** The class of defects that the quality room shows. */
import { signal } from "@preact/signals";

/** Key of the class whose page is open, if any. An alert names it with hyphens in place of blanks. */
export const openDefect = signal<string | null>(null);

/** The case whose pieces the page lists; empty: those of the leading cause. */
export const shownCase = signal("");

/** Opens the page of a class, with the pieces of a case or of its leading cause. */
export function showDefect(key: string, itemUid = ""): void {
  shownCase.value = itemUid;
  openDefect.value = key;
}

/** Rises when a case was opened, so that the board asks anew. */
export const loopRound = signal(0);

/** The class that an alert of a cause is about (rule RC13); undefined for other rules. */
export function defectOfRule(rule: string): string | undefined {
  return /^quality\/cause\/(.+)$/.exec(rule)?.[1];
}

/** Whether the open page is that of this class. */
export function isOpenDefect(key: string): boolean {
  const open = openDefect.value;
  return open !== null && (open === key || open === key.replaceAll(" ", "-"));
}
