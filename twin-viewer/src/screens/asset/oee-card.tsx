import { Fragment } from "preact";
import { useState } from "preact/hooks";
import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import { tooShortForOee } from "../../../../edge/contracts/production/kpi.ts";
import type { LossModel, LossReason } from "../../../../edge/contracts/production/production.ts";
import type { DefinitionKey } from "../../../../edge/contracts/words/definitions.ts";
import { usePlant } from "../../data/context.ts";
import { formatClock, formatDuration, formatNumber, formatRatio, formatSeconds } from "../../data/format.ts";
import { fetchMachine, type MachineAnswer } from "../../data/production-api.ts";
import { shiftKey, shiftSoFar, useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import type { TextKey } from "../../i18n/catalogue.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { HeardNote } from "../../panels/heard-note.tsx";
import { Defined } from "../../panels/info-mark.tsx";

const REFRESH_MS = 15_000;
/** Figures over less planned time say so, as those of reports do (rule RP6). */
const SHORT_S = 3_600;

/** OEE of a machine in the shift so far, with its losses of planned time. */
export function OeeCard({ asset }: { asset: Asset }) {
  const site = usePlant()?.plant.site ?? { timeZone: "UTC", shifts: [] };
  const [lossModel, setLossModel] = useState<LossModel | undefined>(undefined);
  useSecond();
  const question = useQuestion(
    `${asset.assetUid} ${lossModel ?? ""} ${shiftKey(site)}`,
    () => fetchMachine(asset.assetUid, shiftSoFar(site), lossModel),
    REFRESH_MS,
  );
  const figures = question.answer;
  return (
    <section class="card" aria-label={t("production.oee")}>
      <div class="card-head">
        <h3>{t("production.oee")}</h3>
        <span class="card-note">
          {t("kpi.since", { time: formatClock(shiftSoFar(site).fromMs, site.timeZone, false) })}
        </span>
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      <HeardNote of={() => [asset.assetUid]} />
      {figures === undefined ? null : <Tree figures={figures} choose={setLossModel} />}
    </section>
  );
}

function Tree({ figures, choose }: { figures: MachineAnswer; choose: (model: LossModel) => void }) {
  const {
    availability,
    effectiveness,
    qualityRatio,
    oee,
    elements,
    losses,
    lossModel,
    minorStopBelowS,
    plannedRunS,
    quantities,
    partsFrom,
    unreported,
    reason,
  } = figures;
  // Figures of some minutes would say which piece was begun before, not how the machine works.
  const early = tooShortForOee(elements.PBT);
  const why =
    early ?? (oee === null ? (reason ?? (quantities.PQ === 0 ? "no part was counted yet" : undefined)) : null);
  const ofPieces = (ratio: number | null) => (early === undefined ? formatRatio(ratio) : "—");
  const good = plannedRunS === null || quantities.PQ === 0 ? 0 : (plannedRunS * quantities.GQ) / quantities.PQ;
  const most = Math.max(1, elements.PBT);
  return (
    <>
      <dl class="figures">
        <Fact name={t("kpi.oee")} figure="oee" value={ofPieces(oee)} />
        <Fact name={t("production.availability")} figure="availability" value={formatRatio(availability)} />
        <Fact name={t("production.effectiveness")} figure="effectiveness" value={ofPieces(effectiveness)} />
        <Fact name={t("production.quality")} figure="quality" value={ofPieces(qualityRatio)} />
      </dl>
      {why === null ? null : <p class="empty">{t("kpi.missing", { reason: why ?? t("kpi.unknown-reason") })}</p>}
      {why === null && elements.PBT < SHORT_S ? (
        <p class="answer-note">{t("production.short-basis", { time: formatDuration(elements.PBT) })}</p>
      ) : null}
      <div class="loss-head">
        <h4>
          <Defined figure="losses" name={t("production.losses")} />
        </h4>
        <select
          aria-label={t("production.loss-model")}
          value={lossModel}
          onChange={(event) => choose(event.currentTarget.value as LossModel)}
        >
          <option value="iso22400">{t("production.model-iso22400")}</option>
          <option value="nakajima">{t("production.model-nakajima")}</option>
        </select>
      </div>
      {lossModel === "nakajima" ? (
        <p class="answer-note">{t("production.minor-stops-below", { time: formatDuration(minorStopBelowS) })}</p>
      ) : null}
      <LossRow name={t("production.pbt")} value={elements.PBT} most={most} isWhole />
      {losses.map(({ id, seconds: lost, reasons = [] }) => (
        <Fragment key={id}>
          <LossRow name={t(`loss.${id}` as TextKey)} value={lost} most={most} />
          <LossReasons reasons={reasons} />
        </Fragment>
      ))}
      <LossRow name={t("production.good-run")} value={good} most={most} isWhole />
      <Details figures={figures} />
      <p class="answer-note">
        {partsFrom === null ? t("production.no-parts") : t(`production.parts-${partsFrom}`)}
        {unreported === 0 ? "" : ` ${t("production.unreported", { count: unreported })}`}
      </p>
    </>
  );
}

function LossRow({
  name,
  value,
  most,
  isWhole = false,
}: {
  name: string;
  value: number;
  most: number;
  isWhole?: boolean;
}) {
  const share = Math.max(0, Math.min(100, (100 * value) / most));
  return (
    <div class={`loss-row${isWhole ? " is-whole" : ""}`}>
      <span>{name}</span>
      <span class="bar">
        <span class="bar-fill" style={{ width: `${share}%` }} />
      </span>
      <span class="bar-value">{formatDuration(value)}</span>
      <span class="piece-age">{formatNumber((100 * value) / most, 1)} %</span>
    </div>
  );
}

/** The reasons that people or alerts gave for the stops of a loss. */
function LossReasons({ reasons }: { reasons: readonly LossReason[] }) {
  return reasons.length === 0 ? null : (
    <p class="answer-note">
      {reasons
        .map(({ name, seconds, stops }) => `${local(name)} ${formatDuration(seconds)} (${formatNumber(stops)} ×)`)
        .join(" · ")}
    </p>
  );
}

function Details({
  figures: { quantities, cycleS, taktS, failures, mtbfS, mttrS, changeovers, firstPassYield, throughput },
}: {
  figures: MachineAnswer;
}) {
  const { PQ, GQ, SQ, RQ } = quantities;
  return (
    <dl class="figures">
      <Fact
        name={t("production.quantities")}
        value={`${formatNumber(PQ)} = ${[GQ, SQ, RQ].map((count) => formatNumber(count)).join(" + ")}`}
      />
      <Fact
        name={t("production.per-hour")}
        figure="throughput"
        value={throughput === null ? "—" : formatNumber(throughput, 1)}
      />
      <Fact name={t("production.cycle")} value={formatSeconds(cycleS, taktS)} />
      <Fact name={t("production.first-pass")} figure="first-pass" value={formatRatio(firstPassYield)} />
      <Fact name={t("production.mtbf")} figure="mtbf" value={formatDuration(mtbfS.practice)} />
      <Fact name={t("production.mttr")} figure="mttr" value={formatDuration(mttrS.practice)} />
      <Fact name={t("production.failures")} figure="failures" value={formatNumber(failures, 0)} />
      <Fact
        name={t("production.changeovers")}
        value={t("production.changeover-minutes", {
          count: changeovers.count,
          minutes: formatNumber(changeovers.minutes, 0),
        })}
      />
    </dl>
  );
}

function Fact({ name, figure, value }: { name: string; figure?: DefinitionKey; value: string }) {
  return (
    <div>
      <dt>{figure === undefined ? name : <Defined figure={figure} name={name} />}</dt>
      <dd>{value}</dd>
    </div>
  );
}
