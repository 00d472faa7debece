import type { ComponentChildren } from "preact";
import type { CompanySite } from "../data/company-api.ts";
import { formatNumber } from "../data/format.ts";
import { totalsOf } from "../data/site-standing.ts";
import { t } from "../i18n/language.ts";
import { AlertCounts } from "./alert-counts.tsx";

interface TotalsProps {
  readonly sites: readonly CompanySite[];
  readonly nowMs: number;
  readonly isOld: boolean;
}

/** The company as a whole. Each figure says of how many sites it is, where it is not of all. */
export function Totals({ sites, nowMs, isOld }: TotalsProps) {
  const all = totalsOf(sites, nowMs);
  const { machines } = all;
  return (
    <section class={`kpis company-totals${isOld ? " is-old" : ""}`} aria-label={t("company.totals")}>
      <Figure name={t("company.sites")} value={`${all.linked} / ${all.sites}`} />
      <Figure name={t("company.attention")} value={String(all.concerned)} />
      <Figure
        name={t("company.alerts")}
        note={[
          t("company.unacknowledged", { count: all.unacknowledged }),
          all.oldSites > 0 ? t("company.alerts-old", { count: all.oldSites }) : "",
        ]}
      >
        <AlertCounts counts={all.alerts} />
      </Figure>
      <Figure
        name={t("company.machines")}
        value={`${formatNumber(machines.producing, 0)} / ${formatNumber(machines.total, 0)}`}
        note={[machines.unknown > 0 ? t("company.machines-unknown", { count: machines.unknown }) : ""]}
      />
      <Figure
        name={t("company.power")}
        value={all.kW === null ? "—" : `${formatNumber(all.kW, 0)} kW`}
        note={[all.kWSites < all.sites ? t("company.power-of", { count: all.kWSites, total: all.sites }) : ""]}
      />
      <Figure name={t("company.late")} value={formatNumber(all.lateOrders, 0)} />
    </section>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value?: string;
  readonly note?: readonly string[];
  readonly children?: ComponentChildren;
}

function Figure({ name, value, note = [], children }: FigureProps) {
  const notes = note.filter(Boolean);
  return (
    <div class="kpi">
      <div class="kpi-name">{name}</div>
      <div class="kpi-line">
        {value === undefined ? null : <span class="kpi-value">{value}</span>}
        {children}
      </div>
      {notes.length === 0 ? null : <div class="company-note">{notes.join(" · ")}</div>}
    </div>
  );
}
