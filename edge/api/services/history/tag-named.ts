import { EdgeError } from "../../../contracts/errors.ts";
import type { Tag, TagTable, TagUid } from "../../../contracts/plant/tag.ts";

/** The tag with this uid. Throws EdgeError `not-found`. */
export function tagNamed(tags: Pick<TagTable, "find">, uid: string): Tag {
  const tag = tags.find(uid as TagUid);
  if (tag === undefined) throw noSuchTag(uid);
  return tag;
}

export function noSuchTag(uid: string): EdgeError {
  const shown = JSON.stringify(uid.slice(0, 200));
  return new EdgeError(
    "not-found",
    `No tag has the uid ${shown}. GET /api/v1/tags lists them all; write # as %23 in a URL.`,
  );
}
