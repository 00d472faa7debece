import { useState } from "preact/hooks";
import { usePlant } from "../../../data/context.ts";
import { fetchPlanned, openPlan } from "../../../data/responses-api.ts";
import { offersPlan } from "../../../data/safety-link.ts";
import { alerts } from "../../../data/signals.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { local, t } from "../../../i18n/language.ts";
import { AnswerNote } from "../../../panels/answer-note.tsx";
import { Field } from "../../../panels/work-items/field.tsx";
import { SendDialog } from "../../../panels/work-items/send-dialog.tsx";
import { PlaceField, placeIn } from "../register/place-field.tsx";

const REFRESH_MS = 300_000;

interface OpenProps {
  readonly itemUid: string;
  /** Chosen at the alert; empty without one. */
  readonly because: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Opens a plan: which, as a drill or for an event, because of which alert, and where. */
export function OpenForm({ itemUid, because, onClose, onDone }: OpenProps) {
  const index = usePlant();
  const question = useQuestion("plans", fetchPlanned, REFRESH_MS);
  const [plan, setPlan] = useState("");
  // Nothing is chosen beforehand: one for the other would be the worst mistake here.
  const [kind, setKind] = useState<"drill" | "event" | null>(null);
  const [alertUid, setAlert] = useState(because);
  const [place, setPlace] = useState("");
  const plans = question.answer?.plans ?? [];
  const offered = alerts.value.filter(offersPlan);
  const labelOf = (uid: string) => index?.plant.assets.find(({ assetUid }) => assetUid === uid)?.label ?? "";
  const onSend = () =>
    openPlan({
      ...{ itemUid, plan, isDrill: kind === "drill" },
      ...(alertUid === "" ? {} : { alertUid }),
      ...(place === "" ? {} : { place: placeIn(place) }),
    });
  return (
    <SendDialog label={t("rs.open")} act={t("rs.open")} {...{ onSend, onClose, onDone }}>
      <p class="room-advisory">{t("rs.advisory")}</p>
      <AnswerNote question={question} isCurrent={undefined} />
      {question.answer !== undefined && plans.length === 0 ? <p class="empty">{t("rs.no-plans")}</p> : null}
      <Field name={t("rs.plan")}>
        {(id) => (
          <select id={id} required value={plan} onChange={(event) => setPlan(event.currentTarget.value)}>
            <option value="">{t("rs.no-plan")}</option>
            {plans.map((one) => (
              <option key={one.id} value={one.id}>
                {one.id} {local(one.name)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <fieldset class="sr-tick">
        <legend>{t("rs.kind")}</legend>
        {(["drill", "event"] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="rs-kind" required checked={kind === one} onChange={() => setKind(one)} />{" "}
            {t(`rs.choose-${one}`)}
          </label>
        ))}
      </fieldset>
      {offered.length === 0 ? null : (
        <Field name={t("rs.because")}>
          {(id) => (
            <select id={id} value={alertUid} onChange={(event) => setAlert(event.currentTarget.value)}>
              <option value="">{t("rs.no-alert")}</option>
              {offered.map((alert) => (
                <option key={alert.alertUid} value={alert.alertUid}>
                  {labelOf(alert.assetUid)} {local(alert.message)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <PlaceField name={t("rs.place")} value={place} isNeeded={false} onSet={setPlace} />
      <small>{t("rs.place-default")}</small>
    </SendDialog>
  );
}
