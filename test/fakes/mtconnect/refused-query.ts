/** What an agent refuses of a request's query (MTConnect Part 1: requests `current`, `sample`, `assets`). */

/** Parameters of each request: an agent refuses those that it does not know. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  probe: [],
  current: ["at", "interval", "path"],
  sample: ["from", "to", "count", "interval", "heartbeat", "path"],
  assets: ["type", "removed", "count", "device"],
};
/** Parameters that are whole numbers, each with the least one. */
const NUMBERS: Readonly<Record<string, number>> = {
  ...{ at: 0, from: 0, to: 0, interval: 0, heartbeat: 1 },
  count: Number.NEGATIVE_INFINITY,
};

interface Held {
  /** Numbers that the buffer has, and the one that comes next. */
  readonly first: number;
  readonly next: number;
  readonly bufferSize: number;
  /** Refuses the number that comes next, too. */
  readonly isStrict: boolean;
}

/** Status and code of the refusal; undefined for a request that is answered. */
export function refusedQuery(
  request: string,
  query: URLSearchParams,
  { first, next, bufferSize, isStrict }: Held,
): { readonly status: number; readonly code: string } | undefined {
  const known = PARAMETERS[request];
  if (known === undefined) return { status: 404, code: "UNSUPPORTED" };
  const invalid = { status: 400, code: "INVALID_REQUEST" };
  const beyond = { status: 404, code: "OUT_OF_RANGE" };
  const given = new Map<string, number>();
  for (const [name, text] of query) {
    if (!known.includes(name) || given.has(name)) return invalid;
    const least = NUMBERS[name];
    if (least !== undefined && !/^-?\d{1,18}$/.test(text)) return invalid;
    if (least !== undefined && Number(text) < least) return beyond;
    given.set(name, Number(text));
  }
  const { at = first, from = first, to = next, count = 1 } = Object.fromEntries(given);
  if (given.has("interval") && (given.has("at") || count < 0)) return invalid;
  const isHeld = !given.has("at") || (at >= first && at < next);
  const isFrom = from >= first && from <= next - Number(isStrict && given.has("from"));
  return count === 0 || Math.abs(count) > bufferSize || !isHeld || !isFrom || to < from ? beyond : undefined;
}
