import "../../../i18n/live-risk-catalogue.ts";
import "./live-risk.css";
import type {
  LiveIndication,
  LiveRiskState,
  TrackCounts,
  ZoneRisk,
} from "../../../../../edge/contracts/safety/live-risk.ts";
import { LIVE_RISK_WORDS } from "../../../../../edge/contracts/words/live-risk-words.ts";
import { TERM_WORDS } from "../../../../../edge/contracts/words/separation-words.ts";
import { usePlant } from "../../../data/context.ts";
import { formatAge, formatNumber, formatSeconds } from "../../../data/format.ts";
import { zoneGasWords } from "../../../data/gas.ts";
import { type ShownRisk, shownRisk } from "../../../data/live-risk.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import { alerts, edgeNowMs, moment, openAlert, selected } from "../../../data/signals.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import type { TextKey } from "../../../i18n/catalogue.ts";
import { local, t } from "../../../i18n/language.ts";
import { NowOnly } from "../../../panels/answer-note.tsx";
import { figuresOf, riskWord } from "../../../scene/layers/risk.ts";
import { ZoneHistory } from "./zone-history.tsx";

/** What live risk says now: what stands, since when, why, how much is unknown. It never says that nothing is near. */
export function LiveRiskCard() {
  const index = usePlant();
  if (index === null) return null;
  return (
    <section class="card" aria-labelledby="live-risk-title">
      <Now index={index} />
      <ZoneHistory />
    </section>
  );
}

/** Drawn each second, because ages grow; the history is not. */
function Now({ index }: { index: PlantIndex }) {
  useSecond();
  const shown = shownRisk();
  return (
    <>
      <div class="card-head">
        <h2 id="live-risk-title">{t("lr.title")}</h2>
        {shown === undefined ? null : (
          <span class={`card-note${shown.isOld ? " is-unknown" : ""}`}>
            {shown.isOld
              ? t("nearby.old", { age: formatAge(shown.ageMs) })
              : t("lr.age", { age: formatAge(shown.ageMs) })}
          </span>
        )}
      </div>
      <p class="room-advisory">{t("lr.advisory")}</p>
      {moment.value !== null ? <NowOnly /> : shown === undefined ? <p class="empty">{t("lr.waits")}</p> : null}
      {shown === undefined ? null : <Shown shown={shown} index={index} />}
    </>
  );
}

function Shown({ shown, index }: { shown: ShownRisk; index: PlantIndex }) {
  const { state } = shown;
  const unknown = state.people.unknown + state.robots.unknown + state.vehicles.unknown;
  return (
    <>
      <p class="lr-headline">
        <strong>{t("lr.reports", { count: state.indications.length })}</strong>
        <span class={unknown > 0 || shown.isOld ? "is-unknown" : ""}>
          {shown.isOld ? t("nearby.unknown") : t("lr.unknown", { count: unknown })}
        </span>
      </p>
      <ul class="lr-list">
        {state.indications
          .toSorted((a, b) => b.level - a.level)
          .map((one) => (
            <Indication
              key={`${one.kind} ${one.alertUid ?? one.assetUid} ${one.zone} ${one.gas?.tag}`}
              one={one}
              index={index}
              isOld={shown.isOld}
            />
          ))}
      </ul>
      <Zones zones={state.zones} index={index} />
      <Tracks state={state} />
      <p class="card-note">{functionsOf(state)}</p>
    </>
  );
}

function functionsOf({ functions }: LiveRiskState): string {
  if (functions.length === 0) return t("lr.no-functions");
  return t("lr.functions", { names: functions.map((name) => t(`lr.function-${name}` as TextKey)).join(" · ") });
}

function Indication({ one, index, isOld }: { one: LiveIndication; index: PlantIndex; isOld: boolean }) {
  const { assetUid, otherUid, kind, zone, since, level, isUnknown, sensed, distanceM } = one;
  const labels = [assetUid, otherUid].flatMap((uid) => (uid === undefined ? [] : (index.asset(uid)?.label ?? [])));
  const where = index.plant.zones.find(({ id }) => id === zone);
  const alert = alertOf(one);
  const word = riskWord(level);
  const nowMs = edgeNowMs();
  // Its kind alone says little of an alert that is none of the others.
  const message =
    kind === "safety-alert" ? alerts.value.find(({ alertUid }) => alertUid === alert)?.message : undefined;
  const facts = [
    figuresOf(one),
    message === undefined ? "" : local(message),
    t("lr.since", { age: formatAge(Math.max(0, nowMs - since / 1000)) }),
    ...(Number.isFinite(sensed)
      ? [t(kind === "gas" ? "lr.gas-age" : "lr.sensed", { age: formatAge(Math.max(0, nowMs - Number(sensed) / 1000)) })]
      : []),
  ].filter((text) => text !== "");
  return (
    <li class="lr-one">
      <button
        type="button"
        class="lr-what"
        disabled={assetUid === undefined && alert === undefined}
        onClick={() => {
          if (alert !== undefined) openAlert.value = { alertUid: alert };
          else if (assetUid !== undefined) selected.value = assetUid;
        }}
      >
        <span class="lr-level">{word === undefined ? "" : t(word)}</span>
        <span>
          <strong>{labels.join(" ↔ ")}</strong> {where === undefined ? "" : local(where.name)}
        </span>
        <span>{local(LIVE_RISK_WORDS[kind])}</span>
        <span class={isUnknown || isOld ? "is-unknown" : ""}>
          {facts.join(" · ")}
          {isUnknown || isOld ? ` · ${t("nearby.unknown")}` : ""}
        </span>
      </button>
      {distanceM === undefined ? null : <Terms one={one} />}
    </li>
  );
}

/** The alert to open: its cause, or that of what cameras report, which is about no asset. */
function alertOf({ alertUid, assetUid, kind, zone }: LiveIndication): string | undefined {
  if (alertUid !== undefined || assetUid !== undefined) return alertUid;
  const isOfCameras = (rule: string) => rule.split("/").slice(0, 3).join("/") === `live-risk/${kind}/${zone}`;
  return alerts.value.find(({ rule }) => isOfCameras(rule))?.alertUid;
}

/** The terms of the needed distance, so that anybody can add them up. */
function Terms({ one: { terms, neededM, distanceM } }: { one: LiveIndication }) {
  const metres = (value: number | undefined) => `${formatNumber(value ?? Number.NaN, 2)} m`;
  return (
    <details class="lr-terms">
      <summary>{t("lr.terms")}</summary>
      {terms === undefined ? (
        <p class="empty">{t("lr.terms-unknown")}</p>
      ) : (
        <dl>
          {TERM_WORDS.map(([key, zh, en]) => (
            <div key={key}>
              <dt>{local({ zh, en })}</dt>
              <dd>{metres(terms[key])}</dd>
            </div>
          ))}
          <div class="lr-sum">
            <dt>{t("lr.needed")}</dt>
            <dd>{metres(neededM)}</dd>
          </div>
          <div>
            <dt>{t("lr.measured")}</dt>
            <dd>{metres(distanceM)}</dd>
          </div>
        </dl>
      )}
    </details>
  );
}

/** Zones with a cause, a gas detector or something unknown; the others say nothing and are not listed as if clear. */
function Zones({ zones, index }: { zones: readonly ZoneRisk[]; index: PlantIndex }) {
  const shown = zones.filter(
    ({ level, unknown, people, gas }) => level > 0 || unknown > 0 || (people?.known ?? 0) > 0 || gas !== undefined,
  );
  if (shown.length === 0) return null;
  return (
    <>
      <h3 class="lr-head">{t("lr.zones")}</h3>
      <ul class="lr-zones">
        {shown.map(({ zone: id, level, causes, unknown, people, gas }) => {
          const zone = index.plant.zones.find((one) => one.id === id);
          const word = riskWord(level);
          const words = [
            ...(word === undefined
              ? []
              : [`${t(word)}${t("nearby.colon")}${causes.map((kind) => t(`nearby.${kind}`)).join(" · ")}`]),
            ...(people === undefined ? [] : [t("lr.people-here", people)]),
            ...zoneGasWords(gas, index),
            ...(unknown > 0 ? [t("nearby.unknown-here", { count: unknown })] : []),
          ];
          return (
            <li key={id}>
              <span>{zone === undefined ? id : local(zone.name)}</span>
              <span class={unknown > 0 ? "is-unknown" : ""}>{words.join(" · ")}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Tracks({ state }: { state: LiveRiskState }) {
  const rows = [
    ["lr.people", state.people],
    ["lr.robots", state.robots],
    ["lr.vehicles", state.vehicles],
  ] as const satisfies readonly (readonly [TextKey, TrackCounts])[];
  return (
    <table class="table lr-tracks">
      <thead>
        <tr>
          <th>{t("lr.tracks")}</th>
          <th>{t("lr.known")}</th>
          <th>{t("lr.unknown-head")}</th>
          <th>{t("lr.refused")}</th>
          <th>{t("lr.latency")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, { known, unknown, refused, latencyS }]) => (
          <tr key={name}>
            <th scope="row">{t(name)}</th>
            <td>{known}</td>
            <td class={unknown > 0 ? "is-unknown" : ""}>{unknown}</td>
            <td class={refused > 0 ? "is-unknown" : ""}>{refused}</td>
            <td>{latencyS === undefined ? "—" : `≤ ${formatSeconds(latencyS)}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
