import type { Tag } from "../plant/tag.ts";
import type { HistorianReader } from "./historian.ts";
import type { Micros } from "./sample-batch.ts";

/** Samples of one question to the historian: some hundred kB. */
const PAGE_SAMPLES = 5_000;
/** The next query covers this many times the range of the last page. */
const AHEAD = 4;

export interface RawPage {
  readonly tag: Tag;
  readonly samples: Awaited<ReturnType<HistorianReader["raw"]>>;
}

/** Where reading continues: a tag of the list, a time, and the range of the next query, µs. */
export interface RawPlace {
  readonly tag: number;
  readonly time: Micros;
  readonly span: number;
}

type RawReader = Pick<HistorianReader, "raw">;

interface Range {
  readonly from: Micros;
  readonly to: Micros;
}

/** Every sample of several tags in [from, to), tag by tag, in pages. No more than one page is in memory. */
export async function* rawPages(
  historian: RawReader,
  tags: readonly Tag[],
  range: Range,
): AsyncGenerator<RawPage, void> {
  for (let place: RawPlace | undefined = firstPlace(range); place !== undefined; ) {
    const { pages, next } = await rawPage(historian, tags, { ...range, place, limit: PAGE_SAMPLES });
    yield* pages;
    place = next;
  }
}

export function firstPlace({ from, to }: Range): RawPlace {
  return { tag: 0, time: from, span: to - from };
}

/** At most `limit` samples from a place on, and the place after them; undefined when there are none left. */
export async function rawPage(
  historian: RawReader,
  tags: readonly Tag[],
  { from, to, place, limit }: Range & { readonly place: RawPlace; readonly limit: number },
): Promise<{ readonly pages: readonly RawPage[]; readonly next: RawPlace | undefined }> {
  const pages: RawPage[] = [];
  let left = limit;
  let at: RawPlace = place;
  while (at.tag < tags.length && left > 0) {
    const tag = tags[at.tag] as Tag;
    const { samples, rest } = await stretch(historian, tag, { from: at.time, to, span: at.span, limit: left });
    if (samples.times.length > 0) pages.push({ tag, samples });
    left -= samples.times.length;
    at = rest === undefined ? { ...firstPlace({ from, to }), tag: at.tag + 1 } : { tag: at.tag, ...rest };
  }
  return { pages, next: at.tag < tags.length ? at : undefined };
}

/**
 * A historian sorts all samples of a query before it returns the first, so for a tag with very many samples only the
 * next ones are requested.
 */
async function stretch(
  historian: RawReader,
  tag: Tag,
  { from, to, span, limit }: Range & { readonly span: number; readonly limit: number },
): Promise<{
  readonly samples: RawPage["samples"];
  readonly rest: { readonly time: Micros; readonly span: number } | undefined;
}> {
  for (let start = from, reach = span; ; start += reach, reach *= AHEAD) {
    const end = Math.min(to, start + Math.max(1, reach));
    const samples =
      start < to ? await historian.raw(tag.ref, start, end, limit) : { times: [], values: [], texts: [], statuses: [] };
    const count = samples.times.length;
    if (count >= limit) {
      const time = (samples.times.at(-1) as Micros) + 1;
      return { samples, rest: time < to ? { time, span: AHEAD * (time - start) } : undefined };
    }
    if (end >= to) return { samples, rest: undefined };
    if (count > 0) return { samples, rest: { time: end, span: AHEAD * reach } };
  }
}
