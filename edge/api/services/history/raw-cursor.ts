import { createHash } from "node:crypto";
import { EdgeError } from "../../../contracts/errors.ts";
import type { RawPlace } from "../../../contracts/path/raw-pages.ts";
import type { Tag } from "../../../contracts/plant/tag.ts";
import type { Range } from "../range.ts";

/** Where the next page of raw samples begins, in the range of the first one. */
export interface Begin extends Range {
  readonly place: RawPlace;
}

/** Ties a cursor to its tags. */
export function checkOf(tags: readonly Pick<Tag, "tagUid">[]): string {
  return createHash("sha256")
    .update(JSON.stringify(tags.map(({ tagUid }) => tagUid)))
    .digest("base64url")
    .slice(0, 12);
}

export function cursorOf({ from, to, place }: Begin, check: string): string {
  return Buffer.from(JSON.stringify([check, from, to, place.tag, place.time, place.span])).toString("base64url");
}

/** Throws EdgeError `bad-request` for a cursor of other tags, and for text that is no cursor. */
export function readCursor(cursor: string, check: string): Begin {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    read = undefined;
  }
  const [of, from, to, tag, time, span] = Array.isArray(read) ? (read as unknown[]) : [];
  const isWhole = [from, to, tag, time, span].every((one) => Number.isSafeInteger(one) && (one as number) >= 0);
  if (of !== check || !isWhole)
    throw new EdgeError(
      "bad-request",
      "the cursor belongs to another query; send the tags of that query, or no cursor",
    );
  return {
    from: from as number,
    to: to as number,
    place: { tag: tag as number, time: time as number, span: span as number },
  };
}
