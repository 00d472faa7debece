import { clockOrMoment } from "../data/alert-times.ts";
import { type ActName, type WaitingAct, waitingOn } from "../data/waiting-acts.ts";
import type { TextKey } from "../i18n/catalogue.ts";
import { local, t } from "../i18n/language.ts";

/** An act has the name of the button that sent it. */
const BUTTONS: Readonly<Record<ActName, TextKey>> = {
  acknowledge: "alerts.ack",
  shelve: "alerts.shelve",
  unshelve: "alerts.unshelve",
  comment: "alerts.remark",
  reset: "alerts.reset",
  "remove-from-service": "alerts.remove",
  "return-to-service": "alerts.return",
};

interface NoteProps {
  readonly alertUid: string;
  readonly zone: string;
  readonly nowMs: number;
}

/** Acts on an alert that wait for the plant: which, since when, and why. Nothing where none does. */
export function WaitingNote({ alertUid, zone, nowMs }: NoteProps) {
  const acts = waitingOn(alertUid);
  if (acts.length === 0) return null;
  return (
    <div class="waiting-acts" role="status">
      {acts.map((one) => (
        <p key={one.eventUid}>
          <span aria-hidden="true">{one.state === "refused" ? "⊘" : "◷"} </span>
          {wordsOf(one, zone, nowMs)}
        </p>
      ))}
    </div>
  );
}

function wordsOf({ act, sinceMs, state, why, by }: WaitingAct, zone: string, nowMs: number): string {
  const said = {
    act: t(BUTTONS[act]),
    time: `${clockOrMoment(sinceMs, zone, nowMs)}${by === undefined ? "" : ` · ${by}`}`,
    state: t(`hub.${state}`),
  };
  return why === null ? t("hub.waits", said) : t("hub.waits-why", { ...said, why: local(why) });
}
