let query: MediaQueryList | undefined;

/**
 * Who asked the system for less motion is put where others fly to, and nothing blinks (WCAG 2.3.3). One question for
 * the life of the page: the browser keeps every one that was ever put.
 */
export function wantsLessMotion(): boolean {
  query ??= window.matchMedia("(prefers-reduced-motion: reduce)");
  return query.matches;
}
