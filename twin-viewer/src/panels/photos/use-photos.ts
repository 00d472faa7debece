import { useEffect, useMemo, useState } from "preact/hooks";
import { wordsOf } from "../../data/api.ts";
import { newUid } from "../../data/new-uid.ts";
import { type DraftPhoto, keepPhotos, keptPhotos } from "../../data/photo-drafts.ts";
import { storePicture } from "../../data/pictures-api.ts";
import { t } from "../../i18n/language.ts";
import { shrunk } from "./shrink.ts";

/** A photo with an address that the page can show. */
interface ShownPhoto extends DraftPhoto {
  readonly url: string;
}

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
}

/** The photos of one form. They outlive the form until what was begun for them has ended. */
interface PhotoList {
  shown: readonly ShownPhoto[];
  /** What is read, scaled or kept, one after the other; it never rejects. */
  last: Promise<void>;
  /** How many of these have not ended; the first one reads the device. */
  waiting: number;
  /** Whether the device took what was written last. */
  isKept: boolean;
  isGone: boolean;
}

/** Photos of a form that are not sent yet, kept on the device under the key of the form. */
export function usePhotos(key: string): Photos {
  const list = useMemo(newList, [key]);
  const [, setRound] = useState(0);
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const draw = () => {
    if (!list.isGone) setRound((before) => before + 1);
  };
  const keep = async (next: readonly ShownPhoto[]) => {
    for (const { uid, url } of list.shown) if (next.every((one) => one.uid !== uid)) URL.revokeObjectURL(url);
    list.shown = next;
    draw();
    list.isKept = await keepPhotos(
      key,
      next.map(({ uid, slot, blob }) => ({ uid, slot, blob })),
    );
    if (!list.isGone) setTrouble(list.isKept ? undefined : t("photo.not-kept"));
  };
  // Nothing is kept before what the device has was read: it would be overwritten.
  const queue = (act: () => Promise<void>): Promise<void> => {
    list.last = list.last.then(act).finally(() => {
      list.waiting--;
      draw();
    });
    return list.last;
  };
  const then = (act: () => Promise<void>): Promise<void> => {
    list.waiting++;
    draw();
    return queue(act);
  };
  useEffect(() => {
    void queue(async () => {
      list.shown = (await keptPhotos(key)).map((one) => ({ ...one, url: URL.createObjectURL(one.blob) }));
    });
    return () => {
      // The list stays: a photo that is still being scaled is kept beside the others.
      list.isGone = true;
      void list.last.then(() => {
        for (const { url } of list.shown) URL.revokeObjectURL(url);
      });
    };
  }, [list]);
  return {
    photos: list.shown,
    isLoaded: list.waiting === 0,
    isKept: list.waiting === 0 && list.isKept,
    trouble,
    add: (slot, file) =>
      then(async () => {
        try {
          const blob = await shrunk(file);
          await keep([...list.shown, { uid: newUid(), slot, blob, url: URL.createObjectURL(blob) }]);
        } catch {
          if (!list.isGone) setTrouble(t("photo.unreadable"));
        }
      }),
    remove: (uid) => void then(() => keep(list.shown.filter((one) => one.uid !== uid))),
    async send() {
      await list.last;
      const ids = new Map<number, string[]>();
      for (const [n, { slot, blob }] of list.shown.entries())
        try {
          ids.set(slot, [...(ids.get(slot) ?? []), await storePicture(blob)]);
        } catch (error) {
          throw new Error(t("photo.not-sent", { n: n + 1, of: list.shown.length, reason: wordsOf(error) }));
        }
      return ids;
    },
    forget: () => void then(() => keep([])),
  };
}

function newList(): PhotoList {
  return { shown: [], last: Promise.resolve(), waiting: 1, isKept: true, isGone: false };
}
