import { DEFINED_NAMES } from "../../../edge/contracts/words/definitions.ts";
import { openGuide } from "../data/help-place.ts";
import { screen } from "../data/signals.ts";
import { local, t } from "../i18n/language.ts";
import { SCREEN_VIEWS } from "../screens/list.ts";
import { Definition } from "./definition-note.tsx";
import { ROOM_HELP } from "./rooms.ts";

/** What the open room answers, how it is used, and what its figures mean. */
export function RoomTab() {
  const { question, steps, figures, guide, heading } = ROOM_HELP[screen.value];
  const key = SCREEN_VIEWS[screen.value].key;
  return (
    <div class="help-body">
      <p class="help-question">{local(question)}</p>
      <ol class="help-steps">
        {steps.map((step) => (
          <li key={step.en}>{local(step)}</li>
        ))}
      </ol>
      {key === "" ? null : (
        <p class="card-note">
          {t("help.room-key")} <kbd>{key.toUpperCase()}</kbd>
        </p>
      )}
      <p>
        <button
          type="button"
          class="button small"
          onClick={() => openGuide(guide, heading === undefined ? "" : local(heading))}
        >
          {t("help.open-guide")}
        </button>
      </p>
      {figures.length === 0 ? null : <h3>{t("help.figures")}</h3>}
      {figures.map((figure) => (
        <details key={figure} class="help-figure">
          <summary>{local(DEFINED_NAMES[figure])}</summary>
          <Definition figure={figure} />
        </details>
      ))}
    </div>
  );
}
