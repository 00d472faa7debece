import type { SiteSummary } from "../data/company-api.ts";
import { t } from "../i18n/language.ts";
import { Badge } from "../panels/badge.tsx";

export const PRIORITIES = [1, 2, 3, 4] as const;

/** Active alarms by priority; `isHollow` where they are of an earlier time. */
export function AlertCounts({
  counts,
  isHollow = false,
}: {
  counts: Pick<SiteSummary["alerts"], "p1" | "p2" | "p3" | "p4">;
  isHollow?: boolean;
}) {
  const present = PRIORITIES.filter((priority) => counts[`p${priority}`] > 0);
  if (present.length === 0) return <span class="company-none">{t("company.no-alerts")}</span>;
  return (
    <ul class="alert-counts">
      {present.map((priority) => (
        <li key={priority} title={t("company.priority-count", { priority, count: counts[`p${priority}`] })}>
          <Badge priority={priority} hollow={isHollow} />
          <span class="visually-hidden">{t("alerts.priority", { priority })}</span> {counts[`p${priority}`]}
        </li>
      ))}
    </ul>
  );
}
