import type { Kpi } from "../../../edge/contracts/kpi.ts";
import { Sparkline } from "../charts/sparkline.tsx";
import { usePlant, useSession } from "../data/context.ts";
import { formatClock, formatNumber } from "../data/format.ts";
import { connection, kpis, linksVersion, moment } from "../data/signals.ts";
import { unitSymbol } from "../data/units.ts";
import { usePastKpis } from "../data/use-past-kpis.ts";
import { askedAtMs } from "../data/use-question.ts";
import { zoneStates } from "../data/zone-states.ts";
import { t } from "../i18n/language.ts";

const ORDER = ["oee", "output", "cycle", "power", "wip", "alarm-rate"] as const;

/** Figures that were truly computed; what was not shows a dash and says why. */
export function KpiStrip() {
  const atMs = askedAtMs();
  return atMs === undefined ? <Strip list={kpis.value} /> : <PastStrip atMs={atMs} />;
}

/** Apart, because while the page is live nothing of the past is asked. */
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
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const missing = kpi === undefined || kpi.value === null;
  const why = missing
    ? t("kpi.missing", { reason: kpi?.reason ?? t(moment.value === null ? "kpi.unknown-reason" : "kpi.past") })
    : t("kpi.since", { time: formatClock(kpi.since / 1000, zone, false) });
  return (
    <div class="kpi" title={why}>
      <div class="kpi-name">{t(`kpi.${id}`)}</div>
      <div class="kpi-line">
        {missing ? <span class="kpi-value kpi-missing">—</span> : <Value kpi={kpi} value={kpi.value as number} />}
        {kpi === undefined || kpi.recent.length < 2 ? null : <Sparkline values={kpi.recent} width={64} height={20} />}
      </div>
      {missing ? <span class="visually-hidden">{why}</span> : null}
    </div>
  );
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

/** Output counts towards its target; for other figures it is a line to stay near. */
function Target({ kpi, target }: { kpi: Kpi; target: number }) {
  const text = formatNumber(scaled(kpi.unit, target).value, decimalsOf(kpi.id, target));
  return <span class="kpi-target">{kpi.id === "output" ? `/ ${text}` : t("kpi.target", { value: text })}</span>;
}

/** Watts as kilowatts, shares as per cent; anything else as it came. */
function scaled(unit: string, value: number): { value: number; unit: string } {
  if (unit === "W") return { value: value / 1000, unit: "kW" };
  return { value, unit: unitSymbol(unit) };
}

function decimalsOf(id: Kpi["id"], value: number): number {
  if (id === "oee" || id === "cycle") return 1;
  return id === "power" && Math.abs(value) < 100 ? 1 : 0;
}

/** People in robot zones, as far as sensors tell. Says "nobody detected", never "clear". */
function Safety() {
  const index = usePlant();
  const { mirror } = useSession();
  linksVersion.value;
  const states = index === null ? [] : zoneStates(index, mirror, Date.now());
  const count = (state: string) => states.filter((one) => one.state === state).length;
  const [person, unknown, nobody] = [count("person"), count("unknown"), count("nobody")];
  return (
    <div class="kpi kpi-safety" title={t("safety.display-only")}>
      <div class="kpi-name">{t("kpi.safety")}</div>
      <div class="kpi-safety-lines">
        {states.length === 0 ? <span>{t("safety.none")}</span> : null}
        {person > 0 ? <strong>{t("safety.people", { count: person, total: states.length })}</strong> : null}
        {unknown > 0 ? <span class="is-unknown">{t("safety.unknown", { count: unknown, total: states.length })}</span> : null}
        {nobody > 0 && person === 0 ? <span>{t("safety.nobody", { count: nobody, total: states.length })}</span> : null}
      </div>
    </div>
  );
}
