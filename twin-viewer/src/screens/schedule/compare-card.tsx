import type { WholeSchedule } from "../../../../edge/contracts/schedule/schedules.ts";
import { formatNumber, formatSigned } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { comparisonOf } from "./compare.ts";
import type { PlanView } from "./plan-view.ts";
import { momentOf } from "./words.ts";

interface Side {
  readonly plan: PlanView;
  readonly schedule: WholeSchedule;
}

const HOUR_MS = 3_600_000;

/** A schedule beside the one that it was made again from. */
export function CompareCard({ before, after }: { before: Side; after: Side }) {
  if (before.schedule.schedule === null || after.schedule.schedule === null) return null;
  const compared = comparisonOf(
    { plan: before.plan, schedule: before.schedule.schedule },
    { plan: after.plan, schedule: after.schedule.schedule },
  );
  const { before: was, after: is, common, moved, added, gone } = compared;
  const whole = (value: number): string => formatNumber(value, 0);
  const minutes = (value: number): string => t("schedules.minutes", { minutes: whole(value) });
  const figures = [
    [t("schedules.late-orders"), whole(was.late), whole(is.late), formatSigned(is.late - was.late, 0)],
    [t("schedules.set-up"), minutes(was.setUpMin), minutes(is.setUpMin), formatSigned(is.setUpMin - was.setUpMin, 0)],
    [
      t("schedules.all-made"),
      momentOf(was.end),
      momentOf(is.end),
      t("schedules.hours", { hours: formatSigned((is.end - was.end) / HOUR_MS, 1) }),
    ],
    [t("schedules.cost"), whole(was.cost), whole(is.cost), formatSigned(is.cost - was.cost, 0)],
  ] as const;
  return (
    <section class="card" aria-label={t("schedules.compared")}>
      <div class="card-head">
        <h2>{t("schedules.compared-with", { name: before.schedule.name })}</h2>
        <p class="card-note">
          {t("schedules.starts-moved", { moved, common })}
          {added + gone === 0 ? "" : ` ${t("schedules.other-operations", { added, gone })}`}
        </p>
      </div>
      <dl class="schedule-compared">
        {figures.map(([name, from, to, by]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{t("schedules.from-to", { was: from, is: to, by })}</dd>
          </div>
        ))}
      </dl>
      {after.schedule.released.length === 0 ? null : (
        <p class="room-advisory">
          {t("schedules.released", {
            operations: after.schedule.released.map(({ order, step }) => `${order} ${step}`).join(t("list.separator")),
          })}
        </p>
      )}
    </section>
  );
}
