import { useState } from "preact/hooks";
import type { WorkState } from "../../../data/maintenance-api.ts";
import { newUid } from "../../../data/new-uid.ts";
import { actOnSafety, type InspectionAnswer } from "../../../data/safety-api.ts";
import { local, t } from "../../../i18n/language.ts";
import { SendDialog } from "../../../panels/work-items/send-dialog.tsx";
import { Line } from "./danger-form.tsx";

type Result = "ok" | "failed" | "not-applicable";
const RESULTS = [
  ["ok", "sr.ok"],
  ["failed", "sr.not-ok"],
  ["not-applicable", "sr.not-applicable"],
] as const satisfies readonly (readonly [Result, string])[];

interface Tick {
  /** Nothing is chosen beforehand: each item is looked at. */
  readonly result: Result | null;
  readonly note: string;
}

interface FormProps {
  readonly inspection: InspectionAnswer;
  /** As the newest answer has it. */
  readonly state: WorkState;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Asks for the result of each item. */
export function InspectionForm({ inspection: { work, items }, state, onClose, onDone }: FormProps) {
  const [uids] = useState(() => ({ start: newUid(), finish: newUid() }));
  const [ticks, setTicks] = useState<readonly Tick[]>(() => items.map(() => ({ result: null, note: "" })));
  const set = (at: number, part: Partial<Tick>) =>
    setTicks((before) => before.map((tick, n) => (n === at ? { ...tick, ...part } : tick)));
  const onSend = async () => {
    // A repeated request finds what the first one did by its uid.
    if (state !== "in-progress") await actOnSafety(work.itemUid, { actUid: uids.start, kind: "start" });
    return await actOnSafety(work.itemUid, {
      actUid: uids.finish,
      kind: "finish",
      done: local(work.title),
      ticks: ticks.map(({ result, note }) => ({
        result: result ?? "not-applicable",
        ...(result === "failed" ? { note: note.trim() } : {}),
      })),
    });
  };
  return (
    <SendDialog label={local(work.title)} act={t("sr.send")} onSend={onSend} onClose={onClose} onDone={onDone}>
      {items.map((item, at) => (
        <fieldset key={at} class="sr-tick">
          <legend>{local(item)}</legend>
          {RESULTS.map(([result, name]) => (
            <label key={result}>
              <input
                type="radio"
                name={`tick-${at}`}
                required
                checked={ticks[at]?.result === result}
                onChange={() => set(at, { result })}
              />{" "}
              {t(name)}
            </label>
          ))}
          {ticks[at]?.result === "failed" ? (
            <Line name={t("sr.wrong")} value={ticks[at]?.note ?? ""} isNeeded onSet={(note) => set(at, { note })} />
          ) : null}
        </fieldset>
      ))}
    </SendDialog>
  );
}
