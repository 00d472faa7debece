/** Pictures of hidden dangers and inspections (rules SR28 to SR33). */
import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type {
  PictureId,
  PictureKeeper,
  PictureType,
  PictureUse,
  StoredPicture,
} from "../../../contracts/safety/pictures.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";

export interface PictureDeps {
  /** Absent where the edge keeps none. */
  readonly pictures?: PictureKeeper;
  readonly journal: Pick<Journal, "record">;
  now(): Micros;
}

/** Throws EdgeError `unavailable`. */
export function pictureUse(deps: PictureDeps, caller: Caller): PictureUse {
  demand(caller, "GET /api/v1/safety/pictures");
  return keptPictures(deps).use;
}

/**
 * Stores one, on disk and in the audit log before it answers. Throws EdgeError `bad-request`, `conflict`,
 * `unavailable`, `disk`.
 */
export async function storePicture(
  deps: PictureDeps,
  caller: Caller,
  bytes: Uint8Array,
): Promise<{ readonly picture: StoredPicture; readonly isNew: boolean }> {
  demand(caller, "POST /api/v1/safety/pictures");
  const stored = await keptPictures(deps).add(bytes);
  if (stored.isNew)
    await deps.journal.record({
      ...{ principal: principalFrom(caller), action: "safety.picture-store", target: stored.picture.id },
      ...{ result: "done", after: { bytes: stored.picture.bytes, type: stored.picture.type } },
    });
  return stored;
}

/** Throws EdgeError `not-found` with who deleted it and why, `unavailable`. */
export async function storedPicture(
  deps: PictureDeps,
  caller: Caller,
  id: PictureId,
): Promise<{ readonly bytes: Uint8Array; readonly type: PictureType }> {
  demand(caller, "GET /api/v1/safety/pictures/:id");
  return await keptPictures(deps).read(id);
}

/** Deletes one for good, with the reason on record. Throws EdgeError `not-found`, `unavailable`, `disk`. */
export async function deletePicture(
  deps: PictureDeps,
  caller: Caller,
  { id, reason }: { readonly id: PictureId; readonly reason: string },
): Promise<void> {
  demand(caller, "POST /api/v1/safety/pictures/:id/deletion");
  const principal = principalFrom(caller);
  const at = new Date(Math.floor(deps.now() / 1000)).toISOString();
  const entry = { principal, action: "safety.picture-delete", target: id, result: "done", reason } as const;
  await keptPictures(deps).remove(id, { at, by: principal.user, reason }, () => deps.journal.record(entry));
}

function keptPictures({ pictures }: PictureDeps): PictureKeeper {
  if (pictures === undefined) throw new EdgeError("unavailable", "This edge keeps no pictures.");
  return pictures;
}
