import { useState } from "preact/hooks";
import { formatAge, formatNumber } from "../../data/format.ts";
import {
  type CapabilityAnswer,
  type FeaturesAnswer,
  fetchCapabilities,
  type SeriesAnswer,
  seriesKey,
} from "../../data/quality-api.ts";
import { type FeatureRow, featureRows, fitsWords, openSeries } from "../../data/quality-rows.ts";
import { edgeNowMs, moment } from "../../data/signals.ts";
import { askedAtMs, type Question, useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { decimalsOfSpread } from "./chart-shape.ts";
import { indexText, intervalOf, kindText, withUnit } from "./quality-words.ts";

/** Capabilities change slowly, and cost the edge more than a list. */
const CAPABILITY_MS = 300_000;
/** Charts that are shown at once, and at most: each asks for its capability. */
const [FIRST, MOST] = [8, 40];
/** The same in every language (ISO 22514-2). */
const CPK = "Cpk";

/** Charts of measured features, those with a standing signal first. Nothing where no plan is configured. */
export function FeatureList({ question }: { question: Question<FeaturesAnswer> }) {
  const [words, setWords] = useState("");
  const [isWhole, setWhole] = useState(false);
  const { answer } = question;
  const rows = featureRows(answer?.features ?? []);
  const found = rows.filter((row) => fitsWords(row, words));
  const shown = found.slice(0, isWhole || words.trim() !== "" ? MOST : FIRST);
  const rest = found.length - shown.length;
  const out = rows.filter(({ series }) => series?.isOutOfControl === true).length;
  return (
    <section class="card" aria-labelledby="spc-title">
      <div class="card-head">
        <h2 id="spc-title">{t("spc.title")}</h2>
        <span class="card-note">
          {answer === undefined || moment.value !== null
            ? ""
            : t("spc.count", { count: rows.filter(({ series }) => series !== null).length, out })}
        </span>
      </div>
      <p class="room-advisory">{t("spc.advisory")}</p>
      <AnswerNote question={question} isCurrent={answer?.isCurrent} />
      {moment.value === null ? null : <p class="answer-note">{t("spc.past-list")}</p>}
      {rows.length <= FIRST ? null : (
        <input
          type="search"
          class="page-search"
          placeholder={t("spc.find")}
          aria-label={t("spc.find")}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      )}
      {answer === undefined ? null : found.length === 0 ? (
        <p class="empty">{t(rows.length === 0 ? "spc.none" : "spc.not-found")}</p>
      ) : (
        <Rows rows={shown} />
      )}
      {rest <= 0 ? null : shown.length >= MOST ? (
        <p class="empty">{t("spc.beyond-most", { count: rest })}</p>
      ) : (
        <button type="button" class="link spc-more" onClick={() => setWhole(true)}>
          {t("spc.more", { count: rest })}
        </button>
      )}
    </section>
  );
}

function Rows({ rows }: { rows: readonly FeatureRow[] }) {
  const measured = rows.filter(({ series }) => series !== null);
  const atMs = askedAtMs();
  const key = `capabilities ${measured.map(seriesKey).toSorted().join(",")} ${atMs ?? "now"}`;
  const question = useQuestion(key, () => fetchCapabilities(measured, atMs), CAPABILITY_MS);
  return (
    <>
      {question.failure === undefined ? null : <AnswerNote question={question} isCurrent={undefined} />}
      <ul class="room-list">
        {rows.map((row) => (
          <li key={seriesKey(row)}>
            <Row
              row={row}
              capability={question.answer?.get(seriesKey(row))}
              isAsking={question.answer === undefined && question.failure === undefined}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

export function isOpen({ plan, machine }: Pick<FeatureRow, "plan" | "machine">): boolean {
  const open = openSeries.value;
  return open !== null && open.plan === plan && open.machine === machine;
}

/** The machine of a chart, where the plan separates machines. */
export function machineText({ machine, series, feature }: FeatureRow): string {
  if (machine !== "") return machine;
  const isSeparated = feature.series.some((one) => one.machine !== "");
  return series !== null && isSeparated ? t("spc.without-machine") : "";
}

interface RowProps {
  readonly row: FeatureRow;
  readonly capability: CapabilityAnswer | undefined;
  readonly isAsking: boolean;
}

function Row({ row, capability, isAsking }: RowProps) {
  useSecond();
  const { plan, machine, feature, series } = row;
  const isPast = moment.value !== null;
  const isOut = !isPast && series?.isOutOfControl === true;
  return (
    <button
      type="button"
      class={`room-row spc-row${isOpen(row) ? " is-open" : ""}`}
      aria-expanded={isOpen(row)}
      disabled={series === null}
      onClick={() => {
        openSeries.value = isOpen(row) ? null : { plan, machine };
      }}
    >
      <span class="room-what">
        <span class="spc-glyph" aria-hidden="true">
          {isOut ? "◆" : "○"}
        </span>{" "}
        <strong>{local(feature.name)}</strong> {machineText(row)}
        <small>{kindText(feature)}</small>
      </span>
      <span class="room-fact">
        <small>{t("spc.state")}</small>
        {isPast ? "—" : <State series={series} />}
      </span>
      <Cpk capability={capability} none={series === null ? "—" : t(isAsking ? "spc.asking" : "spc.unanswered")} />
      <span class="room-fact">
        <small>{t("spc.newest")}</small>
        {isPast || series === null ? "—" : <Newest row={row} series={series} capability={capability} />}
      </span>
    </button>
  );
}

function State({ series }: { series: SeriesAnswer | null }) {
  if (series === null) return <span class="unknown">{t("spc.state-none")}</span>;
  const { phase, limitsVersion, isOutOfControl, demand } = series;
  const standing =
    phase === "frozen" ? t("spc.state-frozen", { version: limitsVersion ?? 0 }) : t(`spc.state-${phase}`);
  return (
    <>
      {isOutOfControl ? <strong>{t("spc.state-signal")}</strong> : standing}
      {isOutOfControl ? <small>{standing}</small> : null}
      {demand === null ? null : (
        <small class="spc-demand">{t(`spc.demand-${demand.after}`, { count: demand.pieces })}</small>
      )}
    </>
  );
}

/** `none` stands where the edge has not said it. */
function Cpk({ capability, none }: { capability: CapabilityAnswer | undefined; none: string }) {
  return (
    <span class="room-fact">
      <small>{CPK}</small>
      {capability === undefined ? <span class="unknown">{none}</span> : <CpkValue capability={capability.capability} />}
    </span>
  );
}

function CpkValue({ capability }: Pick<CapabilityAnswer, "capability">) {
  if (capability === null) return <span class="unknown">{t("spc.index-none")}</span>;
  const { cpk, ppk, count } = capability;
  const interval = cpk === null ? undefined : intervalOf(cpk);
  return (
    <>
      {cpk !== null ? (
        <strong>{indexText(cpk)}</strong>
      ) : (
        <span class="unknown">{ppk === null ? t("spc.index-none") : t("spc.ppk-only", { value: indexText(ppk) })}</span>
      )}
      {interval === undefined ? null : <small>{t("spc.interval", interval)}</small>}
      <small>{t("spc.of-values", { count })}</small>
    </>
  );
}

interface NewestProps {
  readonly row: FeatureRow;
  readonly series: SeriesAnswer;
  readonly capability: CapabilityAnswer | undefined;
}

function Newest({ row: { feature }, series: { newest, newestAt }, capability }: NewestProps) {
  if (newest === null) return <>—</>;
  const spread = capability?.capability?.sigmaOverall;
  const number = formatNumber(newest, ...(spread === undefined ? [] : [decimalsOfSpread(spread)]));
  return (
    <>
      <strong>{withUnit(number, feature.unit)}</strong>
      {feature.isDeviation ? <small>{t("spc.deviation")}</small> : null}
      {newestAt === null ? null : (
        <small>{t("spc.ago", { age: formatAge(Math.max(0, edgeNowMs() - Date.parse(newestAt))) })}</small>
      )}
    </>
  );
}
