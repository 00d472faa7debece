import { useState } from "preact/hooks";
import type { ChangeoverFigures } from "../../../../edge/contracts/production/changeovers.ts";
import { type ChangeoversAnswer, changeoverFile, fetchChangeovers } from "../../data/dispatch-api.ts";
import { formatNumber } from "../../data/format.ts";
import { useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { ScrolledTable } from "../../panels/scrolled-table.tsx";
import { TableFiles } from "../../panels/table-files.tsx";

const EVERY_MS = 60_000;
const SPANS = ["-8h", "-24h", "-7d"] as const;
/** Pairs of families that are shown of a station; the file has them all. */
const MOST_PAIRS = 5;

/** Changes of variant by station and pair of families, with the zero-changeover share. */
export function ChangeoverCard() {
  const [span, setSpan] = useState<(typeof SPANS)[number]>("-24h");
  const question = useQuestion(`changeovers ${span}`, () => fetchChangeovers(span), EVERY_MS);
  const found = question.answer;
  return (
    <section class="card" aria-label={t("jobs.changeovers")}>
      <div class="card-head">
        <h2>{t("jobs.changeovers")}</h2>
        <select
          value={span}
          aria-label={t("jobs.span")}
          onChange={(event) => setSpan(event.currentTarget.value as (typeof SPANS)[number])}
        >
          {SPANS.map((one) => (
            <option key={one} value={one}>
              {t(`jobs.span-${one}`)}
            </option>
          ))}
        </select>
        <TableFiles
          name={t("jobs.changeovers")}
          formats={["csv"]}
          address={({ language }) => changeoverFile(span, language)}
        />
      </div>
      <AnswerNote question={question} isCurrent={undefined} isOfNow />
      {found === undefined ? null : found === null || found.stations.length === 0 ? (
        <p class="empty">{t("jobs.changeovers-none")}</p>
      ) : (
        <Table found={found} />
      )}
    </section>
  );
}

function Table({ found }: { found: ChangeoversAnswer }) {
  const { areStatesKnown, unreported, stations } = found;
  const changed = stations.filter(({ changes }) => changes > 0);
  return (
    <>
      <p class="card-note">
        {[
          t("jobs.changeovers-note"),
          ...(areStatesKnown ? [] : [t("jobs.states-unknown")]),
          ...(unreported === 0 ? [] : [t("jobs.unreported", { count: unreported })]),
        ].join(" ")}
      </p>
      <ScrolledTable label={t("jobs.changeovers")}>
        <thead>
          <tr>
            <th>{t("jobs.station")}</th>
            <th>{t("jobs.column-pair")}</th>
            {(["changes", "unknown", "zero", "minutes", "median", "most", "usual"] as const).map((column) => (
              <th class="is-number" key={column}>
                {t(`jobs.column-${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Row station={t("jobs.all")} pair="" figures={found} usualGapS={null} />
          {changed.flatMap((station) => [
            <Row
              key={station.machine}
              station={station.machine}
              pair=""
              figures={station}
              usualGapS={station.usualGapS}
            />,
            ...station.pairs
              .slice(0, MOST_PAIRS)
              .map((pair) => (
                <Row
                  key={`${station.machine} ${pair.from} ${pair.to}`}
                  station=""
                  pair={`${pair.from} → ${pair.to}`}
                  figures={pair}
                  usualGapS={null}
                />
              )),
          ])}
        </tbody>
      </ScrolledTable>
    </>
  );
}

function Row(of: { station: string; pair: string; figures: ChangeoverFigures; usualGapS: number | null }) {
  const { station, pair, figures, usualGapS } = of;
  const { changes, unknown, zeroShare, minutes, medianMin, mostMin } = figures;
  const number = (value: number | null, decimals: number) => (
    <td class="is-number">{value === null ? "—" : formatNumber(value, decimals)}</td>
  );
  return (
    <tr>
      <th scope="row">{station}</th>
      <td>{pair}</td>
      {number(changes, 0)}
      {number(unknown, 0)}
      <td class="is-number">{zeroShare === null ? "—" : `${formatNumber(100 * zeroShare, 0)} %`}</td>
      {number(minutes, 1)}
      {number(medianMin, 1)}
      {number(mostMin, 1)}
      {number(usualGapS, 0)}
    </tr>
  );
}
