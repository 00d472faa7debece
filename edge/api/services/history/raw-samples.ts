import { BYTE_ORDER_MARK } from "../../../contracts/csv.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { GapRecord } from "../../../contracts/path/event-batch.ts";
import type { HistorianReader } from "../../../contracts/path/historian.ts";
import { firstPlace, type RawPage, rawPage, rawPages } from "../../../contracts/path/raw-pages.ts";
import { SampleCsv } from "../../../contracts/path/sample-csv.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { Tag, TagTable } from "../../../contracts/plant/tag.ts";
import { type Caller, demand } from "../caller.ts";
import { bounded, type Range } from "../range.ts";
import { type GapDeps, gapsOfTags } from "./gaps.ts";
import { type Begin, checkOf, cursorOf, readCursor } from "./raw-cursor.ts";
import { tagNamed } from "./tag-named.ts";

export const MAX_PAGE = 10_000;
export const DEFAULT_PAGE = 1_000;
/** Excel takes 1,048,576 rows. */
export const MAX_ROWS = 1_000_000;

export interface RawSampleDeps {
  readonly tags: Pick<TagTable, "find">;
  readonly historian: Pick<HistorianReader, "raw">;
}

interface PageQuestion {
  /** Uids; repeated ones count once. */
  readonly tags: readonly string[];
  /** The range of the first page, or the cursor from the previous page. */
  readonly begin: Range | string;
  readonly limit?: number | undefined;
}

/** Stored samples, page by page. Throws EdgeError `not-found`, `bad-request`, `unavailable`. */
export async function rawSamplesPage(
  deps: RawSampleDeps & GapDeps,
  caller: Caller,
  { tags: uids, begin: given, limit }: PageQuestion,
): Promise<{
  readonly pages: readonly RawPage[];
  readonly gaps: readonly GapRecord[];
  readonly next: string | undefined;
}> {
  demand(caller, "GET /api/v1/samples");
  const tags = tagsNamed(deps.tags, uids);
  const most = bounded("limit", limit, { byDefault: DEFAULT_PAGE, most: MAX_PAGE });
  const check = checkOf(tags);
  const begin = typeof given === "string" ? readCursor(given, check) : beginOf(given);
  const { pages, next } = await rawPage(deps.historian, tags, { ...begin, limit: most });
  const gaps = typeof given === "string" ? [] : await gapsOfTags(deps, tags, begin);
  return { pages, gaps, next: next === undefined ? undefined : cursorOf({ ...begin, place: next }, check) };
}

interface CsvQuestion extends Range {
  readonly tags: readonly string[];
  readonly language: ConstructorParameters<typeof SampleCsv>[0]["language"];
  readonly separator: ConstructorParameters<typeof SampleCsv>[0]["separator"];
  readonly hasMark: boolean;
}

/**
 * Stored samples as lines of a table, built as they are read. Resolves when the first samples are there, so that a
 * failure is reported as an error instead of half a table. Throws EdgeError `not-found`, `bad-request`, `unavailable`.
 */
export async function rawSamplesCsv(
  { tags: table, historian, plant }: RawSampleDeps & { readonly plant: Pick<Plant, "assets" | "site"> },
  caller: Caller,
  { tags: uids, language, separator, hasMark, from, to }: CsvQuestion,
): Promise<AsyncIterable<string>> {
  demand(caller, "GET /api/v1/samples/export");
  const labels = new Map(plant.assets.map(({ assetUid, label }) => [assetUid, label]));
  const csv = new SampleCsv({ language, separator, timeZone: plant.site.timeZone });
  const pages = rawPages(historian, tagsNamed(table, uids), { from, to });
  const first = await pages.next();
  return (async function* () {
    yield (hasMark ? BYTE_ORDER_MARK : "") + csv.head();
    let rows = 0;
    for (let page = first; page.done !== true; page = await pages.next()) {
      const { tag, samples } = page.value;
      const { part, isWhole } = upTo(samples, MAX_ROWS - rows);
      yield csv.rows(tag, labels.get(tag.assetUid) ?? "", part);
      rows += part.times.length;
      if (!isWhole) {
        yield csv.cut(MAX_ROWS);
        return;
      }
    }
  })();
}

/**
 * The tags in the order of the query, each once. Waveforms and tags about people are refused; they have routes of their
 * own.
 */
function tagsNamed(table: Pick<TagTable, "find">, uids: readonly string[]): Tag[] {
  return [...new Set(uids)].map((uid) => {
    const tag = tagNamed(table, uid);
    if (tag.type === "waveform")
      throw new EdgeError("bad-request", `${tag.tagUid} is a waveform: ask GET /api/v1/waveforms`);
    if (tag.class === "personal")
      throw new EdgeError(
        "bad-request",
        `${tag.tagUid} is about people, whose samples are not handed out; docs/privacy.md`,
      );
    return tag;
  });
}

function beginOf({ from, to }: Range): Begin {
  const whole = { from: Math.floor(from), to: Math.floor(to) };
  return { ...whole, place: firstPlace(whole) };
}

function upTo(
  samples: RawPage["samples"],
  most: number,
): { readonly part: RawPage["samples"]; readonly isWhole: boolean } {
  if (samples.times.length <= most) return { part: samples, isWhole: true };
  const cut = <T>(column: readonly T[]): T[] => column.slice(0, most);
  return {
    part: {
      times: cut(samples.times),
      values: cut(samples.values),
      texts: cut(samples.texts),
      statuses: cut(samples.statuses),
      ...(samples.arrivedBy === undefined ? {} : { arrivedBy: cut(samples.arrivedBy) }),
    },
    isWhole: false,
  };
}
