/**
 * Keeps the page's own files, so that a wall screen or a phone opens it at once and also while the edge restarts.
 * Data are never kept: what `/api` answers is of now or of nothing.
 */
const CACHE = "gemba-page-1";
/** Font slices are many; beyond this the oldest go. */
const MOST_FILES = 400;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  // Through a hub the API of a site is below the site's folder.
  if (method !== "GET" || origin !== self.location.origin || /\/(api\/|metrics$)/.test(pathname)) return;
  // Names of files below assets/ hold a hash of their content: what was fetched once is right for good.
  event.respondWith(/\/assets\//.test(pathname) ? keptFirst(event.request) : newestFirst(event.request));
});

async function keptFirst(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetched(request, cache);
}

async function newestFirst(request) {
  const cache = await caches.open(CACHE);
  try {
    return await fetched(request, cache);
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: true });
    if (kept === undefined) throw error;
    return kept;
  }
}

async function fetched(request, cache) {
  const response = await fetch(request);
  if (response.ok) {
    await cache.put(request, response.clone());
    const names = await cache.keys();
    for (const old of names.slice(0, Math.max(0, names.length - MOST_FILES))) await cache.delete(old);
  }
  return response;
}
