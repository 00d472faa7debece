import type { RecordedFeature, RecordedOperation } from "../../../../edge/contracts/trace/piece-record.ts";
import { usePlant } from "../../data/context.ts";
import { formatAge, formatClock, formatMoment, formatNumber } from "../../data/format.ts";
import type { CurveAnswer } from "../../data/trace-api.ts";
import { openRecall } from "../../data/trace-focus.ts";
import { local, t } from "../../i18n/language.ts";
import { ScrolledTable } from "../scrolled-table.tsx";
import { RecordCurves } from "./record-curves.tsx";
import { featureText, limitsText } from "./trace-words.ts";

interface Props {
  readonly operations: readonly RecordedOperation[];
  readonly curves: readonly CurveAnswer[];
  /** Of the piece; undefined: not reported. */
  readonly lot: string | undefined;
}

/** What was done to the piece: where, with what, how long, with which energy and results. */
export function OperationTable({ operations, curves, lot }: Props) {
  const title = t("record.operations");
  return (
    <section class="trace-section">
      <h3>{title}</h3>
      {operations.length === 0 ? (
        <p class="empty">{t("record.no-operations")}</p>
      ) : (
        <ScrolledTable label={title} frame="trace-scroll">
          <thead>
            <tr>
              <th>{t("record.operation")}</th>
              <th>{t("record.machine")}</th>
              <th>{t("record.program")}</th>
              <th>{t("trace.fixture")}</th>
              <th>{t("record.tools")}</th>
              <th>{t("record.start")}</th>
              <th>{t("record.verdict")}</th>
              <th class="is-number">{t("trace.kwh")}</th>
              <th>{t("record.results")}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {operations.map((one, at) => (
              <Operation key={`${at} ${one.station}`} operation={one} lot={lot} />
            ))}
          </tbody>
        </ScrolledTable>
      )}
      <RecordCurves curves={curves} />
    </section>
  );
}

function Operation({ operation, lot }: { operation: RecordedOperation; lot: string | undefined }) {
  const { station, name, program, fixture, tools, start, end, verdict, kWh, results } = operation;
  const isBad = verdict === "rework" || verdict === "scrap";
  const question = { machine: station, ...(lot === undefined ? {} : { lot }) };
  return (
    <tr>
      <td>
        {operation.operation} {name === null ? "" : local(name)}
      </td>
      <td>{station}</td>
      <td>{program || "—"}</td>
      <td>{fixture || "—"}</td>
      <td>{tools.map((tool) => `T${tool}`).join(" ") || "—"}</td>
      <td>
        <Span start={start} end={end} />
      </td>
      <td class={isBad ? "is-out" : ""}>{isVerdict(verdict) ? t(`record.${verdict}`) : (verdict ?? "—")}</td>
      <td class="is-number">{kWh === null ? "—" : formatNumber(kWh, 3)}</td>
      <td>
        {results.length === 0
          ? "—"
          : results.map((one, at) => (
              <div key={`${at} ${one.name}`} class={one.ok ? "" : "is-out"}>
                {one.name} {featureText(one)} {isLimited(one) ? `(${limitsText(one)})` : ""}
              </div>
            ))}
      </td>
      <td>
        <button
          type="button"
          class="button small"
          aria-label={`${t("trace.recall-like")} ${station}`}
          title={t("trace.recall-like")}
          onClick={() => openRecall(question)}
        >
          {t("trace.recall")}
        </button>
      </td>
    </tr>
  );
}

/** Begin and length of the work; the end where its begin was not reported. */
function Span({ start, end }: Pick<RecordedOperation, "start" | "end">) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  if (start === null && end === null) return <>{t("record.not-reported")}</>;
  if (start === null) return <>… – {formatClock(Date.parse(end as string), zone)}</>;
  const length = end === null ? t("record.under-way") : formatAge(Date.parse(end) - Date.parse(start));
  return (
    <>
      <time dateTime={start}>{formatMoment(Date.parse(start), zone)}</time> · {length}
    </>
  );
}

function isLimited({ lower, upper }: RecordedFeature): boolean {
  return lower !== null || upper !== null;
}

function isVerdict(verdict: string | null): verdict is "good" | "rework" | "scrap" {
  return verdict === "good" || verdict === "rework" || verdict === "scrap";
}
