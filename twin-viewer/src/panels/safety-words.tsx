import type { SafetySummary } from "../data/safety-summary.ts";
import { t } from "../i18n/language.ts";

/** "Sensors report 0 people, 2 places unknown": nowhere "nobody", nowhere "clear". */
export function SafetyWords({ zones, occupied, blind, unknown }: SafetySummary) {
  if (occupied > 0)
    return (
      <>
        <strong>{t("safety.people", { count: occupied, total: zones })}</strong>
        {unknown > 0 ? <span class="is-unknown">{t("safety.unknown-places", { count: unknown })}</span> : null}
      </>
    );
  if (blind === zones) return <span class="is-unknown">{t("safety.no-sensor", { count: unknown })}</span>;
  return (
    <span class={unknown > 0 ? "is-unknown" : ""}>
      {unknown > 0 ? t("safety.reported-unknown", { count: unknown }) : t("safety.reported", { total: zones })}
    </span>
  );
}
