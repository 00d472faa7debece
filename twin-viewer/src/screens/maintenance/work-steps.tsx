import { clockOrMoment } from "../../data/alert-times.ts";
import { usePlant } from "../../data/context.ts";
import type { ComponentAnswer, WorkState } from "../../data/maintenance-api.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";

/** Steps from a finding to the checked repair. */
const STEPS = ["found", "planned", "in-work", "done", "checked"] as const;

/** Where work in a state stands; work that nobody planned yet stands where the finding does. */
const REACHED: Readonly<Record<WorkState, number>> = {
  reported: 0,
  rejected: 0,
  planned: 1,
  "in-progress": 2,
  finished: 3,
  closed: 4,
};

/** Position among the steps; -1 where nothing was found and nobody works on it. */
export function stepOf({ stage, work }: Pick<ComponentAnswer, "stage" | "work">): number {
  return work === null ? (stage === "act" ? 0 : -1) : REACHED[work.state];
}

/** How far a finding has come on its way to the checked repair, and what the work item says. */
export function WorkSteps({ one }: { one: ComponentAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const at = stepOf(one);
  if (at < 0) return null;
  const { work } = one;
  return (
    <div class="work-steps">
      <ol aria-label={t("repair.steps")}>
        {STEPS.map((step, index) => (
          <li key={step} class={index <= at ? "is-past" : ""} aria-current={index === at ? "step" : undefined}>
            {t(`repair.${step}`)}
          </li>
        ))}
      </ol>
      <small>
        {work === null ? t("repair.no-work") : t("due.has-work", { state: t(`due.work-${work.state}`) })}
        {work === null || work.due === null
          ? ""
          : ` · ${t("work.due", { time: clockOrMoment(Date.parse(work.due), zone, edgeNowMs()) })}`}
      </small>
    </div>
  );
}
