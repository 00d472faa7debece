import { useState } from "preact/hooks";
import { type HazardAnswer, reportDanger } from "../../../data/safety-api.ts";
import { language } from "../../../i18n/chosen.ts";
import { local, t } from "../../../i18n/language.ts";
import { Field } from "../../../panels/work-items/field.tsx";
import { SendDialog } from "../../../panels/work-items/send-dialog.tsx";
import { Line, proofsOf } from "./danger-form.tsx";
import { PlaceField, placeIn } from "./place-field.tsx";

interface ReportProps {
  readonly itemUid: string;
  readonly hazards: readonly HazardAnswer[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Asks for a new danger: what, where, and which hazard of the register. */
export function ReportForm({ itemUid, hazards, onClose, onDone }: ReportProps) {
  const [title, setTitle] = useState("");
  const [place, setPlace] = useState("");
  const [hazard, setHazard] = useState("");
  const [detail, setDetail] = useState("");
  const [proofs, setProofs] = useState("");
  const onSend = () => {
    const said = detail.trim();
    return reportDanger({
      itemUid,
      title: { [language.value]: title.trim() },
      ...(place === "" ? {} : { place: placeIn(place) }),
      ...(hazard === "" ? {} : { hazard }),
      ...(said === "" ? {} : { detail: said }),
      ...proofsOf(proofs),
    });
  };
  return (
    <SendDialog label={t("sr.report")} act={t("sr.report")} onSend={onSend} onClose={onClose} onDone={onDone}>
      <p class="room-advisory">{t("sr.advisory")}</p>
      <Line name={t("sr.title")} value={title} isNeeded onSet={setTitle} />
      <Field name={t("sr.hazard")}>
        {(id) => (
          <select id={id} value={hazard} onChange={(event) => setHazard(event.currentTarget.value)}>
            <option value="">{t("sr.no-hazard")}</option>
            {hazards.map((one) => (
              <option key={one.id} value={one.id}>
                {one.id} {local(one.name)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <PlaceField name={t("sr.place")} value={place} isNeeded={hazard === ""} onSet={setPlace} />
      <Line name={t("sr.detail")} value={detail} onSet={setDetail} />
      <Line name={t("sr.proofs")} value={proofs} onSet={setProofs} />
    </SendDialog>
  );
}
