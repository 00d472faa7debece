import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../../contracts/path/twin.ts";
import type { WaveformBlock } from "../../../contracts/path/waveform-block.ts";
import type { WaveformHead, WaveformReader } from "../../../contracts/path/waveform-reader.ts";
import type { Tag, TagTable } from "../../../contracts/plant/tag.ts";
import { type Caller, demand } from "../caller.ts";
import { bounded, type Range } from "../range.ts";
import { tagNamed } from "./tag-named.ts";

export const MAX_LISTED = 1000;
export const DEFAULT_LISTED = 100;
const OLDEST: Micros = 0;

export interface WaveformDeps {
  readonly tags: Pick<TagTable, "find">;
  readonly waveforms: WaveformReader;
  readonly twin: Pick<TwinReader, "waveform">;
  now(): Micros;
}

/** The waveforms of one tag in a range, newest first. Throws EdgeError `not-found`, `bad-request`, `unavailable`. */
export async function waveformsOf(
  { tags, waveforms }: WaveformDeps,
  caller: Caller,
  { tag: uid, limit, ...range }: Range & { readonly tag: string; readonly limit?: number | undefined },
): Promise<{ readonly tag: Tag; readonly waveforms: readonly WaveformHead[] }> {
  demand(caller, "GET /api/v1/waveforms");
  const tag = waveformTag(tags, uid);
  const most = bounded("limit", limit, { byDefault: DEFAULT_LISTED, most: MAX_LISTED });
  return { tag, waveforms: await waveforms.waveforms({ ref: tag.ref, ...range, limit: most }) };
}

/**
 * One waveform: the newest, or the one that begins at `time`. Throws EdgeError `not-found`, `bad-request`,
 * `unavailable`.
 */
export async function waveformOf(
  deps: WaveformDeps,
  caller: Caller,
  { tag: uid, time }: { readonly tag: string; readonly time?: Micros | undefined },
): Promise<{ readonly tag: Tag; readonly waveform: WaveformBlock }> {
  demand(caller, "GET /api/v1/waveforms/block");
  const tag = waveformTag(deps.tags, uid);
  const waveform = time === undefined ? await newest(deps, tag) : await deps.waveforms.waveform(tag.ref, time);
  if (waveform === undefined)
    throw new EdgeError(
      "not-found",
      time === undefined
        ? "The tag has no waveform yet."
        : "No waveform of the tag begins at this time. GET /api/v1/waveforms lists them.",
    );
  return { tag, waveform };
}

function waveformTag(tags: Pick<TagTable, "find">, uid: string): Tag {
  const tag = tagNamed(tags, uid);
  if (tag.type !== "waveform")
    throw new EdgeError("bad-request", `The tag is of type ${tag.type}, not waveform: ask GET /api/v1/trends.`);
  return tag;
}

/** Taken from the twin, or from the historian until the first block after a start. */
async function newest({ twin, waveforms, now }: WaveformDeps, { ref }: Tag): Promise<WaveformBlock | undefined> {
  const present = twin.waveform(ref);
  if (present !== undefined) return present;
  // Allows for a source whose clock is ahead of the edge's.
  const [last] = await waveforms.waveforms({ ref, from: OLDEST, to: now() + 86_400e6, limit: 1 });
  return last === undefined ? undefined : waveforms.waveform(ref, last.start);
}
