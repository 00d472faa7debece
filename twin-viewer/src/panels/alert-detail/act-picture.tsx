import "../../i18n/photos-catalogue.ts";
import "../photos/photos.css";
import { useEffect, useState } from "preact/hooks";
import type { AlertRecord } from "../../data/alert-record.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { usePlant } from "../../data/context.ts";
import { actPictureOf, fetchActPictures } from "../../data/pictures-api.ts";
import { liveNowMs } from "../../data/signals.ts";
import { useAnswer } from "../../data/use-refresh.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../act-button.tsx";
import { Dialog } from "../dialog.tsx";
import { Failure, useSending } from "../work-items/sending.tsx";

const REFRESH_MS = 20_000;

/** The picture of an unsafe act, behind a press that says that the view is recorded (rule VE17). */
export function ActPicture({ alert: { alertUid, occurrenceUid, message } }: { alert: AlertRecord }) {
  const [shown, setShown] = useState<string | undefined>(undefined);
  const { failure, isSending, send } = useSending<Blob>((picture) => setShown(URL.createObjectURL(picture)));
  const answer = useAnswer(`picture ${alertUid}`, () => fetchActPictures(alertUid), REFRESH_MS);
  useEffect(() => (shown === undefined ? undefined : () => URL.revokeObjectURL(shown)), [shown]);
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { pictures = [] } = answer ?? {};
  const own = pictures.find((one) => one.occurrenceUid === occurrenceUid) ?? pictures[0];
  if (answer === undefined || own === undefined) return null;
  return (
    <section aria-label={t("photo.act")}>
      <ActButton asks="audit" disabled={isSending} onAct={() => send(() => actPictureOf(alertUid, own.occurrenceUid))}>
        {t("photo.act-show")}
      </ActButton>
      <p class="photo-note">
        <small>{t("photo.act-note", { days: answer.keepDays })}</small>
      </p>
      <Failure reason={failure} />
      {shown === undefined ? null : (
        <Dialog label={t("photo.act")} kind="photo" onClose={() => setShown(undefined)}>
          <p>{t("photo.act-at", { time: clockOrMoment(Date.parse(own.storedAt), zone, liveNowMs()) })}</p>
          <img class="photo-whole" src={shown} alt={t("photo.act-alt", { message: local(message) })} />
          <p class="dialog-buttons">
            <button type="button" class="button primary" onClick={() => setShown(undefined)}>
              {t("photo.close")}
            </button>
          </p>
        </Dialog>
      )}
    </section>
  );
}
