import { uuidv7 } from "../batch/uuidv7.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import type { NewAdvice, Recommendation } from "../contracts/records/advice-book.ts";

/** One takes a few KB; evidence is bounded by its maker. */
const MOST_BYTES = 32 * 1024;

/** A recommendation on which nobody has decided yet; undefined for one that is too large to be kept. */
export function freshAdvice(
  advice: NewAdvice,
  { now, position }: { readonly now: Micros; readonly position: LogPosition | undefined },
): Recommendation | undefined {
  const fresh = {
    ...advice,
    adviceUid: uuidv7(now / 1000),
    proposedAt: now,
    ...(position === undefined ? {} : { logPosition: position }),
    acts: [],
  };
  return Buffer.byteLength(JSON.stringify(fresh)) > MOST_BYTES ? undefined : fresh;
}
