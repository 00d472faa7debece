import type { CompanySite, SiteSummary } from "../data/company-api.ts";
import { formatAge } from "../data/format.ts";
import { concernsOf, isCurrent, timeOf } from "../data/site-standing.ts";
import { local, t } from "../i18n/language.ts";
import { AlertCounts } from "./alert-counts.tsx";
import { Concerns } from "./concerns.tsx";
import { LinkCell } from "./link-cell.tsx";
import { TwinLinks } from "./twin-links.tsx";

interface CardProps {
  readonly site: CompanySite;
  readonly nowMs: number;
  readonly isOld: boolean;
  readonly onClose: () => void;
}

/** The site that was chosen on the map. */
export function SiteCard({ site, nowMs, isOld, onClose }: CardProps) {
  const isNow = !isOld && isCurrent(site, nowMs);
  return (
    <section class="site-card" aria-label={local(site.name)}>
      <CardHead title={local(site.name)} onClose={onClose} />
      <p class="site-link">
        <LinkCell site={site} nowMs={nowMs} isOld={isOld} />
      </p>
      <Concerns concerns={concernsOf(site, nowMs)} />
      {site.summary === null ? null : (
        <>
          <AlertCounts counts={site.summary.alerts} isHollow={!isNow} />
          <p class={isNow ? "" : "is-unknown"}>{productionWords(site.summary, { isNow, nowMs })}</p>
        </>
      )}
      <TwinLinks site={site} isNow={isNow} />
    </section>
  );
}

/** Good pieces and orders, with their age where they are not of now. */
function productionWords(
  { goodToday, orders, at }: SiteSummary,
  { isNow, nowMs }: { readonly isNow: boolean; readonly nowMs: number },
): string {
  const atMs = timeOf(at);
  return [
    goodToday === null ? "" : t("company.good-today", { count: goodToday }),
    orders === null ? "" : t("company.orders", { running: orders.running, late: orders.late }),
    isNow || atMs === null ? "" : t("company.old", { age: formatAge(Math.max(0, nowMs - atMs)) }),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Sites that no zoom sets apart. */
export function ClusterCard({
  members,
  onSite,
  onClose,
}: {
  members: readonly CompanySite[];
  onSite: (edgeId: string) => void;
  onClose: () => void;
}) {
  const title = t("company.cluster-here", { count: members.length });
  return (
    <section class="site-card" aria-label={title}>
      <CardHead title={title} onClose={onClose} />
      <ul class="cluster-sites">
        {members.map((site) => (
          <li key={site.edgeId}>
            <button type="button" class="button small" onClick={() => onSite(site.edgeId)}>
              {local(site.name)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function CardHead({ title, onClose }: { title: string; onClose: () => void }) {
  return (
    <h2>
      {title}
      <button type="button" class="button small icon" aria-label={t("company.close")} onClick={onClose}>
        ×
      </button>
    </h2>
  );
}
