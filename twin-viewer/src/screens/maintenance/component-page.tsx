import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { type BearingOrders, ordersOf } from "../../../../edge/contracts/plant/bearing-orders.ts";
import { componentsOf, eachComponent } from "../../../../edge/contracts/plant/components.ts";
import { recordOfView } from "../../data/alert-record.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { leftMs, leftText, percentOf } from "../../data/component-rows.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { evidenceOfAnswer, type RecordEvidence } from "../../data/evidence-record.ts";
import { type ComponentAnswer, fetchLife, type LifeAnswer } from "../../data/maintenance-api.ts";
import { openComponent, reporting } from "../../data/maintenance-focus.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { alerts, edgeNowMs, openAlert } from "../../data/signals.ts";
import { useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { AlertActs } from "../../panels/alert-acts.tsx";
import { Evidence } from "../../panels/alert-detail/evidence.tsx";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { AssetLink } from "../../panels/asset-link.tsx";
import { Defined, InfoMark } from "../../panels/info-mark.tsx";
import { Waveforms } from "../../panels/waveforms.tsx";
import { reportingOf } from "../../panels/work-items/work-report.tsx";
import { componentTitle, HealthBar, healthText, Stale, severityText } from "./component-list.tsx";
import { Before, Cases, Spare } from "./component-past.tsx";
import { Peers } from "./component-peers.tsx";
import { EvidenceTrends } from "./evidence-trends.tsx";
import { ExpectedLife } from "./expected-life.tsx";
import { LifeChart } from "./life-chart.tsx";
import { StatisticCharts } from "./statistic-charts.tsx";
import { WorkSteps } from "./work-steps.tsx";

const REFRESH_MS = 15_000;

/** Everything that is known of one component: what may be wrong, why, since when, and what helped before. */
export function ComponentPage({ one, all }: { one: ComponentAnswer; all: readonly ComponentAnswer[] }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const index = usePlant();
  const [openedMs] = useState(edgeNowMs);
  useSecond();
  const place = `${one.assetUid} ${one.component}`;
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), [place]);
  useLayoutEffect(() => heading.current?.scrollIntoView({ block: "nearest" }), [place]);
  const question = useQuestion(`life ${place}`, () => fetchLife(one.assetUid, one.component), REFRESH_MS);
  const evidence = (question.answer?.evidence ?? []).map(evidenceOfAnswer);
  const sinceMs = beganMs(one, evidence, openedMs);
  return (
    <section class="card component-page" aria-labelledby="component-title">
      <div class="card-head">
        <h2 id="component-title" ref={heading} tabIndex={-1}>
          {componentTitle(one, index)}
        </h2>
        <AssetLink uid={one.assetUid} />
        <Stale one={one} />
        <button type="button" class="button small icon" aria-label={t("room.close")} onClick={close}>
          ×
        </button>
      </div>
      <Facts one={one} />
      <WorkSteps one={one} />
      <Acts one={one} />
      <Hypotheses one={one} />
      <AnswerNote question={question} isCurrent={undefined} />
      {question.answer === undefined ? null : (
        <Why one={one} all={all} evidence={evidence} sinceMs={sinceMs} statistics={question.answer.statistics} />
      )}
      {question.answer?.expected == null ? null : <ExpectedLife life={question.answer.expected} />}
      {question.answer === undefined ? null : <LifeChart curve={question.answer.curve} />}
      <Before key={`before ${place}`} one={one} sinceMs={sinceMs} />
      <Spare one={one} />
      <Cases key={`cases ${place}`} one={one} />
    </section>
  );
}

/** Gives the focus back to the row that opened the page, or to the list's first fold where that row is folded. */
function close(): void {
  document.querySelector<HTMLElement>(".room-row.is-open, .room-folded summary")?.focus();
  openComponent.value = null;
}

/** When the oldest evidence began, else when it entered its stage, else when the page was opened. */
function beganMs({ since }: ComponentAnswer, evidence: readonly RecordEvidence[], openedMs: number): number {
  const began = evidence.flatMap(({ sinceMs }) => (sinceMs === undefined ? [] : [sinceMs]));
  return began.length > 0 ? Math.min(...began) : Date.parse(since ?? "") || openedMs;
}

function Facts({ one }: { one: ComponentAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { stage, since, health, severity, rul } = one;
  const left = rul === null ? undefined : leftMs(rul, edgeNowMs());
  return (
    <>
      <p class="room-stage">
        <strong>{t(`room.${stage}`)}</strong>
        {since === null ? "" : ` · ${t("room.since")} ${clockOrMoment(Date.parse(since), zone, edgeNowMs())}`}
        {severity === null ? "" : ` · ${t("room.severity")} ${severityText(severity)}`}
      </p>
      <p class="room-health">
        <Defined figure="health" name={t("room.health")} /> <strong>{healthText(health)}</strong>{" "}
        <HealthBar health={health} />
      </p>
      {stage !== "act" ? null : (
        <p class={left === undefined ? "unknown" : "pred"}>
          {left === undefined ? t("room.rul-unknown-why") : leftText(left)}{" "}
          <InfoMark figure="remaining-life" name={t("room.left")} />
        </p>
      )}
    </>
  );
}

function Acts({ one }: { one: ComponentAnswer }) {
  const { alertUid, assetUid } = one;
  const { mirror } = useSession();
  const index = usePlant();
  const label = index?.asset(assetUid)?.label ?? "";
  const alert = alertUid === null ? undefined : alerts.value.find((each) => each.alertUid === alertUid);
  return (
    <p class="drawer-acts">
      {alert === undefined ? null : (
        <button type="button" class="button small" onClick={() => (openAlert.value = { alertUid: alert.alertUid })}>
          {t("room.open-alert")}
        </button>
      )}
      {alert === undefined ? null : (
        <AlertActs alert={recordOfView(alert, (ref) => mirror.tag(ref)?.tagUid)} label={label} />
      )}
      <ActButton asks="operate" onAct={() => (reporting.value = reportingOf(one))}>
        {t("work.new")}
      </ActButton>
    </p>
  );
}

/** Kinds of faults with their probabilities, and what to look at: the most likely one first. */
function Hypotheses({ one: { hypotheses, stage, adaptation } }: { one: ComponentAnswer }) {
  if (stage === "healthy" || stage === "learning") return null;
  return (
    <section aria-label={t("room.what")}>
      <h3>{t("room.what")}</h3>
      {hypotheses.length === 0 ? <p class="empty">{t("room.what-none")}</p> : null}
      <ol class="hypotheses">
        {hypotheses.map(({ kind, p, name, advice }, at) => (
          <li key={kind}>
            <span class="hypothesis">
              <span>{local(name)}</span>
              <svg class="health-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="band-normal" width="100" height="6" />
                <rect class="health-left" width={percentOf(p)} height="6" />
              </svg>
              <strong>{t("evidence.percent", { n: String(percentOf(p)) })}</strong>
            </span>
            {at > 0 || local(advice) === "" ? null : (
              <span class="hypothesis-next">
                <strong>{t("room.next")}</strong> {local(advice)}
              </span>
            )}
          </li>
        ))}
      </ol>
      {hypotheses.length === 0 || adaptation === null ? null : (
        <small>{t("room.based-on", { count: adaptation.verdicts, version: adaptation.version })}</small>
      )}
    </section>
  );
}

interface WhyProps {
  readonly one: ComponentAnswer;
  readonly all: readonly ComponentAnswer[];
  readonly evidence: readonly RecordEvidence[];
  readonly sinceMs: number;
  readonly statistics: LifeAnswer["statistics"];
}

function Why({ one, all, evidence, sinceMs, statistics }: WhyProps) {
  const index = usePlant();
  const tags = [...new Set(evidence.map(({ tagUid }) => tagUid))].flatMap((uid) =>
    uid === undefined ? [] : (index?.tag(uid) ?? []),
  );
  const overTime = <StatisticCharts statistics={statistics} sinceMs={sinceMs} />;
  if (evidence.length === 0)
    return (
      <>
        <p class="empty">{t("room.why-none")}</p>
        {overTime}
      </>
    );
  return (
    <>
      <Evidence alert={{ assetUid: one.assetUid, evidence }} />
      {overTime}
      <EvidenceTrends tags={tags} fromMs={sinceMs} />
      <Waveforms
        key={`${one.assetUid} ${one.component}`}
        tags={tags}
        withSpectrum
        bearing={index === null ? undefined : bearingOf(one, index)}
      />
      <Peers one={one} all={all} tags={tags} />
    </>
  );
}

/** Orders of the component's bearing, or of the first bearing within it. */
function bearingOf({ assetUid, component }: ComponentAnswer, index: PlantIndex): BearingOrders | undefined {
  const asset = index.asset(assetUid);
  if (asset === undefined) return undefined;
  const all = componentsOf(asset, { plant: index.plant, ofAsset: index.tagsOf.bind(index) });
  for (const one of eachComponent(all)) {
    const orders = one.path === component || one.path.startsWith(`${component}/`) ? ordersOf(one) : undefined;
    if (orders !== undefined) return orders;
  }
  return undefined;
}
