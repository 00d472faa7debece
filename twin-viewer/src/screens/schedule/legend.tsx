import { colourOf, dashOf } from "../../charts/panes/palette.ts";
import { t } from "../../i18n/language.ts";
import { ActualsLegend } from "./actuals-legend.tsx";
import { slotsOf } from "./picture.ts";
import type { PlanView } from "./plan-view.ts";
import { Sign } from "./sign.tsx";
import { ghosts, machineTimes, shownSpan, view } from "./state.ts";
import { momentOf } from "./words.ts";

/** Variants that are named; more would push the chart away, and each bar has its order inside. */
const MOST_NAMED = 14;

/** What colours and signs of the chart mean. */
export function Legend({ plan }: { plan: PlanView }) {
  if (view.value !== "chart") return null;
  const until = machineTimes.value?.closedUntilMs;
  const slots = [...slotsOf(plan)];
  return (
    <ul class="gantt-legend" aria-label={t("gantt.legend")}>
      {slots.slice(0, MOST_NAMED).map(([variant, slot]) => (
        <li key={variant}>
          <Sign>
            <line
              x1="2"
              x2="18"
              y1="7"
              y2="7"
              stroke-width="8"
              stroke={`var(${colourOf(slot)})`}
              stroke-dasharray={dashOf(slot).join(" ")}
            />
          </Sign>
          {variant}
        </li>
      ))}
      {slots.length > MOST_NAMED ? <li>{t("gantt.more-variants", { count: slots.length - MOST_NAMED })}</li> : null}
      <li>
        <Sign>
          <path class="gantt-sign-line" d="M2 3h16v8h-16zM2 11l8-8M10 11l8-8" />
        </Sign>
        {t("gantt.set-up")}
      </li>
      <li>
        <Sign>
          <path class="gantt-sign-closed" d="M2 1h16v12h-16z" />
        </Sign>
        {until === undefined || until >= shownSpan.value.toMs
          ? t("gantt.closed")
          : t("gantt.closed-until", { time: momentOf(until) })}
      </li>
      <li>
        <Sign>
          <path class="gantt-sign-line" d="M2 1h16v12h-16zM2 13l12-12M8 13l10-10M2 7l6-6" />
        </Sign>
        {t("gantt.unavailable")}
      </li>
      <li>
        <Sign>
          <path class="gantt-sign-late" d="M8 2h8v8z" />
        </Sign>
        {t("gantt.late")}
      </li>
      <li>
        <Sign>
          <path class="gantt-sign-full" d="M10 2l5 5l-5 5l-5 -5z" />
        </Sign>
        {t("gantt.due")}
      </li>
      <li>
        <Sign>
          <path class="gantt-sign-line" d="M8 7v-2a2 2 0 0 1 4 0v2" />
          <path class="gantt-sign-full" d="M6 7h8v5h-8z" />
        </Sign>
        {t("gantt.locked")}
      </li>
      <li>
        <Sign>
          <path class="gantt-sign-line" d="M8 7v-2a2 2 0 0 1 4 0v2M6 7h8v5h-8z" />
        </Sign>
        {t("gantt.kept")}
      </li>
      <ActualsLegend />
      {ghosts.value === undefined ? null : (
        <li>
          <Sign>
            <path class="gantt-sign-line" stroke-dasharray="3 2" d="M2 5h16v5h-16z" />
          </Sign>
          {t("gantt.former")}
        </li>
      )}
    </ul>
  );
}
