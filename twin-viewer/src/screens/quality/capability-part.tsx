import type { ComponentChildren } from "preact";
import { FEW_VALUES } from "../../../../edge/contracts/quality/capability-row.ts";
import { formatNumber } from "../../data/format.ts";
import { CAPABILITY_DAYS, type CapabilityAnswer, type ChartAnswer, type IndexAnswer } from "../../data/quality-api.ts";
import type { Question } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { decimalsOfSpread } from "./chart-shape.ts";
import { HistogramPicture } from "./histogram-picture.tsx";
import { distributionText, indexText, intervalOf, toleranceText, withUnit } from "./quality-words.ts";

type Known = NonNullable<CapabilityAnswer["capability"]>;

interface PartProps {
  readonly question: Question<CapabilityAnswer>;
  readonly chart: ChartAnswer | undefined;
}

/** Cp, Cpk, Pp and Ppk with their intervals, the distribution, and what is doubtful about them. */
export function CapabilityPart({ question, chart }: PartProps) {
  const { answer } = question;
  return (
    <section aria-label={t("spc.capability", { days: CAPABILITY_DAYS })}>
      <h3>{t("spc.capability", { days: CAPABILITY_DAYS })}</h3>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer === undefined ? null : answer.capability === null ? (
        <p class="empty">{t("spc.capability-none")}</p>
      ) : (
        <>
          <Warnings capability={answer.capability} chart={chart} />
          <div class="spc-capability">
            <Indices capability={answer.capability} />
            <Facts answer={answer} capability={answer.capability} />
          </div>
          {answer.histogram === null ? null : (
            <HistogramPicture answer={answer} histogram={answer.histogram} capability={answer.capability} />
          )}
          {answer.isCut ? <p class="room-advisory">{t("spc.cut")}</p> : null}
        </>
      )}
    </section>
  );
}

function Warnings({ capability, chart }: { capability: Known; chart: ChartAnswer | undefined }) {
  const { count, distribution } = capability;
  const found = [
    chart !== undefined && chart.phase !== "trial" && chart.signals.length > 0 ? t("spc.warn-signal") : "",
    chart?.phase === "trial" ? t("spc.warn-trial") : "",
    count < FEW_VALUES ? t("spc.warn-few", { count, most: FEW_VALUES }) : "",
    distribution === "normal" ? "" : t("spc.warn-shape"),
  ].filter((text) => text !== "");
  return found.length === 0 ? null : (
    <ul class="spc-warnings">
      {found.map((text) => (
        <li key={text}>
          <span aria-hidden="true">!</span> {text}
        </li>
      ))}
    </ul>
  );
}

function Indices({ capability: { cp, cpk, pp, ppk } }: { capability: Known }) {
  const rows = [
    ["Cp", cp, "spc.within"],
    ["Cpk", cpk, "spc.within"],
    ["Pp", pp, "spc.overall"],
    ["Ppk", ppk, "spc.overall"],
  ] as const;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{t("spc.index")}</th>
          <th class="is-number">{t("spc.value")}</th>
          <th class="is-number">{t("spc.interval-head")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, index, of]) => (
          <tr key={name}>
            <th scope="row">
              {name} <small>{t(of)}</small>
            </th>
            <td class="is-number">{index === null ? t("spc.index-none") : indexText(index)}</td>
            <td class="is-number">{intervalText(index)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function intervalText(index: IndexAnswer | null): string {
  const interval = index === null ? undefined : intervalOf(index);
  return interval === undefined ? t("spc.interval-none") : `${interval.low} – ${interval.high}`;
}

function Facts({ answer, capability }: { answer: CapabilityAnswer; capability: Known }) {
  const { count, beyond, mean, sigmaWithin, sigmaOverall, normality } = capability;
  const decimals = decimalsOfSpread(sigmaOverall);
  const value = (number: number | null, more = 0) =>
    number === null ? "—" : withUnit(formatNumber(number, decimals + more), answer.unit);
  const name = distributionText(capability);
  return (
    <dl class="spc-facts">
      <Fact name={t("spc.values")}>{formatNumber(count, 0)}</Fact>
      <Fact name={t("spc.beyond")}>{formatNumber(beyond, 0)}</Fact>
      <Fact name={t("spc.tolerance")}>{toleranceText(answer, (limit) => value(limit))}</Fact>
      <Fact name={t("spc.mean")}>{value(mean)}</Fact>
      <Fact name={t("spc.sigma-within")}>{value(sigmaWithin, 1)}</Fact>
      <Fact name={t("spc.sigma-overall")}>{value(sigmaOverall, 1)}</Fact>
      <Fact name={t("spc.distribution")}>
        {normality === null ? name : t("spc.normality", { name, p: formatNumber(normality, 3) })}
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
