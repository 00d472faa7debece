import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import { newUid } from "../../data/new-uid.ts";
import { storePicture } from "../../data/pictures-api.ts";
import { t } from "../../i18n/language.ts";
import { forgetPhotos, photoList, type ShownPhoto } from "./photo-list.ts";
import { shrunk } from "./shrink.ts";

export interface Photos {
  readonly photos: readonly ShownPhoto[];
  /** Whether `photos` has all that the device keeps and all that was taken: false while they are read or scaled. */
  readonly isLoaded: boolean;
  /** Whether the device has all of `photos`: only then a page may say so. */
  readonly isKept: boolean;
  /** Why the newest photo was not taken over, or is not kept on the device. */
  readonly trouble: string | undefined;
  readonly add: (slot: number, file: Blob) => Promise<void>;
  readonly remove: (uid: string) => void;
  /** Sends all; resolves with the ids by slot. Rejects with what to say; everything stays. */
  readonly send: () => Promise<ReadonlyMap<number, readonly string[]>>;
  /** After they were sent, or given up. */
  readonly forget: () => void;
  /** Before the form is closed: `act` gets how many there are when all has ended, unless the form is opened again. */
  readonly afterForm: (act: (count: number) => void) => void;
}

/** Photos of a form that are not sent yet, kept on the device under the key of the form. */
export function usePhotos(key: string): Photos {
  const list = useMemo(() => photoList(key), [key]);
  const [, setRound] = useState(0);
  // At once, before anything that was begun can end: a list without a form ends then.
  useLayoutEffect(() => list.join(() => setRound((before) => before + 1)), [list]);
  return {
    photos: list.shown,
    isLoaded: list.isIdle,
    isKept: list.isIdle && list.isKept,
    trouble: list.trouble,
    add: (slot, file) =>
      list.queue(async () => {
        try {
          const blob = await shrunk(file);
          await list.keep([...list.shown, { uid: newUid(), slot, blob, url: URL.createObjectURL(blob) }]);
        } catch {
          list.trouble = t("photo.unreadable");
        }
      }),
    remove: (uid) => void list.queue(() => list.keep(list.shown.filter((one) => one.uid !== uid))),
    async send() {
      await list.ended;
      const ids = new Map<number, string[]>();
      for (const [n, { slot, blob }] of list.shown.entries())
        try {
          ids.set(slot, [...(ids.get(slot) ?? []), await storePicture(blob)]);
        } catch (error) {
          throw new Error(t("photo.not-sent", { n: n + 1, of: list.shown.length, reason: wordsOf(error) }));
        }
      return ids;
    },
    forget: () => forgetPhotos(key),
    afterForm: (act) => list.afterForm(act),
  };
}
