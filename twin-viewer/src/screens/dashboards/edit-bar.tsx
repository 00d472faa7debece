import { useState } from "preact/hooks";
import type { Dashboard, Variable } from "../../../../edge/contracts/dashboards/dashboard.ts";
import { usePlant } from "../../data/context.ts";
import { dashboardChoice } from "../../data/dashboard-link.ts";
import { whyNot } from "../../data/may.ts";
import { t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { ConfigProblems } from "../../panels/config-problems.tsx";
import { Words } from "./options-form.tsx";
import { endEdit, isSaving, remove, save, takeTheirs, trouble } from "./saving.ts";
import { choicesOf } from "./scope.ts";
import { change, draft, redo, undo } from "./state.ts";
import { VariableChoice } from "./variable-choice.tsx";

const VARIABLES = ["area", "kind", "asset"] as const;

/** Title, variable, undo and save of the draft. */
export function EditBar() {
  const edited = draft.value;
  const [isArmed, setArmed] = useState(false);
  if (edited === null) return null;
  const why = whyNot("configure");
  const isChanged = edited.before.length > 0;
  return (
    <>
      <div class="page-bar dash-edit-bar">
        <Words
          label="dashboards.title"
          value={edited.dashboard.title}
          onChange={(title) => change((before) => ({ ...before, title: title ?? before.title }))}
        />
        <VariableFields dashboard={edited.dashboard} />
        <span class="dash-spring" />
        <button type="button" class="button" disabled={!isChanged} onClick={undo}>
          {t("dashboards.undo")}
        </button>
        <button type="button" class="button" disabled={edited.after.length === 0} onClick={redo}>
          {t("dashboards.redo")}
        </button>
        {edited.base === undefined ? null : (
          <button type="button" class="button" disabled={why !== null} onClick={() => void remove()}>
            {t("dashboards.remove")}
          </button>
        )}
        <button
          type="button"
          class="button"
          onBlur={() => setArmed(false)}
          onClick={() => (isChanged && !isArmed ? setArmed(true) : endEdit())}
        >
          {t(isArmed ? "dashboards.discard-sure" : isChanged ? "dashboards.discard" : "dashboards.close")}
        </button>
        <button
          type="button"
          class="button dash-save"
          disabled={why !== null || isSaving.value}
          aria-describedby={why === null ? undefined : "dash-why"}
          onClick={() => void save()}
        >
          {t(isSaving.value ? "dashboards.saving" : "dashboards.save")}
        </button>
      </div>
      {why === null ? null : (
        <p id="dash-why" class="card-note dash-note">
          {t("dashboards.cannot-save", { reason: why })}
        </p>
      )}
      <TroubleNote />
    </>
  );
}

/** What people choose in the head, and with which choice it begins. */
function VariableFields({ dashboard: { variable } }: { dashboard: Dashboard }) {
  const index = usePlant();
  if (index === null) return null;
  const set = (next: Variable | undefined) =>
    change(({ variable: _, ...rest }) => (next === undefined ? rest : { ...rest, variable: next }));
  return (
    <>
      <label class="dash-field">
        {t("dashboards.variable")}
        <select
          value={variable?.kind ?? ""}
          onChange={(event) => {
            const kind = VARIABLES.find((one) => one === event.currentTarget.value);
            const first = kind === undefined ? undefined : choicesOf(kind, index)[0];
            dashboardChoice.value = "";
            set(kind === undefined || first === undefined ? undefined : { kind, default: first });
          }}
        >
          <option value="">{t("dashboards.no-variable")}</option>
          {VARIABLES.map((kind) => (
            <option key={kind} value={kind}>
              {t(`dashboards.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      {variable === undefined ? null : (
        <VariableChoice
          variable={variable}
          choice=""
          index={index}
          onChoose={(value) => {
            dashboardChoice.value = "";
            set({ ...variable, default: value });
          }}
        />
      )}
    </>
  );
}

/** Why a save did not happen, and what can be done. The draft stays whatever is chosen. */
function TroubleNote() {
  const now = trouble.value;
  if (now === null) return null;
  if (now.kind === "failed")
    return (
      <div class="failure dash-note" role="alert">
        <p>
          {t("dashboards.not-saved", {
            reason: now.reason === "" ? t("dashboards.refused") : reasonInWords(now.reason),
          })}
        </p>
        <ConfigProblems list={now.problems} />
      </div>
    );
  return (
    <div class="failure dash-note" role="alert">
      <p>{t(now.theirs === undefined ? "dashboards.removed-meanwhile" : "dashboards.changed-meanwhile")}</p>
      <div class="card-actions">
        <button type="button" class="button" onClick={() => void save({ asCopy: true })}>
          {t("dashboards.as-copy")}
        </button>
        <button type="button" class="button" onClick={() => void save({ overwrites: true })}>
          {t("dashboards.overwrite")}
        </button>
        {now.theirs === undefined ? null : (
          <button type="button" class="button" onClick={() => takeTheirs(now.theirs)}>
            {t("dashboards.take-theirs")}
          </button>
        )}
      </div>
    </div>
  );
}
