/** The Date header has whole seconds and took some time to arrive, so a smaller offset means nothing. */
const SMALLEST_MS = 3_000;

let offsetMs = 0;

/** Learns the difference of the edge's and this phone's clock from an answer. */
export function heardFrom(headers: Headers, nowMs = Date.now()): void {
  const edgeMs = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(edgeMs)) return;
  const found = edgeMs - nowMs;
  offsetMs = Math.abs(found) < SMALLEST_MS ? 0 : found;
}

/** Now by the edge's clock, so that ages are right on a phone whose own clock is not. */
export function edgeClockMs(): number {
  return Date.now() + offsetMs;
}
