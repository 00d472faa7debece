import type { WorkItem } from "../contracts/records/work-book.ts";
import { isOpenWork } from "../contracts/records/work-item.ts";

/** Items of one group, with the bytes that they take as JSON. */
export interface Held {
  readonly count: number;
  readonly bytes: number;
}

interface Place {
  readonly at: number;
  readonly bytes: number;
  readonly isOpen: boolean;
}

/** Work items in memory: by uid, in the order of their reports, and the open ones by cause. */
export class WorkIndex {
  #items: WorkItem[] = [];
  #places = new Map<string, Place>();
  readonly #openByCause = new Map<string, string>();
  readonly #open = { count: 0, bytes: 0 };
  readonly #over = { count: 0, bytes: 0 };

  constructor(items: readonly WorkItem[]) {
    for (const item of items) this.put(item);
  }

  /** Neither closed nor rejected. */
  get open(): Held {
    return this.#open;
  }

  /** Closed or rejected. */
  get over(): Held {
    return this.#over;
  }

  find(itemUid: string): WorkItem | undefined {
    const place = this.#places.get(itemUid);
    return place === undefined ? undefined : this.#items[place.at];
  }

  /** The open item that came from this alert, recommendation or item. */
  openOf(cause: string): WorkItem | undefined {
    const uid = this.#openByCause.get(cause);
    return uid === undefined ? undefined : this.find(uid);
  }

  bytesOf(itemUid: string): number {
    return this.#places.get(itemUid)?.bytes ?? 0;
  }

  /** In the order of their reports. */
  all(): readonly WorkItem[] {
    return this.#items;
  }

  newestFirst(): Iterable<WorkItem> {
    return backwards(this.#items, this.#items.length - 1);
  }

  before(itemUid: string): Iterable<WorkItem> | undefined {
    const place = this.#places.get(itemUid);
    return place === undefined ? undefined : backwards(this.#items, place.at - 1);
  }

  /** Adds an item, or replaces the one with its uid. */
  put(item: WorkItem): void {
    const { itemUid, cause } = item;
    const before = this.#places.get(itemUid);
    const at = before?.at ?? this.#items.length;
    const place = { at, bytes: bytesIn(item), isOpen: isOpenWork(item) };
    if (before !== undefined) this.#count(before, -1);
    this.#count(place, 1);
    this.#items[at] = item;
    this.#places.set(itemUid, place);
    if (cause === undefined) return;
    if (place.isOpen) this.#openByCause.set(cause, itemUid);
    else if (this.#openByCause.get(cause) === itemUid) this.#openByCause.delete(cause);
  }

  /** The items that are over, the one that ended first foremost. */
  overByEnd(): readonly WorkItem[] {
    return this.#items
      .filter(({ itemUid }) => this.#places.get(itemUid)?.isOpen === false)
      .sort((a, b) => (a.acts.at(-1)?.at ?? 0) - (b.acts.at(-1)?.at ?? 0));
  }

  remove(itemUids: ReadonlySet<string>): void {
    const kept = this.#items.filter(({ itemUid }) => !itemUids.has(itemUid));
    this.#items = [];
    this.#places = new Map();
    this.#openByCause.clear();
    for (const held of [this.#open, this.#over]) Object.assign(held, { count: 0, bytes: 0 });
    for (const item of kept) this.put(item);
  }

  #count({ bytes, isOpen }: Place, sign: 1 | -1): void {
    const held = isOpen ? this.#open : this.#over;
    held.count += sign;
    held.bytes += sign * bytes;
  }
}

/** Bytes of an item as JSON. */
export function bytesIn(item: WorkItem): number {
  return Buffer.byteLength(JSON.stringify(item));
}

function* backwards(items: readonly WorkItem[], from: number): Generator<WorkItem> {
  for (let at = from; at >= 0; at--) yield items[at] as WorkItem;
}
