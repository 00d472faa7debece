import { useEffect, useRef, useState } from "preact/hooks";
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
  /** Why the newest photo was not taken over, or is not kept on the device. */
  readonly trouble: string | undefined;
  readonly add: (slot: number, file: Blob) => Promise<void>;
  readonly remove: (uid: string) => void;
  /** Sends all; resolves with the ids by slot. Rejects with what to say; everything stays. */
  readonly send: () => Promise<ReadonlyMap<number, readonly string[]>>;
  /** After they were sent, or given up. */
  readonly forget: () => void;
}

/** Photos of a form that are not sent yet, kept on the device under the key of the form. */
export function usePhotos(key: string): Photos {
  const [photos, setPhotos] = useState<readonly ShownPhoto[]>([]);
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  // Two photos may be scaled at once: each is added to the newest list.
  const newest = useRef(photos);
  const set = (next: readonly ShownPhoto[]) => {
    for (const { uid, url } of newest.current) if (next.every((one) => one.uid !== uid)) URL.revokeObjectURL(url);
    newest.current = next;
    setPhotos(next);
  };
  const keep = async (next: readonly ShownPhoto[]) => {
    set(next);
    const isKept = await keepPhotos(
      key,
      next.map(({ uid, slot, blob }) => ({ uid, slot, blob })),
    );
    setTrouble(isKept ? undefined : t("photo.not-kept"));
  };
  useEffect(() => {
    let isGone = false;
    void keptPhotos(key).then((kept) => {
      if (!isGone) set([...kept.map((one) => ({ ...one, url: URL.createObjectURL(one.blob) })), ...newest.current]);
    });
    return () => {
      isGone = true;
      set([]);
    };
  }, [key]);
  return {
    photos,
    trouble,
    async add(slot, file) {
      try {
        const blob = await shrunk(file);
        await keep([...newest.current, { uid: newUid(), slot, blob, url: URL.createObjectURL(blob) }]);
      } catch {
        setTrouble(t("photo.unreadable"));
      }
    },
    remove: (uid) => void keep(newest.current.filter((one) => one.uid !== uid)),
    async send() {
      const ids = new Map<number, string[]>();
      for (const [n, { slot, blob }] of newest.current.entries())
        try {
          ids.set(slot, [...(ids.get(slot) ?? []), await storePicture(blob)]);
        } catch (error) {
          throw new Error(t("photo.not-sent", { n: n + 1, of: newest.current.length, reason: wordsOf(error) }));
        }
      return ids;
    },
    forget: () => void keep([]),
  };
}
