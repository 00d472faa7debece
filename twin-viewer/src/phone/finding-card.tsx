import { useState } from "preact/hooks";
import { acknowledge, comment } from "../data/alert-acts-api.ts";
import { recordOfEntry } from "../data/alert-record.ts";
import { clockOrMoment } from "../data/alert-times.ts";
import { type PastAlert, wordsOf } from "../data/api.ts";
import { leftMs, leftText, percentOf, rulText } from "../data/component-rows.ts";
import { formatAge, formatNumber } from "../data/format.ts";
import type { ComponentAnswer } from "../data/maintenance-api.ts";
import { type Sent, waitsFor } from "../data/waiting-acts.ts";
import { componentName } from "../i18n/components.ts";
import { local, t } from "../i18n/language.ts";
import { ActButton } from "../panels/act-button.tsx";
import { Advice } from "../panels/alert-detail/advice.tsx";
import { WaitingNote } from "../panels/waiting-note.tsx";
import { reportingOf } from "../panels/work-items/work-report.tsx";
import { AlertDetails } from "./alert-details.tsx";
import { AlertFigures } from "./alert-figures.tsx";
import { edgeClockMs } from "./edge-clock.ts";
import { Rating } from "./rating.tsx";
import type { PhoneAsset } from "./read-asset.ts";
import { ReportForm } from "./report-form.tsx";

interface FindingCardProps {
  readonly one: ComponentAnswer;
  /** The alert about it; absent for the moment before it is raised. */
  readonly alert: PastAlert | undefined;
  readonly shown: PhoneAsset;
  /** Nothing has been heard from the edge since. */
  readonly isOld: boolean;
}

/** A suspected fault of a component: which one, how sure, how long, by which data, and what to do. */
export function FindingCard({ one, alert, shown, isOld }: FindingCardProps) {
  const { component, name, hypotheses, health, since, rul, work } = one;
  const [best, ...others] = hypotheses;
  const nowMs = edgeClockMs();
  const left = rul === null ? undefined : leftMs(rul, nowMs);
  const where =
    component === ""
      ? t("room.whole")
      : local(local(name) === local(shown.asset.name) ? componentName(component) : name);
  return (
    <article class="phone-alert phone-finding" aria-label={where}>
      <p class="phone-where">
        <span aria-hidden="true">◆</span> {where}
        <span class="phone-note">{t("phone.prediction")}</span>
      </p>
      <p class="phone-what">
        <strong>{best === undefined ? t("room.kind-none") : local(best.name)}</strong>
        {best === undefined ? null : <strong>{t("phone.likely", { percent: String(percentOf(best.p)) })}</strong>}
      </p>
      {others.length === 0 ? null : (
        <p class="phone-line">
          {t("phone.or", {
            list: others
              .map((other) => t("room.kind-p", { kind: local(other.name), percent: String(percentOf(other.p)) }))
              .join(t("list.separator")),
          })}
        </p>
      )}
      <dl class="phone-values">
        <div>
          <dt>{t("room.left")}</dt>
          <dd class={left === undefined ? "is-old" : "pred"}>{rulText(rul, nowMs)}</dd>
        </div>
        <div>
          <dt>{t("room.health")}</dt>
          <dd class={health === null ? "is-old" : ""}>
            {health === null ? t("room.health-unknown") : t("room.health-is", { n: formatNumber(health, 0) })}
          </dd>
        </div>
        <div>
          <dt>{t("room.since")}</dt>
          <dd>{since === null ? "—" : clockOrMoment(Date.parse(since), shown.timeZone, nowMs)}</dd>
        </div>
        <DataAge one={one} alert={alert} shown={shown} isOld={isOld} />
      </dl>
      {left === undefined ? null : <p class="phone-line">{leftText(left)}</p>}
      {best === undefined || local(best.advice) === "" ? null : (
        <p class="phone-advice">
          <strong>{t("room.next")}</strong> {local(best.advice)}
        </p>
      )}
      {work === null ? null : (
        <p class="phone-line">
          <strong>{t("work.title")}</strong> {t(work.state === "rejected" ? "work.rejected" : `work.in-${work.state}`)}
          {work.due === null
            ? ""
            : ` · ${t("work.due", { time: clockOrMoment(Date.parse(work.due), shown.timeZone, nowMs) })}`}
        </p>
      )}
      <Acts one={one} alert={alert} shown={shown} />
    </article>
  );
}

/** How old and how good the data are that the finding rests on. */
function DataAge({ one, alert, shown, isOld }: FindingCardProps) {
  const [part = ""] = one.component.split("/");
  const evidence = alert === undefined ? [] : recordOfEntry(alert).evidence;
  const uids =
    evidence.length > 0
      ? new Set(evidence.map(({ tagUid }) => tagUid))
      : new Set(shown.tags.filter((tag) => part === "" || tag.component === part).map(({ tagUid }) => tagUid));
  const samples = [...shown.samples.values()].filter(({ tagUid }) => uids.has(tagUid));
  const times = samples.flatMap(({ time }) => (time === null ? [] : [Date.parse(time)]));
  const isStale = isOld || samples.some(({ live }) => !live);
  const isBad = samples.some(({ status }) => status >>> 30 !== 0);
  const age = times.length === 0 ? t("value.none") : formatAge(Math.max(0, edgeClockMs() - Math.max(...times)));
  const doubt = isStale ? t("room.stale") : isBad ? t("value.bad") : times.length === 0 ? "" : t("phone.data-good");
  return (
    <div>
      <dt>{t("phone.data")}</dt>
      <dd class={isStale || isBad || times.length === 0 ? "is-old" : ""}>
        {age} <small>{doubt}</small>
      </dd>
    </div>
  );
}

function Acts({ one, alert, shown }: Omit<FindingCardProps, "isOld">) {
  const [note, setNote] = useState("");
  const [isReporting, setReporting] = useState(false);
  const act = (action: () => Promise<Sent>, done: string) =>
    void action().then(
      (sent) => setNote(sent === "waiting" ? "" : done),
      (error: unknown) => setNote(t("alerts.failed", { reason: wordsOf(error) })),
    );
  const record = alert === undefined ? undefined : recordOfEntry(alert);
  const remark = (text: string) =>
    act(() => (record === undefined ? Promise.resolve("done") : comment(record.alertUid, text)), t("phone.rated"));
  return (
    <>
      {record?.acknowledged === undefined ? null : (
        <p class="phone-line">{t("phone.acknowledged", { by: record.acknowledged.by })}</p>
      )}
      <div class="phone-actions">
        {record?.state !== "active" || waitsFor(record.alertUid, "acknowledge") ? null : (
          <ActButton
            asks="operate"
            act="acknowledge"
            class="button"
            onAct={() => act(() => acknowledge(record.alertUid, record.occurrenceUid), t("alerts.is-acknowledged"))}
          >
            {t("alerts.ack")}
          </ActButton>
        )}
        <ActButton asks="operate" class="button" onAct={() => setReporting(!isReporting)}>
          {t("work.new")}
        </ActButton>
      </div>
      {record === undefined ? null : (
        <Rating record={record} isFinding title={reportingOf(one).title} onNote={setNote} />
      )}
      {record === undefined ? null : (
        <WaitingNote alertUid={record.alertUid} zone={shown.timeZone} nowMs={edgeClockMs()} />
      )}
      {isReporting ? <ReportForm one={one} onClose={() => setReporting(false)} /> : null}
      {note === "" ? null : <p role="status">{note}</p>}
      {record === undefined ? null : (
        <AlertDetails
          record={record}
          zone={shown.timeZone}
          onRemark={remark}
          before={() => (
            <>
              <Advice alert={record} nowMs={edgeClockMs()} />
              <AlertFigures record={record} shown={shown} />
            </>
          )}
        />
      )}
    </>
  );
}
