import { type DraftPhoto, keepPhotos, keptPhotos } from "../../data/photo-drafts.ts";
import { t } from "../../i18n/language.ts";

/** A photo with an address that the page can show. */
export interface ShownPhoto extends DraftPhoto {
  readonly url: string;
}

/** Lists that a form shows or that have something to do, by key: two of one key would overwrite each other. */
const lists = new Map<string, PhotoList>();

/** The list of a key: the one that is at work, else a new one, which reads what the device has. */
export function photoList(key: string): PhotoList {
  const list = lists.get(key) ?? new PhotoList(key);
  lists.set(key, list);
  return list;
}

/**
 * Gives up what is shown, being read or kept under a key. The form may be gone, and its list with it; another form may
 * show a newer one.
 */
export function forgetPhotos(key: string): void {
  const list = photoList(key);
  void list.queue(() => list.keep([]));
}

/** The photos of one form. They outlive the form until what was begun for them has ended. */
class PhotoList {
  shown: readonly ShownPhoto[] = [];
  /** Why the newest photo was not taken over, or is not kept on the device. */
  trouble: string | undefined;
  /** Whether the device took what was written last. */
  isKept = true;
  readonly #key: string;
  readonly #forms = new Set<() => void>();
  #last = Promise.resolve();
  #waiting = 0;
  #onEnd: ((count: number) => void) | undefined;

  constructor(key: string) {
    this.#key = key;
    // Nothing is kept before what the device has was read: it would be overwritten.
    void this.queue(async () => {
      this.shown = (await keptPhotos(key)).map((one) => ({ ...one, url: URL.createObjectURL(one.blob) }));
    });
  }

  get isIdle(): boolean {
    return this.#waiting === 0;
  }

  /** Resolves when all that was queued so far has ended; it never rejects. */
  get ended(): Promise<void> {
    return this.#last;
  }

  /** What is read, scaled or kept, one after the other. `act` must not reject. */
  queue(act: () => Promise<void>): Promise<void> {
    this.#waiting++;
    this.#draw();
    this.#last = this.#last.then(act).finally(() => {
      this.#waiting--;
      this.#draw();
      this.#endIfLeft();
    });
    return this.#last;
  }

  async keep(next: readonly ShownPhoto[]): Promise<void> {
    for (const { uid, url } of this.shown) if (next.every((one) => one.uid !== uid)) URL.revokeObjectURL(url);
    this.shown = next;
    this.#draw();
    this.isKept = await keepPhotos(
      this.#key,
      next.map(({ uid, slot, blob }) => ({ uid, slot, blob })),
    );
    this.trouble = this.isKept ? undefined : t("photo.not-kept");
  }

  /** For a form: `draw` is called at each change. Gives what is called when the form is gone. */
  join(draw: () => void): () => void {
    this.#forms.add(draw);
    this.#onEnd = undefined;
    return () => {
      this.#forms.delete(draw);
      this.#endIfLeft();
    };
  }

  /** Calls once with how many photos there are when all has ended, unless a form goes on with them. */
  afterForm(act: (count: number) => void): void {
    this.#onEnd = act;
  }

  #draw(): void {
    for (const draw of this.#forms) draw();
  }

  #endIfLeft(): void {
    if (!this.isIdle || this.#forms.size > 0) return;
    lists.delete(this.#key);
    for (const { url } of this.shown) URL.revokeObjectURL(url);
    this.#onEnd?.(this.shown.length);
  }
}
