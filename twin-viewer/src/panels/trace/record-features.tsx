import type { PieceRecord, RecordedFeature } from "../../../../edge/contracts/trace/piece-record.ts";
import { t } from "../../i18n/language.ts";
import { ScrolledTable } from "../scrolled-table.tsx";
import { Time } from "./record-facts.tsx";
import { featureText, limitsText } from "./trace-words.ts";

/** A feature with the station or plan and the time that it belongs to. */
interface Placed extends RecordedFeature {
  readonly of: string;
  readonly time: string;
}

export function InspectionTable({ inspections }: Pick<PieceRecord, "inspections">) {
  const rows = inspections.flatMap(({ station, time, features }) =>
    features.map((one) => ({ ...one, of: station, time })),
  );
  return <FeatureTable title={t("record.inspections")} none={t("record.no-inspections")} rows={rows} />;
}

/** Values that quality plans judge, each with its gauge. */
export function MeasurementTable({ measurements }: Pick<PieceRecord, "measurements">) {
  const rows = measurements.map((one) => ({ ...one, of: `${one.plan} · ${one.gauge}` }));
  return <FeatureTable title={t("trace.measurements")} none={t("trace.no-measurements")} rows={rows} />;
}

function FeatureTable({ title, none, rows }: { title: string; none: string; rows: readonly Placed[] }) {
  return (
    <section class="trace-section">
      <h3>{title}</h3>
      {rows.length === 0 ? (
        <p class="empty">{none}</p>
      ) : (
        <ScrolledTable label={title} frame="trace-scroll">
          <thead>
            <tr>
              <th>{t("trace.of")}</th>
              <th>{t("record.feature")}</th>
              <th class="is-number">{t("record.value")}</th>
              <th class="is-number">{t("record.tolerance")}</th>
              <th>{t("record.verdict")}</th>
              <th>{t("record.time")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one, at) => (
              <tr key={`${at} ${one.name}`} class={one.ok ? "" : "is-out"}>
                <td>{one.of}</td>
                <td>{one.name}</td>
                <td class="is-number">{featureText(one)}</td>
                <td class="is-number">{limitsText(one)}</td>
                <td>{t(one.ok ? "record.in" : "record.out")}</td>
                <td>
                  <Time at={one.time} />
                </td>
              </tr>
            ))}
          </tbody>
        </ScrolledTable>
      )}
    </section>
  );
}
