/** Compares the log of an edge with the hub's copy of it, item by item and bit by bit, in little memory. */
import { WAVEFORM_LEFT_OUT } from "../../../edge/fleet/wire/counts.ts";
import type { LogItem } from "../../../edge/historian/log/log-chunk.ts";
import { LogReader } from "../../../edge/historian/log/log-reader.ts";

/** What the copy of a log lacks, has too much of, or has otherwise. */
export interface Difference {
  readonly items: number;
  readonly undeclared: number;
  readonly spurious: number;
  readonly changed: number;
  /** Waveforms that are there whole. */
  readonly waveforms: number;
}

export async function compareLogs(own: string, copy: string): Promise<Difference> {
  let [items, undeclared, spurious, changed, waveforms] = [0, 0, 0, 0, 0];
  await using held = new Items(copy);
  await using sent = new Items(own);
  let there = await held.next();
  for (let item = await sent.next(); item !== undefined; item = await sent.next()) {
    items++;
    for (; there !== undefined && there.at < item.at; there = await held.next()) spurious++;
    if (there?.at !== item.at) {
      undeclared++;
      continue;
    }
    const isNote = item.kind === "waveform" && there.kind === WAVEFORM_LEFT_OUT;
    if (!isNote && there.text !== item.text) changed++;
    if (there.kind === "waveform") waveforms++;
    there = await held.next();
  }
  for (; there !== undefined; there = await held.next()) spurious++;
  return { items, undeclared, spurious, changed, waveforms };
}

interface Item {
  readonly at: number;
  /** `sample`, `waveform`, or the type of an event. */
  readonly kind: string;
  readonly text: string;
}

class Items implements AsyncDisposable {
  readonly #reader: LogReader;
  #read: Item[] = [];
  #index = 0;

  constructor(dir: string) {
    this.#reader = new LogReader(dir, 0, { isInOrder: true });
  }

  /** In the order of the log. */
  async next(): Promise<Item | undefined> {
    while (this.#index >= this.#read.length) {
      const { position } = this.#reader;
      const chunk = await this.#reader.read(10_000, Number.POSITIVE_INFINITY);
      if (chunk === undefined || chunk.to === position) return undefined;
      this.#read = (chunk.items ?? []).flatMap(itemsOf);
      this.#index = 0;
    }
    return this.#read[this.#index++];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.close();
  }
}

function itemsOf(item: LogItem): Item[] {
  const { at } = item;
  if ("event" in item) return [{ at, kind: item.event.type, text: JSON.stringify(item.event) }];
  if ("waveform" in item) {
    const { points, ...head } = item.waveform;
    const bits = Buffer.from(points.buffer, points.byteOffset, points.byteLength).toString("latin1");
    return [{ at, kind: "waveform", text: JSON.stringify(head) + bits }];
  }
  const { tags, times, values, statuses, flags, receivedAt, texts, length } = item.batch;
  return Array.from({ length }, (_, i) => ({
    at: at + i,
    kind: "sample",
    text: [tags[i], times[i], values[i], statuses[i], flags[i], receivedAt, texts.get(i)].join("|"),
  }));
}
