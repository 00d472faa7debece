/** After the first picture: keeping files must not slow it down. */
const AFTER_MS = 8_000;

/**
 * Keeps the page's files in the browser where the origin allows it (HTTPS, or this machine); elsewhere nothing
 * happens.
 */
export function keepOffline(): void {
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return;
  setTimeout(() => void navigator.serviceWorker.register("sw.js").catch(() => undefined), AFTER_MS);
}
