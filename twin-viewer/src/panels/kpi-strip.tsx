import type { Kpi } from "../../../edge/contracts/production/kpi.ts";
import type { DefinitionKey } from "../../../edge/contracts/words/definitions.ts";
import { Sparkline } from "../charts/sparkline.tsx";
import { usePlant, useSession } from "../data/context.ts";
import { formatClock, formatNumber } from "../data/format.ts";
import { isPlantAway } from "../data/hub-link.ts";
import { type Trust, trustOf, windowOf } from "../data/kpi-window.ts";
import { wholePercent } from "../data/liveness.ts";
import { safetySummary } from "../data/safety-summary.ts";
import { connection, edgeNowMs, kpis, linksVersion, moment, second } from "../data/signals.ts";
import { unitSymbol } from "../data/units.ts";
import { usePastKpis } from "../data/use-past-kpis.ts";
import { askedAtMs } from "../data/use-question.ts";
import { t } from "../i18n/language.ts";
import { reasonInWords } from "../i18n/reasons.ts";
import { InfoMark } from "./info-mark.tsx";
import { SafetyWords } from "./safety-words.tsx";

const ORDER = ["oee", "output", "cycle", "power", "wip", "alarm-rate"] as const;

const DEFINED_AS = {
  oee: "oee-line",
  output: "output",
  cycle: "cycle",
  power: "power",
  wip: "wip",
  "alarm-rate": "alarms-now",
} as const satisfies Record<(typeof ORDER)[number], DefinitionKey>;

/** Computed figures; a missing one shows a dash and, in sight, the reason. */
export function KpiStrip() {
  const atMs = askedAtMs();
  return atMs === undefined ? <Strip list={kpis.value} /> : <PastStrip atMs={atMs} />;
}

/** A component of its own, because the live page requests nothing of the past. */
function PastStrip({ atMs }: { atMs: number }) {
  return <Strip list={usePastKpis(atMs)} />;
}

function Strip({ list }: { list: readonly Kpi[] }) {
  const known = new Map(list.map((kpi) => [kpi.id, kpi]));
  return (
    <section class={`kpis${connection.value.state === "open" ? "" : " is-old"}`} aria-label={t("kpi.label")}>
      {ORDER.map((id) => (
        <Figure key={id} id={id} kpi={known.get(id)} />
      ))}
      <Safety />
    </section>
  );
}

function Figure({ id, kpi }: { id: (typeof ORDER)[number]; kpi: Kpi | undefined }) {
  const site = usePlant()?.plant.site ?? { timeZone: "UTC", shifts: [] };
  const missing = kpi === undefined || kpi.value === null;
  const trust = moment.value !== null ? "whole" : isPlantAway.value ? "dead" : trustOf(kpi, connection.value);
  const window = missing ? "" : windowOf(kpi, site, edgeNowMs());
  const since = kpi?.staleSince ?? null;
  const old = trust === "whole" ? "" : oldText(trust, { since, share: kpi?.liveShare, timeZone: site.timeZone });
  const reason = kpi?.reason ?? t(moment.value === null ? "kpi.unknown-reason" : "kpi.past");
  const why = missing ? t("kpi.missing", { reason }) : window;
  return (
    <div class={`kpi kpi-${trust}`} title={[why, old].filter(Boolean).join(" · ")}>
      <div class="kpi-name">
        {t(`kpi.${id}`)} <InfoMark figure={DEFINED_AS[id]} name={t(`kpi.${id}`)} />{" "}
        <span class="kpi-window">{trust === "whole" ? window : old}</span>
      </div>
      <div class="kpi-line">
        {missing ? (
          <>
            <span class="kpi-value kpi-missing">—</span>
            <span class="kpi-why">
              <span class="visually-hidden">{t("kpi.missing", { reason })}</span>
              <span aria-hidden="true">{reasonInWords(reason)}</span>
            </span>
          </>
        ) : (
          <Value kpi={kpi} value={kpi.value as number} />
        )}
        {missing || kpi.recent.length < 2 ? null : <Sparkline values={kpi.recent} width={64} height={20} />}
      </div>
    </div>
  );
}

/** "no data since 10:42" beside a dead figure, "97 % live" beside one that is incomplete. */
function oldText(
  trust: Trust,
  { since, share = 0, timeZone }: { since: number | null; share: number | undefined; timeZone: string },
): string {
  if (trust === "part") return t("liveness.part", { percent: wholePercent(share, 1) });
  return since === null
    ? t("liveness.old-always")
    : t("liveness.old", { time: formatClock(since / 1000, timeZone, false) });
}

function Value({ kpi, value }: { kpi: Kpi; value: number }) {
  const shown = scaled(kpi.unit, value);
  return (
    <>
      <span class="kpi-value">
        {formatNumber(shown.value, decimalsOf(kpi.id, shown.value))}
        {shown.unit === "" ? null : <span class="kpi-unit"> {shown.unit}</span>}
      </span>
      {kpi.target === undefined ? null : <Target kpi={kpi} target={kpi.target} />}
    </>
  );
}

/** The target is a goal for output, and a level to hold for other figures. */
function Target({ kpi, target }: { kpi: Kpi; target: number }) {
  const text = formatNumber(scaled(kpi.unit, target).value, decimalsOf(kpi.id, target));
  return <span class="kpi-target">{kpi.id === "output" ? `/ ${text}` : t("kpi.target", { value: text })}</span>;
}

/** Watts as kilowatts, shares as per cent; anything else unchanged. */
function scaled(unit: string, value: number): { value: number; unit: string } {
  if (unit === "W") return { value: value / 1000, unit: "kW" };
  return { value, unit: unitSymbol(unit) };
}

function decimalsOf(id: Kpi["id"], value: number): number {
  if (id === "oee" || id === "cycle") return 1;
  return id === "power" && Math.abs(value) < 100 ? 1 : 0;
}

/**
 * People in robot zones by the sensors: their reports and the number of unknown places, never "nobody", never
 * "clear".
 */
function Safety() {
  const index = usePlant();
  const { mirror } = useSession();
  linksVersion.value;
  second.value;
  const summary = index === null ? undefined : safetySummary(index, mirror, Date.now());
  const isDead = summary !== undefined && summary.zones > 0 && summary.blind === summary.zones;
  return (
    <div class={`kpi kpi-safety${isDead ? " kpi-dead" : ""}`} title={t("safety.display-only")}>
      <div class="kpi-name">
        {t("kpi.safety")} <InfoMark figure="people-in-zones" name={t("kpi.safety")} />
      </div>
      <div class="kpi-safety-lines">
        {summary === undefined ? (
          <span>—</span>
        ) : summary.zones === 0 ? (
          <span>{t("safety.none")}</span>
        ) : (
          <SafetyWords {...summary} />
        )}
      </div>
    </div>
  );
}
