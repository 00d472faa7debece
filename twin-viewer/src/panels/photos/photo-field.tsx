import "./photos.css";
import { useId } from "preact/hooks";
import { t } from "../../i18n/language.ts";
import type { Photos } from "./use-photos.ts";

interface FieldProps {
  readonly photos: Photos;
  readonly slot?: number;
  readonly most: number;
  /** What the photos are of, for screen readers. */
  readonly of: string;
}

/** Takes photos with the camera of a phone or from files, and shows those that are not sent yet. */
export function PhotoField({
  photos: { photos, isLoaded, isKept, trouble, add, remove },
  slot = 0,
  most,
  of,
}: FieldProps) {
  const id = useId();
  const own = photos.filter((one) => one.slot === slot);
  const isFull = own.length >= most;
  return (
    <div class="photo-field">
      {own.length === 0 ? null : (
        <ul class="photo-strip" aria-label={t("photo.count", { count: own.length })}>
          {own.map(({ uid, url }, n) => (
            <li key={uid}>
              <img src={url} alt={t("photo.alt", { n: n + 1, count: own.length, of })} />
              <button type="button" class="button small" onClick={() => remove(uid)}>
                {t("photo.remove")}
                <span class="visually-hidden"> {n + 1}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {isFull ? (
        <small>{t("photo.most", { most })}</small>
      ) : (
        <>
          <label class="button photo-take" for={id}>
            {t("photo.take")}
            <span class="visually-hidden"> {of}</span>
          </label>
          <input
            id={id}
            class="photo-input"
            type="file"
            accept="image/*"
            capture="environment"
            aria-describedby={`${id}-faces`}
            onChange={(event) => {
              const input = event.currentTarget;
              for (const file of [...(input.files ?? [])].slice(0, most - own.length)) void add(slot, file);
              // The same file may be taken again after it was removed.
              input.value = "";
            }}
          />
          <small id={`${id}-faces`}>{t("photo.no-faces")}</small>
        </>
      )}
      {own.length === 0 || (isLoaded && !isKept) ? null : (
        <small>{t(isKept ? "photo.unsent" : "photo.keeping", { count: own.length })}</small>
      )}
      {trouble === undefined ? null : (
        <p class="failure" role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}
