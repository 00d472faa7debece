import { EdgeError } from "../../../contracts/errors.ts";
import type { Aggregate, HistorianReader, StateDuration } from "../../../contracts/path/historian.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import { type Period, type PeriodKind, periodsOf } from "../../../contracts/plant/site-periods.ts";
import type { Tag, TagTable } from "../../../contracts/plant/tag.ts";
import { siteCalendar } from "../../../contracts/plant/time-zone.ts";
import { type Caller, demand } from "../caller.ts";
import type { Range } from "../range.ts";
import { tagNamed } from "./tag-named.ts";

export const MAX_PERIODS = 1000;
export const MAX_STATES = 200;
export const MAX_ALIGNED_TIMES = 4000;

interface TagDeps {
  readonly tags: Pick<TagTable, "find">;
}

export interface AggregateDeps extends TagDeps {
  readonly plant: Pick<Plant, "site">;
  readonly historian: Pick<HistorianReader, "aggregates">;
}

/** A period of the site with the figures of one tag in it. */
export type PeriodFigures = Period & { readonly figures: Aggregate };

/** Figures of one tag by period of the site. Throws EdgeError `not-found`, `bad-request`, `unavailable`. */
export async function aggregatesOf(
  { tags, plant, historian }: AggregateDeps,
  caller: Caller,
  { tag: uid, by, ...range }: Range & { readonly tag: string; readonly by: PeriodKind },
): Promise<{ readonly tag: Tag; readonly periods: readonly PeriodFigures[] }> {
  demand(caller, "GET /api/v1/aggregates");
  const tag = tagNamed(tags, uid);
  const periods = periodsOf(siteCalendar(plant.site), range, { by, most: MAX_PERIODS });
  if (periods === undefined)
    throw new EdgeError(
      "bad-request",
      `this range has more than ${MAX_PERIODS} periods; take a shorter one or longer periods`,
    );
  const edges = edgesOf(periods);
  const figures = periods.length === 0 ? [] : await historian.aggregates({ ref: tag.ref, edges });
  const figuresFrom = (from: Micros): Aggregate => figures[edges.indexOf(from)] as Aggregate;
  return { tag, periods: periods.map((period) => ({ ...period, figures: figuresFrom(period.from) })) };
}

/** There may be time between two shifts, so the requested range includes it. */
function edgesOf(periods: readonly Period[]): Micros[] {
  const edges = new Set<Micros>();
  for (const { from, to } of periods) edges.add(from).add(to);
  return [...edges].sort((a, b) => a - b);
}

export interface DurationDeps extends TagDeps {
  readonly historian: Pick<HistorianReader, "stateDurations">;
}

/** Duration of each state of a tag, longest first. Throws EdgeError `not-found`, `unavailable`. */
export async function stateDurationsOf(
  { tags, historian }: DurationDeps,
  caller: Caller,
  { tag: uid, from, to }: Range & { readonly tag: string },
): Promise<{ readonly tag: Tag; readonly states: readonly StateDuration[] }> {
  demand(caller, "GET /api/v1/state-durations");
  const tag = tagNamed(tags, uid);
  const states = await historian.stateDurations(tag.ref, from, to);
  return { tag, states: states.slice(0, MAX_STATES) };
}

export interface AlignedDeps extends TagDeps {
  readonly historian: Pick<HistorianReader, "aligned">;
}

/** A tag with its values at the requested times; NaN for none. */
export interface AlignedTag {
  readonly tag: Tag;
  readonly values: readonly number[];
}

/**
 * Several tags at the same times, `everyS` seconds apart. Throws EdgeError `not-found`, `bad-request`, `unavailable`.
 */
export async function alignedOf(
  { tags, historian }: AlignedDeps,
  caller: Caller,
  { tags: uids, from, to, everyS }: Range & { readonly tags: readonly string[]; readonly everyS: number },
): Promise<{ readonly times: readonly Micros[]; readonly tags: readonly AlignedTag[] }> {
  demand(caller, "GET /api/v1/aligned");
  const wanted = uids.map((uid) => tagNamed(tags, uid));
  const step = Math.round(everyS * 1e6);
  if (step < 1 || (to - from) / step > MAX_ALIGNED_TIMES)
    throw new EdgeError(
      "bad-request",
      `every must be at least ${(to - from) / MAX_ALIGNED_TIMES / 1e6} s for this range`,
    );
  const refs = wanted.map(({ ref }) => ref);
  const { times, values } = await historian.aligned(refs, from, to, step);
  return { times, tags: wanted.map((tag, i) => ({ tag, values: values[i] ?? [] })) };
}
