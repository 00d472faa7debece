import { useState } from "preact/hooks";
import { newUid } from "../../../data/new-uid.ts";
import { actOnResponse, type BlockedPlace, type EventAnswer, fetchPlanned } from "../../../data/responses-api.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { local, t } from "../../../i18n/language.ts";
import { Field, TextField } from "../../../panels/work-items/field.tsx";
import { SendDialog } from "../../../panels/work-items/send-dialog.tsx";

const REFRESH_MS = 300_000;

interface BlockedProps {
  readonly event: EventAnswer;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** All that cannot be passed now: exits, and parts of the floor. */
export function BlockedForm({ event, onClose, onDone }: BlockedProps) {
  const [actUid] = useState(newUid);
  const [exits, setExits] = useState<ReadonlySet<string>>(new Set(event.blocked.exits));
  const [places, setPlaces] = useState<readonly BlockedPlace[]>(event.blocked.places);
  const [part, setPart] = useState({ x: "", y: "", radiusM: "" });
  const [note, setNote] = useState("");
  const register = useQuestion("plans", fetchPlanned, REFRESH_MS).answer;
  const targets = (register?.resources ?? event.resources).filter(
    ({ kind }) => kind === "exit" || kind === "assembly-point",
  );
  const added = [part.x, part.y, part.radiusM].every((one) => one !== "")
    ? [{ x: Number(part.x), y: Number(part.y), radiusM: Number(part.radiusM) }]
    : [];
  const onSend = () =>
    actOnResponse(event.work.itemUid, {
      ...{ actUid, kind: "remark", note: note.trim() },
      blocked: { exits: [...exits], places: [...places, ...added] },
    });
  const toggle = (id: string) => {
    const next = new Set(exits);
    if (!next.delete(id)) next.add(id);
    setExits(next);
  };
  return (
    <SendDialog label={t("rs.report-blocked")} act={t("rs.report-blocked")} {...{ onSend, onClose, onDone }}>
      <fieldset class="sr-tick">
        <legend>{t("rs.exits")}</legend>
        {targets.map(({ id, name }) => (
          <label key={id}>
            <input type="checkbox" checked={exits.has(id)} onChange={() => toggle(id)} /> {id}{" "}
            {name === null ? "" : local(name)}
          </label>
        ))}
        {places.map((place) => (
          <label key={JSON.stringify(place)}>
            <input type="checkbox" checked onChange={() => setPlaces(places.filter((one) => one !== place))} />{" "}
            {t("rs.blocked-place", { x: place.x, y: place.y, radius: place.radiusM })}
          </label>
        ))}
      </fieldset>
      <fieldset class="rs-part">
        <legend>{t("rs.floor-part")}</legend>
        {(
          [
            ["x", "rs.x"],
            ["y", "rs.y"],
            ["radiusM", "rs.radius"],
          ] as const
        ).map(([field, name]) => (
          <Field key={field} name={t(name)}>
            {(id) => (
              <input
                id={id}
                type="number"
                step="0.1"
                {...(field === "radiusM" ? { min: 0.1, max: 100 } : {})}
                value={part[field]}
                onInput={(input) => setPart({ ...part, [field]: input.currentTarget.value })}
              />
            )}
          </Field>
        ))}
      </fieldset>
      <TextField name={t("rs.blocked-note")} value={note} most={500} onSet={setNote} />
    </SendDialog>
  );
}
