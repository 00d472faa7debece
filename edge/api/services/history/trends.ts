import { EdgeError } from "../../../contracts/errors.ts";
import type { HistorianReader, Trend } from "../../../contracts/path/historian.ts";
import type { Tag, TagTable } from "../../../contracts/plant/tag.ts";
import { type Caller, demand } from "../caller.ts";
import { bounded, type Range } from "../range.ts";
import { tagNamed } from "./tag-named.ts";

/** More columns than any screen has pixels. */
export const MAX_WIDTH = 4000;
export const DEFAULT_WIDTH = 600;

export interface TrendDeps {
  readonly tags: Pick<TagTable, "find">;
  readonly historian: Pick<HistorianReader, "trend">;
}

/** One tag over a range, in `width` columns. Throws EdgeError `not-found`, `bad-request`, `unavailable`. */
export async function trendOf(
  { tags, historian }: TrendDeps,
  caller: Caller,
  { tag: uid, from, to, width }: Range & { readonly tag: string; readonly width?: number | undefined },
): Promise<{ readonly tag: Tag; readonly trend: Trend }> {
  demand(caller, "GET /api/v1/trends");
  const tag = tagNamed(tags, uid);
  if (tag.type === "waveform") throw new EdgeError("bad-request", "The tag is a waveform: ask GET /api/v1/waveforms.");
  const columns = bounded("width", width, { byDefault: DEFAULT_WIDTH, most: MAX_WIDTH });
  return { tag, trend: await historian.trend({ ref: tag.ref, from, to, width: columns }) };
}
