import type { GapRecord } from "../../../contracts/path/event-batch.ts";
import type { EventReader } from "../../../contracts/path/historian.ts";
import type { Tag } from "../../../contracts/plant/tag.ts";
import { type Caller, demand } from "../caller.ts";
import type { Range } from "../range.ts";

export const MAX_GAPS = 1000;
/** A gap that began before a range is found when it began at most this long before it, µs. */
const REACH_US = 86_400e6;

export interface GapDeps {
  readonly events: Pick<EventReader, "events">;
}

/** Declared losses that reach into the range, newest first, of one source or of all. Throws EdgeError `unavailable`. */
export async function gapsIn(
  deps: GapDeps,
  caller: Caller,
  { source, ...range }: Range & { readonly source?: string | undefined },
): Promise<readonly GapRecord[]> {
  demand(caller, "GET /api/v1/gaps");
  const gaps = await declaredGaps(deps, range);
  return source === undefined ? gaps : gaps.filter((gap) => gap.source === source);
}

/** Gaps that reach into the range and are of these tags, or of all tags of their sources. */
export async function gapsOfTags(
  deps: GapDeps,
  tags: readonly Pick<Tag, "source" | "tagUid">[],
  range: Range,
): Promise<readonly GapRecord[]> {
  const gaps = await declaredGaps(deps, range);
  return gaps.filter(({ source, tagUid }) =>
    tags.some((tag) =>
      tagUid === undefined ? source === tag.source || source.startsWith(`${tag.source}/`) : tagUid === tag.tagUid,
    ),
  );
}

async function declaredGaps({ events }: GapDeps, { from, to }: Range): Promise<readonly GapRecord[]> {
  const found = await events.events({ from: from - REACH_US, to, type: "gap.declared", limit: MAX_GAPS });
  return found.map(({ payload }) => payload as unknown as GapRecord).filter((gap) => gap.to >= from);
}
