import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Asset, Plant } from "../../../edge/contracts/plant/plant.ts";
import { recordOfEntry } from "../data/alert-record.ts";
import { clockOrMoment } from "../data/alert-times.ts";
import { ask, type PastAlert } from "../data/api.ts";
import { isAdvisory } from "../data/asset-state.ts";
import { isAtEdge } from "../data/carried.ts";
import { useAnswer } from "../data/use-refresh.ts";
import { local, t } from "../i18n/language.ts";
import { Badge } from "../panels/badge.tsx";
import { edgeClockMs } from "./edge-clock.ts";
import { INSPECTIONS_HASH } from "./inspections/choice-in-hash.ts";

const REFRESH_MS = 5_000;
const MOST_ALERTS = 10;
const MOST_FOUND = 8;

/** The page without a machine: the most urgent alerts of the plant, and a search for a machine. */
export function StartPage({ plant }: { plant: Plant }) {
  const answer = useAnswer("alerts", () => ask<{ alerts: readonly PastAlert[] }>("/api/v1/alerts"), REFRESH_MS);
  return (
    <>
      <header class="phone-head">
        <h1>{local(plant.site.name)}</h1>
      </header>
      <FindMachine assets={plant.assets} />
      {isAtEdge() ? (
        <p class="phone-actions">
          <a class="button" href={INSPECTIONS_HASH}>
            {t("phone.inspections")}
          </a>
        </p>
      ) : null}
      <section aria-label={t("phone.start")}>
        <h2>{t("phone.start")}</h2>
        {answer === undefined ? <p class="empty">{t("app.loading")}</p> : <Alerts all={answer.alerts} plant={plant} />}
      </section>
    </>
  );
}

function Alerts({ all, plant }: { all: readonly PastAlert[]; plant: Plant }) {
  // The edge lists the most urgent first.
  const records = all
    .map(recordOfEntry)
    .filter(({ state, annunciation }) => state !== "closed" && annunciation !== "event");
  const nowMs = edgeClockMs();
  if (records.length === 0) return <p class="empty">{t("alerts.none")}</p>;
  return (
    <>
      <ul class="phone-list">
        {records.slice(0, MOST_ALERTS).map((record) => {
          const asset = plant.assets.find(({ assetUid }) => assetUid === record.assetUid);
          return (
            <li key={record.alertUid}>
              <MachineLink asset={asset}>
                <Badge priority={isAdvisory(record) ? 0 : record.priority} hollow={record.state !== "active"} />
                <span class="visually-hidden">
                  {isAdvisory(record) ? t("phone.advisory") : t("alerts.priority", { priority: record.priority })}
                </span>
                <span>
                  <strong>{asset?.label ?? "Gemba"}</strong> {local(record.message)}
                  <small class="phone-when">
                    {" "}
                    {clockOrMoment(record.raisedMs, plant.site.timeZone, nowMs)} · {t(`alerts.is-${record.state}`)}
                  </small>
                </span>
              </MachineLink>
            </li>
          );
        })}
      </ul>
      {records.length > MOST_ALERTS ? (
        <p class="phone-line">{t("phone.more", { n: records.length - MOST_ALERTS })}</p>
      ) : null}
    </>
  );
}

function FindMachine({ assets }: { assets: readonly Asset[] }) {
  const [typed, setTyped] = useState("");
  const words = typed.trim().toLowerCase();
  const found = words === "" ? [] : assets.filter((asset) => textOf(asset).includes(words));
  return (
    <section aria-label={t("phone.find")}>
      <label class="field">
        {t("phone.find")}
        <input
          type="search"
          maxLength={64}
          placeholder={t("phone.find-hint")}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      {words !== "" && found.length === 0 ? <p class="empty">{t("phone.found-none")}</p> : null}
      <ul class="phone-list">
        {found.slice(0, MOST_FOUND).map((asset) => (
          <li key={asset.assetUid}>
            <MachineLink asset={asset}>
              <span>
                <strong>{asset.label}</strong> {local(asset.name)}
              </span>
            </MachineLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The edge itself has alerts and no page. */
function MachineLink({ asset, children }: { asset: Asset | undefined; children: ComponentChildren }) {
  if (asset === undefined) return <span class="phone-row">{children}</span>;
  return (
    <a class="phone-row" href={`./phone.html?a=${encodeURIComponent(asset.label)}`}>
      {children}
    </a>
  );
}

function textOf({ label, name }: Asset): string {
  return `${label} ${name.zh} ${name.en}`.toLowerCase();
}
