import type { HistorianReader } from "./historian.ts";
import type { Micros } from "./sample-batch.ts";
import type { Tag } from "./tag.ts";

/** Samples of one question to the historian: some hundred kB. */
const PAGE_SAMPLES = 5_000;

export interface RawPage {
  readonly tag: Tag;
  readonly samples: Awaited<ReturnType<HistorianReader["raw"]>>;
}

/** Where reading goes on: a tag of the list, and a time. */
export interface RawPlace {
  readonly tag: number;
  readonly time: Micros;
}

/** Every sample of several tags in [from, to), tag by tag, in pages. No more than one page is in memory. */
export async function* rawPages(historian: Pick<HistorianReader, "raw">, tags: readonly Tag[], { from, to }: { readonly from: Micros; readonly to: Micros }): AsyncGenerator<RawPage, void> {
  for (const tag of tags) {
    for (let start = from; start < to; ) {
      const samples = await historian.raw(tag.ref, start, to, PAGE_SAMPLES);
      if (samples.times.length > 0) yield { tag, samples };
      if (samples.times.length < PAGE_SAMPLES) break;
      start = (samples.times.at(-1) as Micros) + 1;
    }
  }
}

/** At most `limit` samples from a place on, and the place behind them; undefined when there are none left. */
export async function rawPage(
  historian: Pick<HistorianReader, "raw">,
  { tags, place, to, from, limit }: { readonly tags: readonly Tag[]; readonly place: RawPlace; readonly from: Micros; readonly to: Micros; readonly limit: number },
): Promise<{ readonly pages: readonly RawPage[]; readonly next: RawPlace | undefined }> {
  const pages: RawPage[] = [];
  let left = limit;
  for (let n = place.tag; n < tags.length; n++) {
    const start = n === place.tag ? place.time : from;
    if (left === 0) return { pages, next: { tag: n, time: start } };
    if (start >= to) continue;
    const tag = tags[n] as Tag;
    const samples = await historian.raw(tag.ref, start, to, left);
    if (samples.times.length > 0) pages.push({ tag, samples });
    left -= samples.times.length;
    if (left === 0) return { pages, next: { tag: n, time: (samples.times.at(-1) as Micros) + 1 } };
  }
  return { pages, next: undefined };
}
