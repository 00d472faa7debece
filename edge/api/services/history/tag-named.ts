import { EdgeError } from "../../../contracts/errors.ts";
import type { Tag, TagTable, TagUid } from "../../../contracts/plant/tag.ts";

/** The tag with this uid. Throws EdgeError `not-found`. */
export function tagNamed(tags: Pick<TagTable, "find">, uid: string): Tag {
  const tag = tags.find(uid as TagUid);
  if (tag !== undefined) return tag;
  const shown = JSON.stringify(uid.slice(0, 200));
  throw new EdgeError(
    "not-found",
    `No tag has the uid ${shown}. GET /api/v1/tags lists them all; write # as %23 in a URL.`,
  );
}
