let query: MediaQueryList | undefined;

/**
 * With reduced motion in the system's settings, the camera jumps and nothing blinks (WCAG 2.3.3). One media query for
 * the life of the page, because the browser keeps every query.
 */
export function wantsLessMotion(): boolean {
  query ??= window.matchMedia("(prefers-reduced-motion: reduce)");
  return query.matches;
}
