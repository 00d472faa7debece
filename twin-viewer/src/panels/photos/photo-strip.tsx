import "./photos.css";
import { useEffect, useState } from "preact/hooks";
import { request, wordsOf } from "../../data/api.ts";
import { atSite } from "../../data/base.ts";
import { whyNot } from "../../data/may.ts";
import { deletePicture, pictureAddress } from "../../data/pictures-api.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../act-button.tsx";
import { Dialog } from "../dialog.tsx";
import { TextField } from "../work-items/field.tsx";
import { Failure, useSending } from "../work-items/sending.tsx";

interface StripProps {
  readonly ids: readonly string[];
  /** What the pictures are of. */
  readonly of: string;
}

/** Small pictures of a record; a press shows one as a whole. Who may not see them is told so. */
export function PhotoStrip({ ids, of }: StripProps) {
  const [open, setOpen] = useState<number | null>(null);
  const reason = whyNot("operate");
  if (ids.length === 0) return null;
  if (reason !== null) return <p class="photo-note">{t("photo.hidden", { count: ids.length, reason })}</p>;
  return (
    <>
      <ul class="photo-strip" aria-label={t("photo.count", { count: ids.length })}>
        {ids.map((id, n) => (
          <li key={id}>
            <Small id={id} alt={t("photo.alt", { n: n + 1, count: ids.length, of })} onOpen={() => setOpen(n)} />
          </li>
        ))}
      </ul>
      {open === null ? null : (
        <Whole ids={ids} of={of} at={open} onMove={(at) => setOpen(at)} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

function Small({ id, alt, onOpen }: { id: string; alt: string; onOpen: () => void }) {
  const [why, setWhy] = useState<string | undefined>(undefined);
  if (why !== undefined) return <small class="photo-note">{why}</small>;
  return (
    <button type="button" class="photo-small" onClick={onOpen}>
      <img
        src={atSite(pictureAddress(id))}
        alt={alt}
        loading="lazy"
        onError={() => void whyNotShown(id).then(setWhy)}
      />
    </button>
  );
}

/** A picture says nothing of why it is not there: the answer of the edge does. */
async function whyNotShown(id: string): Promise<string> {
  try {
    await request(pictureAddress(id));
    return t("photo.damaged");
  } catch (error) {
    return t("photo.not-shown", { reason: wordsOf(error) });
  }
}

interface WholeProps extends StripProps {
  readonly at: number;
  readonly onMove: (at: number) => void;
  readonly onClose: () => void;
}

function Whole({ ids, of, at, onMove, onClose }: WholeProps) {
  const count = ids.length;
  const id = ids[at] ?? "";
  const alt = t("photo.alt", { n: at + 1, count, of });
  const [why, setWhy] = useState<string | undefined>(undefined);
  const [round, setRound] = useState(0);
  useEffect(() => setWhy(undefined), [id, round]);
  const turn = (by: number) => onMove((at + by + count) % count);
  useEffect(() => {
    const onKey = ({ key, target }: KeyboardEvent) => {
      if (target instanceof HTMLInputElement) return;
      if (key === "Escape") onClose();
      if (key === "ArrowLeft") turn(-1);
      if (key === "ArrowRight") turn(1);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [at, count]);
  return (
    <Dialog label={alt} kind="photo" onClose={onClose}>
      <div>
        {why === undefined ? (
          <img
            key={`${id} ${round}`}
            class="photo-whole"
            src={atSite(pictureAddress(id))}
            alt={alt}
            onError={() => void whyNotShown(id).then(setWhy)}
          />
        ) : (
          <p class="photo-note">{why}</p>
        )}
        <p class="dialog-buttons">
          {count === 1 ? null : (
            <>
              <button type="button" class="button" onClick={() => turn(-1)}>
                {t("photo.before")}
              </button>
              <span>
                {at + 1} / {count}
              </span>
              <button type="button" class="button" onClick={() => turn(1)}>
                {t("photo.next")}
              </button>
            </>
          )}
          <button type="button" class="button primary" onClick={onClose}>
            {t("photo.close")}
          </button>
        </p>
        {whyNot("administer") === null && why === undefined ? (
          <Deletion key={id} id={id} onDone={() => setRound(round + 1)} />
        ) : null}
      </div>
    </Dialog>
  );
}

/** For an admin: deletes the picture for good, with the reason. */
function Deletion({ id, onDone }: { id: string; onDone: () => void }) {
  const [reason, setReason] = useState("");
  const { failure, isSending, send } = useSending<void>(onDone);
  return (
    <details>
      <summary>{t("photo.delete")}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send(() => deletePicture(id, reason.trim()));
        }}
      >
        <TextField name={t("photo.delete-why")} value={reason} most={200} onSet={setReason} />
        <small>{t("photo.delete-note")}</small>
        <Failure reason={failure} />
        <p>
          <ActButton asks="administer" type="submit" disabled={isSending}>
            {t("photo.delete-now")}
          </ActButton>
        </p>
      </form>
    </details>
  );
}
