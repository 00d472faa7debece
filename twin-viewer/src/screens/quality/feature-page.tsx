import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { whyNot } from "../../data/may.ts";
import { fetchCapability, fetchChart, seriesKey } from "../../data/quality-api.ts";
import { type FeatureRow, openSeries } from "../../data/quality-rows.ts";
import { moment } from "../../data/signals.ts";
import { askedAtMs, useQuestion } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { CapabilityPart } from "./capability-part.tsx";
import { ControlChart } from "./control-chart.tsx";
import { machineText } from "./feature-list.tsx";
import { FreezeDialog } from "./freeze-dialog.tsx";
import { LimitsHistory } from "./limits-history.tsx";
import { LimitsNote } from "./limits-note.tsx";
import { LimitsSignatures } from "./limits-signatures.tsx";
import { kindText, rulesText } from "./quality-words.ts";
import { SignalList } from "./signal-list.tsx";

const REFRESH_MS = 15_000;
/** The past is asked for in full length and does not change; capability changes slowly, and costs the edge more. */
const SLOW_MS = 300_000;
/** Subgroups in sight. */
const SHOWN = 60;

/** One chart with its signals, its limits and the capability of its feature. */
export function FeaturePage({ row, onFrozen }: { row: FeatureRow; onFrozen: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const [isFreezing, setFreezing] = useState(false);
  const [frozen, setFrozen] = useState(0);
  const key = seriesKey(row);
  const atMs = askedAtMs();
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), [key]);
  useLayoutEffect(() => heading.current?.scrollIntoView({ block: "nearest" }), [key]);
  const question = useQuestion(
    `chart ${key} ${atMs ?? "now"} ${frozen}`,
    () => fetchChart(row, SHOWN, atMs),
    atMs === undefined ? REFRESH_MS : SLOW_MS,
  );
  const capability = useQuestion(`capability ${key} ${atMs ?? "now"}`, () => fetchCapability(row, atMs), SLOW_MS);
  const chart = question.answer;
  const mayFreeze = moment.value === null && whyNot("limits") === null && (row.series?.subgroups ?? 0) > 0;
  return (
    <section class="card component-page spc-page" aria-labelledby="spc-page-title">
      <div class="card-head">
        <h2 id="spc-page-title" ref={heading} tabIndex={-1}>
          {local(row.feature.name)} {machineText(row)}
        </h2>
        <button type="button" class="button small icon" aria-label={t("spc.close")} onClick={close}>
          ×
        </button>
      </div>
      <p class="room-advisory">
        {kindText(row.feature)} · {rulesText(row.feature)}
        {row.feature.isDeviation ? ` · ${t("spc.deviation")}` : ""}
      </p>
      <AnswerNote question={question} isCurrent={undefined} />
      {chart === undefined ? null : (
        <>
          <LimitsNote chart={chart} atMs={atMs} />
          <ControlChart chart={chart} chosen={chosen} onChoose={setChosen} />
          {mayFreeze ? (
            <p>
              <button type="button" class="button small" onClick={() => setFreezing(true)}>
                {t("spc.freeze")}
              </button>
            </p>
          ) : null}
          <SignalList chart={chart} onChoose={setChosen} />
          <LimitsHistory chart={chart} row={row} />
          {chart.limits === null ? null : (
            <LimitsSignatures key={chart.limits.version} series={row} version={chart.limits.version} />
          )}
          {isFreezing ? (
            <FreezeDialog
              row={row}
              chart={chart}
              onClose={() => setFreezing(false)}
              onDone={() => {
                setFreezing(false);
                setFrozen(frozen + 1);
                onFrozen();
              }}
            />
          ) : null}
        </>
      )}
      <CapabilityPart question={capability} chart={chart} />
    </section>
  );
}

/** Gives the focus back to the row that opened the page. */
function close(): void {
  document.querySelector<HTMLElement>(".spc-row.is-open")?.focus();
  openSeries.value = null;
}
