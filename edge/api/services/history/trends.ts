import { EdgeError } from "../../../contracts/errors.ts";
import { calculatedUidIn } from "../../../contracts/explore/calculated-tag.ts";
import type { Curve } from "../../../contracts/explore/curve.ts";
import type { Explorer } from "../../../contracts/explore/explorer.ts";
import { type HistorianReader, QUALITY, type Trend, type TrendGrid } from "../../../contracts/path/historian.ts";
import type { TagTable } from "../../../contracts/plant/tag.ts";
import { type Caller, demand, ownerFrom } from "../caller.ts";
import { bounded, type Range } from "../range.ts";
import { noSuchTag, tagNamed } from "./tag-named.ts";

/** More columns than any screen has pixels. */
export const MAX_WIDTH = 4000;
export const DEFAULT_WIDTH = 600;

export interface TrendDeps {
  readonly tags: Pick<TagTable, "find">;
  readonly historian: Pick<HistorianReader, "trend">;
  /** Absent where the edge has no calculated tags. */
  readonly explorer?: Pick<Explorer, "curves">;
}

/** A trend without the number of its tag: a calculated one has none. */
export interface TagTrend {
  readonly tagUid: string;
  readonly unit: string | null;
  readonly trend: Omit<Trend, "ref">;
}

type Question = Range & { readonly tag: string; readonly width: number };

/**
 * One tag over a range, in `width` columns; also a calculated one. Throws EdgeError `not-found`, `bad-request`,
 * `unavailable`.
 */
export async function trendOf(
  deps: TrendDeps,
  caller: Caller,
  { tag: uid, width, ...range }: Range & { readonly tag: string; readonly width?: number | undefined },
): Promise<TagTrend> {
  demand(caller, "GET /api/v1/trends");
  const { explorer, tags, historian } = deps;
  const columns = bounded("width", width, { byDefault: DEFAULT_WIDTH, most: MAX_WIDTH });
  if (calculatedUidIn(uid) !== undefined && explorer !== undefined)
    return await calculatedTrend(explorer, caller, { tag: uid, ...range, width: columns });
  const tag = tagNamed(tags, uid);
  if (tag.type === "waveform") throw new EdgeError("bad-request", "The tag is a waveform: ask GET /api/v1/waveforms.");
  const trend = await historian.trend({ ref: tag.ref, ...range, width: columns });
  return { tagUid: tag.tagUid, unit: tag.unit ?? null, trend };
}

async function calculatedTrend(
  explorer: Pick<Explorer, "curves">,
  caller: Caller,
  { tag, width, from, to }: Question,
): Promise<TagTrend> {
  const range = { from: Math.floor(from), to: Math.floor(to) };
  const user = ownerFrom(caller);
  const { grid, curves } = await explorer.curves({ ...range, sources: [{ tag }], width, user });
  const [curve] = curves;
  if (curve === undefined || curve.problem !== undefined) throw noSuchTag(tag);
  return { tagUid: tag, unit: curve.unit, trend: filledColumns(curve, grid) };
}

/** The columns that have a value. */
function filledColumns({ quality, min, max, mean, last }: Curve, { from, origin, step }: TrendGrid): TagTrend["trend"] {
  const filled = Array.from(quality.keys()).filter((column) => quality[column] !== QUALITY.none);
  const numbers = (of: Float64Array) => filled.map((column) => of[column] as number);
  return {
    times: filled.map((column) => Math.max(from, origin + column * step)),
    min: numbers(min),
    max: numbers(max),
    mean: numbers(mean),
    last: numbers(last),
    doubtful: filled.map((column) => quality[column] === QUALITY.doubtful),
  };
}
