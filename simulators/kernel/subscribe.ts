/** Adds a listener until the signal aborts. */
export function subscribe<Event>(
  listeners: Set<(event: Event) => void>,
  listener: (event: Event) => void,
  signal: AbortSignal | undefined,
): void {
  if (signal?.aborted === true) return;
  listeners.add(listener);
  signal?.addEventListener("abort", () => listeners.delete(listener), { once: true });
}
