/** Runs something while the page has nothing else to do. */
export function whenIdle(run: () => void): void {
  const later = window.requestIdleCallback ?? ((after: () => void) => window.setTimeout(after, 1000));
  later(() => run());
}
