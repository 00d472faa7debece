/** Photos that are not sent yet: kept on the device, so that neither failure nor reload loses them. */

import { keyOfSite } from "./base.ts";

const NAME = keyOfSite("gemba-photos");
const STORE = "drafts";
/** A draft that nobody sent for so long is forgotten. */
const KEPT_MS = 30 * 86_400_000;

export interface DraftPhoto {
  readonly uid: string;
  /** Which field of the form it belongs to, such as the item of an inspection. */
  readonly slot: number;
  readonly blob: Blob;
}

interface Kept {
  readonly key: string;
  readonly savedMs: number;
  readonly photos: readonly DraftPhoto[];
}

/** Empty where the browser keeps nothing. */
export async function keptPhotos(key: string): Promise<readonly DraftPhoto[]> {
  try {
    const kept = await inStore("readonly", (store) => store.get(key) as IDBRequest<Kept | undefined>);
    return kept?.photos ?? [];
  } catch {
    return [];
  }
}

/** Whether they are on the device now. An empty list removes the draft. */
export async function keepPhotos(key: string, photos: readonly DraftPhoto[]): Promise<boolean> {
  try {
    const kept: Kept = { key, savedMs: Date.now(), photos };
    if (photos.length === 0) await inStore("readwrite", (store) => store.delete(key));
    else await inStore("readwrite", (store) => store.put(kept));
    return true;
  } catch {
    return false;
  }
}

function inStore<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "key" });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const database = opening.result;
      const change = database.transaction(STORE, mode);
      const store = change.objectStore(STORE);
      const request = ask(store);
      if (mode === "readwrite") forgetOld(store);
      change.oncomplete = () => {
        database.close();
        resolve(request.result);
      };
      change.onabort = () => {
        database.close();
        reject(change.error);
      };
    };
  });
}

function forgetOld(store: IDBObjectStore): void {
  const walk = store.openCursor();
  walk.onsuccess = () => {
    const cursor = walk.result;
    if (cursor === null) return;
    if ((cursor.value as Kept).savedMs < Date.now() - KEPT_MS) cursor.delete();
    cursor.continue();
  };
}
