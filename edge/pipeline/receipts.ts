import type { LogPosition, Receipt } from "../contracts/path/source.ts";

/**
 * Receipts of one source that may wait for the disk; further ones are merged. A session that begins meanwhile leaves
 * nothing to compare.
 */
const MOST_WAITING = 4;

/** A receipt, or the beginning of a session where it is undefined, that waits until the log has reached its place. */
interface Waiting {
  readonly position: LogPosition;
  readonly receipt: Receipt | undefined;
}

/** Receipts of all sources that wait for the disk: a bounded number of each source. */
export class Receipts {
  readonly #bySource = new Map<string, Waiting[]>();
  /** The first position at which a receipt is due. */
  #first: LogPosition = Number.POSITIVE_INFINITY;

  add(source: string, position: LogPosition, receipt: Receipt | undefined): void {
    const waiting = this.#bySource.get(source) ?? [];
    const last = waiting.at(-1);
    const isFull = waiting.length >= MOST_WAITING;
    if (!isFull) waiting.push({ position, receipt });
    else if (receipt === undefined || last?.receipt === undefined)
      waiting.splice(0, waiting.length, { position, receipt: undefined });
    else waiting.splice(-1, 1, { position, receipt: joined(last.receipt, receipt) });
    this.#bySource.set(source, waiting);
    this.#first = Math.min(this.#first, position);
  }

  /** Hands over the receipts that are due at `position`, in the order of each source. Cheap where none is. */
  due(position: LogPosition, settle: (source: string, receipt: Receipt | undefined) => void): void {
    if (position < this.#first) return;
    this.#first = Number.POSITIVE_INFINITY;
    for (const [source, waiting] of this.#bySource) {
      while (waiting[0] !== undefined && waiting[0].position <= position) settle(source, waiting.shift()?.receipt);
      this.#first = Math.min(this.#first, waiting[0]?.position ?? Number.POSITIVE_INFINITY);
    }
  }
}

/** Two receipts, one right after the other, as one. */
function joined(a: Receipt, b: Receipt): Receipt {
  const counts = new Map<number, number>();
  for (const { refs, counts: each } of [a, b])
    for (const [i, ref] of refs.entries()) counts.set(ref, (counts.get(ref) ?? 0) + (each[i] as number));
  const columns = { refs: Uint32Array.from(counts.keys()), counts: Uint32Array.from(counts.values()) };
  return { ...columns, from: Math.min(a.from, b.from), to: Math.max(a.to, b.to), numbers: b.numbers };
}
