import { Sparkline } from "../charts/sparkline.tsx";
import { spread } from "../charts/trend-gaps.ts";
import { fetchTrend } from "../data/api.ts";
import { activityOf } from "../data/asset-state.ts";
import { isAtEdge } from "../data/carried.ts";
import { componentRows } from "../data/component-rows.ts";
import { formatAge } from "../data/format.ts";
import { fetchComponents } from "../data/maintenance-api.ts";
import { useAnswer } from "../data/use-refresh.ts";
import { fastParts, wearText } from "../data/wear.ts";
import { componentName, tagTitle } from "../i18n/components.ts";
import { local, t } from "../i18n/language.ts";
import { lazyComponent } from "../panels/lazy.tsx";
import { AlertCard } from "./alert-card.tsx";
import { edgeClockMs } from "./edge-clock.ts";
import { FindingCard } from "./finding-card.tsx";
import type { PhoneAsset, PhoneTag } from "./read-asset.ts";
import { tagText } from "./tag-text.ts";

const HOUR_MS = 3_600_000;
const TREND_WIDTH = 120;
const REFRESH_MS = 30_000;
const FINDINGS_MS = 10_000;
const MOST_VALUES = 8;

/** Forms are loaded after what the page shows first. */
const Enter = lazyComponent(async () => (await import("./enter/enter-section.tsx")).EnterSection, { isSilent: true });

/** State, alerts and findings with their actions, newest values by component, the last hour of a number. */
export function AssetCard({ shown, isOld }: { shown: PhoneAsset; isOld: boolean }) {
  const { asset, tags, samples, alerts } = shown;
  const state = tags.find(({ role }) => role === "item-state");
  const sample = state === undefined ? undefined : samples.get(state.tagUid);
  const activity = sample === undefined || typeof sample.value !== "number" ? "unknown" : activityOf(sample.value);
  const components = useAnswer(asset.assetUid, () => fetchComponents(asset.assetUid), FINDINGS_MS) ?? [];
  const findings = componentRows(
    components.filter(({ assetUid }) => assetUid === asset.assetUid),
    edgeClockMs(),
  ).act;
  const others = alerts.filter(({ alertUid }) => !findings.some((one) => one.alertUid === alertUid));
  const isSilent = isOld || sample?.live === false;
  // Its wear factor is beside its name.
  const moving = tags.filter(
    ({ type, role, tagUid }) => type !== "waveform" && role !== "wear-factor" && samples.has(tagUid),
  );
  const listed = [...moving.filter(({ role }) => role !== null), ...moving.filter(({ role }) => role === null)].slice(
    0,
    MOST_VALUES,
  );
  return (
    <>
      <header class="phone-head">
        <h1>{asset.label}</h1>
        <p>{local(asset.name)}</p>
        <p class={`phone-state${isSilent ? " is-old" : ""}`}>{t(isSilent ? "asset.stale" : `asset.${activity}`)}</p>
        {asset.simulated ? <span class="phone-note">{t("app.simulated")}</span> : null}
        {fastParts(tags, ({ tagUid }) => Number(samples.get(tagUid)?.value)).map(({ component, factor }) => (
          <span key={component} class="phone-note wear" title={t("wear.why")}>
            {t("wear.of", { part: local(componentName(component)), wear: wearText(factor) })}
          </span>
        ))}
      </header>
      <section aria-label={t("alerts.title")}>
        <h2>{t("alerts.title")}</h2>
        {others.length === 0 ? <p class="empty">{t(isSilent ? "phone.alerts-unknown" : "alerts.none")}</p> : null}
        {others.map((alert) => (
          <AlertCard key={alert.alertUid} alert={alert} shown={shown} />
        ))}
      </section>
      {findings.length === 0 ? null : (
        <section aria-label={t("phone.findings")}>
          <h2>{t("phone.findings")}</h2>
          {findings.map((one) => (
            <FindingCard
              key={one.component}
              one={one}
              alert={alerts.find(({ alertUid }) => alertUid === one.alertUid)}
              shown={shown}
              isOld={isOld}
            />
          ))}
        </section>
      )}
      {isAtEdge() ? <Enter shown={shown} /> : null}
      <section aria-label={t("asset.values")}>
        <h2>{t("asset.values")}</h2>
        <dl class="phone-values">
          {listed.map((tag) => (
            <div key={tag.tagUid}>
              <dt>{tagTitle(tag)}</dt>
              <Value shown={shown} tag={tag} />
            </div>
          ))}
        </dl>
      </section>
      <LastTrend tags={listed} />
    </>
  );
}

function Value({ shown, tag }: { shown: PhoneAsset; tag: PhoneTag }) {
  const sample = shown.samples.get(tag.tagUid);
  if (sample === undefined) return <dd class="is-old">{t("value.none")}</dd>;
  const old = !sample.live || sample.status >>> 30 !== 0;
  const age = sample.time === null ? "" : formatAge(edgeClockMs() - Date.parse(sample.time));
  return (
    <dd class={old ? "is-old" : ""}>
      {tagText(tag, sample.value)}{" "}
      <small>{old ? `${t(sample.live ? "value.bad" : "value.stale")} · ${age}` : age}</small>
    </dd>
  );
}

function LastTrend({ tags }: { tags: readonly PhoneTag[] }) {
  const tag = tags.find(({ type }) => type === "number");
  const toMs = edgeClockMs();
  const trend = useAnswer(
    tag?.tagUid ?? "",
    () =>
      tag === undefined
        ? Promise.reject(new Error("no number"))
        : fetchTrend(tag.tagUid, { fromMs: toMs - HOUR_MS, toMs }, TREND_WIDTH),
    REFRESH_MS,
  );
  if (tag === undefined || trend === undefined) return null;
  const times = trend.times.map((time) => Date.parse(time ?? ""));
  return (
    <section aria-label={t("trend.title")}>
      <h2>
        {local(tag.name)} · {t("trend.1h")}
      </h2>
      <Sparkline
        values={spread(times, trend.mean, { from: toMs - HOUR_MS, to: toMs, width: TREND_WIDTH })}
        width={328}
        height={90}
        label={local(tag.name)}
      />
    </section>
  );
}
