/** Pictures of raised unsafe acts (rules VE14 to VE17). */
import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { ActPictures, KeptActPicture, NamedEvent } from "../../../contracts/safety/act-pictures.ts";
import type { PictureType } from "../../../contracts/safety/pictures.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";

export interface ActPictureDeps {
  /** Absent where nothing is live, as in replay. */
  readonly actPictures?: ActPictures;
  readonly journal: Pick<Journal, "record">;
}

/** Keeps one of an event; false where its alert has one. Throws as `ActPictures.keep`, and `unavailable`. */
export async function keepActPicture(
  deps: ActPictureDeps,
  caller: Caller,
  { bytes, ...event }: NamedEvent & { readonly bytes: Uint8Array },
): Promise<boolean> {
  demand(caller, "POST /api/v1/safety/vision/events/:eventId/picture");
  return await keptOf(deps).keep(event, bytes);
}

/** Which pictures an alert has, not what they show. Throws EdgeError `unavailable`. */
export function actPicturesOf(
  deps: ActPictureDeps,
  caller: Caller,
  alertUid: string,
): { readonly isOn: boolean; readonly keepDays: number; readonly pictures: readonly KeptActPicture[] } {
  demand(caller, "GET /api/v1/safety/vision/pictures/:alertUid");
  const { isOn, keepDays } = keptOf(deps);
  return { isOn, keepDays, pictures: keptOf(deps).of(alertUid) };
}

/** Shows a picture of an act; the view is in the audit log before it is sent. Throws EdgeError `not-found`, `disk`. */
export async function viewActPicture(
  deps: ActPictureDeps,
  caller: Caller,
  { alertUid, occurrenceUid }: { readonly alertUid: string; readonly occurrenceUid: string },
): Promise<{ readonly bytes: Uint8Array; readonly type: PictureType }> {
  demand(caller, "GET /api/v1/safety/vision/pictures/:alertUid/image");
  const found = await keptOf(deps).read(alertUid, occurrenceUid);
  await deps.journal.record({
    ...{ principal: principalFrom(caller), action: "vision.picture-view", target: alertUid, result: "done" },
    after: { occurrenceUid },
  });
  return found;
}

function keptOf({ actPictures }: ActPictureDeps): ActPictures {
  if (actPictures === undefined) throw new EdgeError("unavailable", "This edge takes no vision events.");
  return actPictures;
}
