import { useState } from "preact/hooks";
import { type BlockedOne, keyOf } from "../../../../../edge/contracts/safety/blocking.ts";
import { newUid } from "../../../data/new-uid.ts";
import { actOnResponse, type EventAnswer, fetchEvent, fetchPlanned } from "../../../data/responses-api.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { local, t } from "../../../i18n/language.ts";
import { Field, TextField } from "../../../panels/work-items/field.tsx";
import { SendDialog } from "../../../panels/work-items/send-dialog.tsx";
import { changed, isBlocked, NO_CHANGE, ticking, toggled } from "./blocked.ts";

const REFRESH_MS = 300_000;
const PART_FIELDS = [
  ["x", "rs.x"],
  ["y", "rs.y"],
  ["radiusM", "rs.radius"],
] as const;

interface BlockedProps {
  readonly event: EventAnswer;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Reports what cannot be passed, and what can again: exits, and parts of the floor. Reports of others stay. */
export function BlockedForm({ event, onClose, onDone }: BlockedProps) {
  const { blocked, work } = event;
  const [actUid] = useState(newUid);
  const [change, setChange] = useState(NO_CHANGE);
  const [part, setPart] = useState({ x: "", y: "", radiusM: "" });
  const [note, setNote] = useState("");
  const register = useQuestion("plans", fetchPlanned, REFRESH_MS).answer;
  const targets = (register?.resources ?? event.resources).filter(
    ({ kind }) => kind === "exit" || kind === "assembly-point",
  );
  const nameOf = new Map(targets.map(({ id, name }) => [id, name]));
  const ticked = [...change.ticked.values()];
  const rows = new Map<string, BlockedOne>(
    [...nameOf.keys(), ...blocked.exits, ...blocked.places, ...ticked].map((one) => [keyOf(one), one]),
  );
  // An empty row adds nothing; one that is begun must be complete.
  const isPartBegun = PART_FIELDS.some(([field]) => part[field] !== "");
  const onSend = async () => {
    const typed = { x: Number(part.x), y: Number(part.y), radiusM: Number(part.radiusM) };
    const asked = isPartBegun ? ticking(typed, change) : change;
    // What somebody else has reported since this page read the event stays, too.
    const { blocked: now } = await fetchEvent(work.itemUid);
    return await actOnResponse(work.itemUid, {
      ...{ actUid, kind: "remark", note: note.trim() },
      blocked: changed(now, asked),
    });
  };
  return (
    <SendDialog label={t("rs.report-blocked")} act={t("rs.report-blocked")} {...{ onSend, onClose, onDone }}>
      <fieldset class="sr-tick">
        <legend>{t("rs.exits")}</legend>
        {[...rows].map(([key, one]) => (
          <label key={key}>
            <input
              type="checkbox"
              checked={isBlocked(one, blocked, change)}
              onChange={() => setChange(toggled(one, blocked, change))}
            />{" "}
            {typeof one === "string"
              ? `${one} ${local(nameOf.get(one) ?? NO_NAME)}`
              : t("rs.blocked-place", { x: one.x, y: one.y, radius: one.radiusM })}
          </label>
        ))}
      </fieldset>
      <fieldset class="rs-part">
        <legend>{t("rs.floor-part")}</legend>
        {PART_FIELDS.map(([field, name]) => (
          <Field key={field} name={t(name)}>
            {(id) => (
              <input
                id={id}
                type="number"
                step="0.1"
                required={isPartBegun}
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

const NO_NAME = { zh: "", en: "" };
