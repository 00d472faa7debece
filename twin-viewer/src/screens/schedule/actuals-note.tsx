import { t } from "../../i18n/language.ts";
import { actualsFailure, actuals as held } from "./state.ts";
import { momentOf } from "./words.ts";

/** Up to when it is known what became of the schedule, or why it is not. */
export function ActualsNote() {
  const actuals = held.value;
  if (actualsFailure.value !== "")
    return <p class="card-note">{t("actual.failed", { reason: actualsFailure.value })}</p>;
  // Nothing of it is due yet.
  if (actuals === undefined || (actuals.byKey.size === 0 && actuals.doubt === null)) return null;
  const { upToMs, doubt, source } = actuals;
  return (
    <p class="card-note gantt-actuals">
      {upToMs === undefined ? "" : `${t("actual.up-to", { time: momentOf(upToMs) })} `}
      {doubt === null ? "" : t(`actual.doubt-${doubt}`, { source: source ?? t("scored.a-source") })}
    </p>
  );
}
