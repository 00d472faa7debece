import type { ComponentChildren } from "preact";
import type { CompanySite, SiteSummary } from "../data/company-api.ts";
import { formatAge, formatNumber, formatRatio } from "../data/format.ts";
import { timeText } from "../data/hub-words.ts";
import { concernsOf, isCurrent, timeOf } from "../data/site-standing.ts";
import { local, t } from "../i18n/language.ts";
import { AlertCounts } from "./alert-counts.tsx";
import { Concerns } from "./concerns.tsx";
import { LinkCell } from "./link-cell.tsx";
import { TwinLinks } from "./twin-links.tsx";

interface RowProps {
  readonly site: CompanySite;
  readonly nowMs: number;
  /** The hub itself is silent. */
  readonly isOld: boolean;
}

/** One site. Figures that are not of now are drawn as old, with their time. */
export function SiteRow({ site, nowMs, isOld }: RowProps) {
  const { name, location, summary, rights } = site;
  const isNow = !isOld && isCurrent(site, nowMs);
  const figures = summary === null ? null : cellsOf(summary, { isNow, nowMs });
  return (
    <tr class={`site${isNow ? "" : " is-dead"}`} data-edge={site.edgeId}>
      <th scope="row" class="site-name">
        <span class="site-title">{local(name)}</span>
        {summary?.simulated === true ? <span class="simulated">{t("app.simulated")}</span> : null}
        {location?.place === undefined ? null : <span class="site-place">{local(location.place)}</span>}
      </th>
      <td class="site-concerns">
        <Concerns concerns={concernsOf(site, nowMs)} />
      </td>
      <td class="site-link">
        <LinkCell site={site} nowMs={nowMs} isOld={isOld} />
      </td>
      {figures === null ? (
        <td class="site-figures" colSpan={5}>
          <span class="is-unknown">{t(rights === "none" ? "company.no-rights" : "company.no-figures")}</span>
        </td>
      ) : (
        figures.map(({ column, content }) => (
          <td key={column} class={`site-${column}`}>
            {column === "age" ? null : <span class="site-label">{t(`company.column-${column}`)}</span>}
            {content}
          </td>
        ))
      )}
      <td class="site-twin">
        <TwinLinks site={site} isNow={isNow} />
      </td>
    </tr>
  );
}

type Column = "machines" | "alerts" | "oee" | "energy" | "age";

function cellsOf(
  summary: SiteSummary,
  { isNow, nowMs }: { readonly isNow: boolean; readonly nowMs: number },
): readonly { readonly column: Column; readonly content: ComponentChildren }[] {
  const atMs = timeOf(summary.at);
  // Nobody has to look elsewhere in the row to see that a figure is not of now.
  const age =
    isNow || atMs === null ? null : (
      <span class="site-note is-old">{t("company.old", { age: formatAge(Math.max(0, nowMs - atMs)) })}</span>
    );
  const figures: readonly { readonly column: Column; readonly content: ComponentChildren }[] = [
    { column: "machines", content: <Machines {...summary} /> },
    { column: "alerts", content: <Alerts {...summary} isNow={isNow} /> },
    { column: "oee", content: <Oee oee={summary.oee} /> },
    { column: "energy", content: <Energy energy={summary.energy} /> },
  ];
  return [
    ...figures.map(({ column, content }) => ({ column, content: [content, age] })),
    { column: "age", content: <Age at={summary.at} isNow={isNow} nowMs={nowMs} /> },
  ];
}

const STATES = ["producing", "standing", "stopped", "unknown"] as const;
const GLYPHS = { producing: "▶", standing: "❚❚", stopped: "■", unknown: "?" } as const;

function Machines({ machines }: SiteSummary) {
  if (machines === null) return <span class="is-unknown">{t("company.unknown-value")}</span>;
  const present = STATES.filter((state) => machines[state] > 0);
  return (
    <ul class="machine-counts site-value">
      {present.map((state) => (
        <li key={state} title={t(`company.${state}`, { count: machines[state] })}>
          <span class={`machine-${state}`} aria-hidden="true">
            {GLYPHS[state]}
          </span>{" "}
          <span aria-hidden="true">{formatNumber(machines[state], 0)}</span>
          <span class="visually-hidden">{t(`company.${state}`, { count: machines[state] })}</span>
        </li>
      ))}
    </ul>
  );
}

function Alerts({ alerts, isNow }: SiteSummary & { readonly isNow: boolean }) {
  return (
    <>
      <span class="site-value">
        <AlertCounts counts={alerts} isHollow={!isNow} />
      </span>
      {alerts.unacknowledged === 0 ? null : (
        <span class="site-note">{t("company.unacknowledged", { count: alerts.unacknowledged })}</span>
      )}
    </>
  );
}

function Oee({ oee }: { oee: SiteSummary["oee"] }) {
  if (oee === null || oee.value === null) return <span class="is-unknown">{t("company.unknown-value")}</span>;
  return (
    <>
      <span class="site-value">{formatRatio(oee.value)}</span>
      <span class="site-note">{t("company.oee-span", { age: formatAge(oee.toMs - oee.fromMs) })}</span>
    </>
  );
}

function Energy({ energy }: { energy: SiteSummary["energy"] }) {
  if (energy === null || (energy.kW === null && energy.kWhToday === null))
    return <span class="is-unknown">{t("company.unknown-value")}</span>;
  const { kW, kWhToday, quality } = energy;
  return (
    <span class={quality === "good" ? "" : `energy-${quality}`}>
      <span class="site-value">{kW === null ? "—" : `${formatNumber(kW, kW >= 100 ? 0 : 1)} kW`}</span>
      {kWhToday === null ? null : (
        <span class="site-note">{t("company.today", { value: formatNumber(kWhToday, 0) })}</span>
      )}
      {quality === "good" ? null : <span class="site-note">{t(`company.quality-${quality}`)}</span>}
    </span>
  );
}

/** The time that the figures are of; how old they are where they are not of now. */
function Age({ at, isNow, nowMs }: { at: string; isNow: boolean; nowMs: number }) {
  const ms = timeOf(at);
  if (ms === null) return <span class="is-unknown">{t("company.unknown-value")}</span>;
  return (
    <span class="site-age">
      <span>{isNow ? t("hub.now") : t("company.old", { age: formatAge(Math.max(0, nowMs - ms)) })}</span>
      <span class="site-note">{t("company.as-of", { time: timeText(ms, nowMs) })}</span>
    </span>
  );
}
