import { useState } from "preact/hooks";
import { CONTROL_LAYERS, type ControlLayer } from "../../../../../edge/contracts/safety/register.ts";
import { newUid } from "../../../data/new-uid.ts";
import { actOnResponse, type ControlAsked, type EventAnswer, fetchPlanned } from "../../../data/responses-api.ts";
import type { HazardAnswer } from "../../../data/safety-api.ts";
import { useQuestion } from "../../../data/use-question.ts";
import { local, t } from "../../../i18n/language.ts";
import { TextField } from "../../../panels/work-items/field.tsx";
import { SendDialog } from "../../../panels/work-items/send-dialog.tsx";

const REFRESH_MS = 300_000;
const RESULTS = ["unknown", "held", "failed"] as const;
/** As the record has it. */
const MOST_CONTROLS = 50;

interface EndProps {
  readonly event: EventAnswer;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** What somebody says of a control. */
interface Said {
  readonly result: ControlAsked["result"];
  readonly note: string;
}

/** Ends it: what was done, and how the controls of its hazards held. */
export function EndForm({ event, onClose, onDone }: EndProps) {
  const [actUid] = useState(newUid);
  const [done, setDone] = useState("");
  const [said, setSaid] = useState<ReadonlyMap<string, Said>>(new Map());
  const register = useQuestion("plans", fetchPlanned, REFRESH_MS).answer;
  const hazards = register?.hazards.filter(({ id }) => event.hazards.includes(id)) ?? [];
  const rows = hazards.flatMap(layersOf).slice(0, MOST_CONTROLS);
  const onSend = () =>
    actOnResponse(event.work.itemUid, {
      ...{ actUid, kind: "finish", done: done.trim() },
      controls: controlsOf(rows, said),
    });
  const set = (key: string, part: Partial<Said>) =>
    setSaid((before) => new Map(before).set(key, { ...(before.get(key) ?? NOTHING), ...part }));
  return (
    <SendDialog
      label={t("rs.end")}
      title={`${t("rs.end")}: ${local(event.work.title)}`}
      act={t("rs.end")}
      {...{ onSend, onClose, onDone }}
    >
      <TextField name={t("rs.what-done")} value={done} most={500} onSet={setDone} />
      {rows.length === 0 ? null : (
        <>
          <p>
            <strong>{t("rs.controls")}</strong>
          </p>
          <p class="room-advisory">{t("rs.controls-says")}</p>
          {rows.map((row) => (
            <Control key={row.key} row={row} said={said.get(row.key) ?? NOTHING} onSet={(part) => set(row.key, part)} />
          ))}
        </>
      )}
    </SendDialog>
  );
}

const NOTHING: Said = { result: "unknown", note: "" };

interface Row {
  readonly key: string;
  readonly hazard: HazardAnswer;
  readonly layer: ControlLayer;
}

/** The layers in which the register has controls. */
function layersOf(hazard: HazardAnswer): readonly Row[] {
  return CONTROL_LAYERS.filter((layer) => hazard.controls[layer].length > 0).map((layer) => {
    return { key: `${hazard.id} ${layer}`, hazard, layer };
  });
}

/** What nobody said is not sent: it is unknown either way. */
function controlsOf(rows: readonly Row[], said: ReadonlyMap<string, Said>): readonly ControlAsked[] {
  return rows.flatMap(({ key, hazard, layer }) => {
    const one = said.get(key);
    if (one === undefined) return [];
    const note = one.note.trim();
    return [{ hazard: hazard.id, layer, result: one.result, ...(note === "" ? {} : { note }) }];
  });
}

interface ControlProps {
  readonly row: Row;
  readonly said: Said;
  readonly onSet: (part: Partial<Said>) => void;
}

function Control({ row: { key, hazard, layer }, said, onSet }: ControlProps) {
  return (
    <fieldset class="sr-tick">
      <legend>
        {hazard.id} {local(hazard.name)} · {t(`layer.${layer}`)}: {hazard.controls[layer].map(local).join("; ")}
      </legend>
      {RESULTS.map((result) => (
        <label key={result}>
          <input type="radio" name={key} checked={said.result === result} onChange={() => onSet({ result })} />{" "}
          {t(`rs.${result}`)}
        </label>
      ))}
      {said.result === "failed" ? (
        <TextField name={t("rs.how-failed")} value={said.note} most={500} onSet={(note) => onSet({ note })} />
      ) : null}
    </fieldset>
  );
}
