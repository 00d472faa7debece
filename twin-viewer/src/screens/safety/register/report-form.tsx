import { useLayoutEffect, useState } from "preact/hooks";
import { MOST_OF_ACT } from "../../../../../edge/contracts/safety/pictures.ts";
import { type HazardAnswer, reportDanger } from "../../../data/safety-api.ts";
import { dangerAt } from "../../../data/safety-link.ts";
import { language } from "../../../i18n/chosen.ts";
import { local, t } from "../../../i18n/language.ts";
import { PhotoField } from "../../../panels/photos/photo-field.tsx";
import { usePhotos } from "../../../panels/photos/use-photos.ts";
import { Field } from "../../../panels/work-items/field.tsx";
import { SendDialog } from "../../../panels/work-items/send-dialog.tsx";
import { Line, proofsOf } from "./danger-form.tsx";
import { PlaceField, placeIn } from "./place-field.tsx";
import { type Draft, emptyDraft, keepDraft, keptDraft } from "./report-draft.ts";

interface ReportProps {
  readonly itemUid: string;
  readonly hazards: readonly HazardAnswer[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Asks for a new danger: what, where, and which hazard of the register. */
export function ReportForm({ itemUid, hazards, onClose, onDone }: ReportProps) {
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = keptDraft();
    return kept?.itemUid === itemUid ? kept : emptyDraft(itemUid);
  });
  const set = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(next);
  };
  const { title, place, hazard, detail, proofs } = draft;
  const photos = usePhotos(`report ${itemUid}`);
  const count = photos.photos.length;
  const { isLoaded } = photos;
  // In the task that draws it: what the page says is kept is found after a reload.
  useLayoutEffect(() => {
    // Until all were read, the draft says how many there are.
    if (isLoaded && (count > 0 || draft.photos !== "")) set({ photos: count === 0 ? "" : String(count) });
  }, [count, isLoaded]);
  const onSend = async () => {
    const said = detail.trim();
    const ids = (await photos.send()).get(0);
    return await reportDanger({
      itemUid,
      title: { [language.value]: title.trim() },
      ...(place === "" ? {} : { place: placeIn(place) }),
      ...(hazard === "" ? {} : { hazard }),
      ...(said === "" ? {} : { detail: said }),
      ...proofsOf(proofs),
      ...(ids === undefined ? {} : { pictures: ids }),
    });
  };
  const over = () => {
    photos.forget();
    keepDraft(undefined);
    dangerAt.value = "";
    onClose();
  };
  // A press beside the dialog must not cost photos: such a report is kept until it is sent or discarded.
  const close = () => {
    if (count === 0 && isLoaded) return over();
    keepDraft({ ...draft, photos: draft.photos || String(Math.max(1, count)) });
    // Whether there are any is known when all were read and scaled; without one it is given up then.
    photos.afterForm((left) => {
      if (left === 0 && keptDraft()?.itemUid === itemUid) keepDraft(undefined);
    });
    dangerAt.value = "";
    onClose();
  };
  const done = () => {
    over();
    onDone();
  };
  return (
    <SendDialog label={t("sr.report")} act={t("sr.report")} onSend={onSend} onClose={close} onDone={done}>
      <p class="room-advisory">{t("sr.advisory")}</p>
      <Line name={t("sr.title")} value={title} isNeeded onSet={(title) => set({ title })} />
      <Field name={t("sr.hazard")}>
        {(id) => (
          <select id={id} value={hazard} onChange={(event) => set({ hazard: event.currentTarget.value })}>
            <option value="">{t("sr.no-hazard")}</option>
            {hazards.map((one) => (
              <option key={one.id} value={one.id}>
                {one.id} {local(one.name)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <PlaceField name={t("sr.place")} value={place} isNeeded={hazard === ""} onSet={(place) => set({ place })} />
      <Line name={t("sr.detail")} value={detail} onSet={(detail) => set({ detail })} />
      <PhotoField photos={photos} most={MOST_OF_ACT} of={title} />
      {count === 0 ? null : (
        <button type="button" class="button small" onClick={over}>
          {t("photo.discard")}
        </button>
      )}
      <Line name={t("sr.proofs")} value={proofs} onSet={(proofs) => set({ proofs })} />
    </SendDialog>
  );
}
