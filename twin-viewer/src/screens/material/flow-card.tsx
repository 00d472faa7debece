import type { DefinitionKey } from "../../../../edge/contracts/words/definitions.ts";
import { usePlant } from "../../data/context.ts";
import { formatClock, formatNumber, formatRatio } from "../../data/format.ts";
import { assetOfPlace } from "../../data/piece-focus.ts";
import { fetchLines, type LineAnswer } from "../../data/production-api.ts";
import { selected } from "../../data/signals.ts";
import { shiftKey, shiftSoFar, useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { HeardNote, workingAssets } from "../../panels/heard-note.tsx";
import { Defined } from "../../panels/info-mark.tsx";

const REFRESH_MS = 15_000;
const MOST = 5;

/** Each line in the shift so far: its output and its bottleneck. */
export function FlowCard() {
  const site = usePlant()?.plant.site ?? { timeZone: "UTC", shifts: [] };
  useSecond();
  const question = useQuestion(shiftKey(site), () => fetchLines(shiftSoFar(site)), REFRESH_MS);
  if (question.answer?.length === 0) return null;
  return (
    <section class="card" aria-label={t("production.flow")}>
      <div class="card-head">
        <h2>{t("production.flow")}</h2>
        <span class="card-note">
          {t("kpi.since", { time: formatClock(shiftSoFar(site).fromMs, site.timeZone, false) })}
        </span>
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      <HeardNote of={workingAssets} />
      {question.answer?.map((line) => (
        <Line key={line.line} line={line} />
      ))}
    </section>
  );
}

function Line({
  line: { line, oee, goodPieces, last, constraint, throughput, firstPassYield, bottleneck, reason },
}: {
  line: LineAnswer;
}) {
  const index = usePlant();
  return (
    <>
      <h3>{line}</h3>
      <dl class="figures">
        <Fact name={t("kpi.oee")} figure="oee-line" value={formatRatio(oee)} />
        <Fact name={t("production.good-at", { last })} value={formatNumber(goodPieces, 0)} />
        <Fact
          name={t("production.per-hour")}
          figure="throughput"
          value={throughput === null ? "—" : formatNumber(throughput, 1)}
        />
        <Fact name={t("production.first-pass")} figure="first-pass" value={formatRatio(firstPassYield)} />
        <Fact name={t("production.constraint")} value={constraint} />
      </dl>
      {oee === null && reason !== null ? <p class="empty">{reasonInWords(reason)}</p> : null}
      <h4>{t("production.bottleneck")}</h4>
      <p class="answer-note">{t("production.bottleneck-method")}</p>
      {bottleneck.length === 0 ? <p class="empty">{t("production.no-bottleneck")}</p> : null}
      {bottleneck.slice(0, MOST).map(({ label, sole, shifting }) => (
        <button
          key={label}
          type="button"
          class="bar-row"
          onClick={() => (selected.value = assetOfPlace(index, label) ?? selected.value)}
        >
          <span class="bar-name">{label}</span>
          <span class="bar bar-two">
            <span class="bar-fill" style={{ width: `${100 * sole}%` }} />
            <span class="bar-shifting" style={{ width: `${100 * shifting}%` }} />
          </span>
          <span class="bar-value">{formatNumber(100 * (sole + shifting), 0)} %</span>
        </button>
      ))}
      {bottleneck.length === 0 ? null : <p class="answer-note">{t("production.bottleneck-key")}</p>}
    </>
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
