import { useState } from "preact/hooks";
import { applyForPermit, type PermitKindAnswer } from "../../../data/permits-api.ts";
import { liveNowMs } from "../../../data/signals.ts";
import { language } from "../../../i18n/chosen.ts";
import { local, t } from "../../../i18n/language.ts";
import { Field, TextField } from "../../../panels/work-items/field.tsx";
import { SendDialog } from "../../../panels/work-items/send-dialog.tsx";
import { PlaceField, placeIn } from "../register/place-field.tsx";

const HOUR_MS = 3_600_000;
/** Usual duration; shorter where the kind lasts less. */
const USUAL_HOURS = 4;

interface ApplyProps {
  readonly itemUid: string;
  readonly kinds: readonly PermitKindAnswer[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Applies for a permit: which work, where, when, and by how many people. */
export function ApplyForm({ itemUid, kinds, onClose, onDone }: ApplyProps) {
  const [permit, setPermit] = useState(kinds[0]?.id ?? "");
  const [levelId, setLevel] = useState("");
  const [title, setTitle] = useState("");
  const [place, setPlace] = useState("");
  const [beginsIn, setBeginsIn] = useState("0");
  const [lasts, setLasts] = useState("");
  const [workers, setWorkers] = useState("1");
  const [guardian, setGuardian] = useState("");
  const [detail, setDetail] = useState("");
  const kind = kinds.find(({ id }) => id === permit);
  const level = kind?.levels.find(({ id }) => id === levelId) ?? kind?.levels[0];
  const most = level?.maxHours ?? kind?.maxHours ?? USUAL_HOURS;
  const hours = lasts === "" ? Math.min(USUAL_HOURS, most) : Number(lasts);
  const onSend = () => {
    const from = liveNowMs() + Number(beginsIn) * HOUR_MS;
    const [watcher, said] = [guardian.trim(), detail.trim()];
    return applyForPermit({
      itemUid,
      permit,
      ...(level === undefined ? {} : { level: level.id }),
      title: { [language.value]: title.trim() },
      place: placeIn(place),
      from: new Date(from).toISOString(),
      to: new Date(from + hours * HOUR_MS).toISOString(),
      workers: Number(workers),
      ...(watcher === "" ? {} : { guardian: watcher }),
      ...(said === "" ? {} : { detail: said }),
    });
  };
  return (
    <SendDialog label={t("pm.apply")} act={t("pm.apply")} onSend={onSend} onClose={onClose} onDone={onDone}>
      <p class="room-advisory">{t("pm.advisory")}</p>
      <Choice name={t("pm.kind")} value={permit} options={kinds} onSet={setPermit} />
      {level === undefined || kind === undefined ? null : (
        <Choice name={t("pm.level")} value={level.id} options={kind.levels} onSet={setLevel} />
      )}
      <TextField name={t("pm.title")} value={title} most={200} onSet={setTitle} />
      <PlaceField name={t("pm.place")} value={place} isNeeded onSet={setPlace} />
      <Count name={t("pm.begins-in")} value={beginsIn} {...{ min: 0, max: 1_440 }} onSet={setBeginsIn} />
      <Count
        name={t("pm.lasts", { hours: most })}
        value={lasts === "" ? String(hours) : lasts}
        {...{ min: 0.5, max: most }}
        onSet={setLasts}
      />
      <Count name={t("pm.workers")} value={workers} {...{ min: 1, max: 200, step: 1 }} onSet={setWorkers} />
      {kind?.guardian === true ? (
        <TextField name={t("pm.guardian")} value={guardian} most={100} isNeeded={false} onSet={setGuardian} />
      ) : null}
      <TextField name={t("pm.detail")} value={detail} most={500} isNeeded={false} onSet={setDetail} />
    </SendDialog>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly { readonly id: string; readonly name: { readonly zh: string; readonly en: string } }[];
  readonly onSet: (id: string) => void;
}

function Choice({ name, value, options, onSet }: ChoiceProps) {
  return (
    <Field name={name}>
      {(id) => (
        <select id={id} value={value} onChange={(event) => onSet(event.currentTarget.value)}>
          {options.map((one) => (
            <option key={one.id} value={one.id}>
              {local(one.name)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface CountProps {
  readonly name: string;
  readonly value: string;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly onSet: (value: string) => void;
}

function Count({ name, value, min, max, step, onSet }: CountProps) {
  return (
    <Field name={name}>
      {(id) => (
        <input
          id={id}
          type="number"
          required
          {...{ min, max, step: step ?? "any", value }}
          onInput={(event) => onSet(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
