import { t } from "../../i18n/language.ts";
import type { ActualKind } from "./actuals.ts";
import { Sign } from "./sign.tsx";
import { shownActuals } from "./state.ts";

const SIGNS: readonly (readonly [ActualKind, string])[] = [
  ["done", "M3 7h14M3 4v6M17 4v6"],
  ["begun", "M3 7h10M3 4v6M13 4l5 3l-5 3z"],
  ["due", "M3 7a3 3 0 1 0 6 0a3 3 0 1 0 -6 0M12 7h1M15 7h1M18 7h1"],
  ["skipped", "M6 7a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M7 10l6 -6"],
];

/** Those signs of what happened that the chart has. */
export function ActualsLegend() {
  const actuals = shownActuals.value;
  if (actuals === undefined) return null;
  return (
    <>
      {SIGNS.filter(([kind]) => actuals.kinds.has(kind)).map(([kind, path]) => (
        <li key={kind}>
          <Sign>
            <path class="gantt-sign-line" d={path} />
          </Sign>
          {t(`actual.sign-${kind as Exclude<ActualKind, "unknown">}`)}
        </li>
      ))}
      {actuals.hasElsewhere ? (
        <li>
          <Sign>
            <path class="gantt-sign-line" d="M3 5h14v4h-14zM3 3v8M17 3v8" />
          </Sign>
          {t("actual.sign-elsewhere")}
        </li>
      ) : null}
      {actuals.kinds.has("unknown") ? (
        <li>
          <strong aria-hidden="true">?</strong>
          {t("actual.sign-unknown")}
        </li>
      ) : null}
    </>
  );
}
