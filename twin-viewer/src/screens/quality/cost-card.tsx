import { useState } from "preact/hooks";
import { COST_BY, type CostBy } from "../../../../edge/contracts/quality/costs.ts";
import {
  COST_DAYS,
  type CostAnswer,
  type CostRowAnswer,
  type CostSumsAnswer,
  costFile,
  fetchCosts,
} from "../../data/cost-api.ts";
import { formatNumber } from "../../data/format.ts";
import { askedAtMs, useQuestion } from "../../data/use-question.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { TableFiles } from "../../panels/table-files.tsx";
import { CostNotes } from "./cost-notes.tsx";
import { CostPieces } from "./cost-pieces.tsx";
import { KeyFiguresPart } from "./key-figures-part.tsx";

const REFRESH_MS = 60_000;
const SHOWN = 12;

/** What scrap, rework, inspection and energy cost beside the steps, by the rates and tariffs of the config. */
export function CostCard() {
  const [by, setBy] = useState<CostBy>("operation");
  const atMs = askedAtMs();
  const question = useQuestion(`costs ${by} ${atMs ?? "now"}`, () => fetchCosts(by, atMs), REFRESH_MS);
  const { answer } = question;
  return (
    <section class="card" aria-label={t("costs.title")}>
      <div class="card-head">
        <h2>{t("costs.title")}</h2>
        <label class="spc-by">
          {t("costs.by")}{" "}
          <select value={by} onChange={(event) => setBy(event.currentTarget.value as CostBy)}>
            {COST_BY.map((one) => (
              <option key={one} value={one}>
                {t(`costs.by-${one}`)}
              </option>
            ))}
          </select>
        </label>
        <TableFiles name={t("costs.title")} address={(written) => costFile(by, atMs, written)} />
      </div>
      <AnswerNote question={question} isCurrent={answer?.isCurrent} />
      {answer === undefined ? null : answer.rows.length === 0 ? (
        <p class="empty">{t("costs.none")}</p>
      ) : (
        <Costs key={by} answer={answer} by={by} />
      )}
      <KeyFiguresPart />
    </section>
  );
}

function Costs({ answer, by }: { answer: CostAnswer; by: CostBy }) {
  const [open, setOpen] = useState<string | null>(null);
  const { rows, total, currency } = answer;
  const shown = rows.slice(0, SHOWN);
  const most = Math.max(...[...shown, total].map((row) => (row.qualityPerGood ?? 0) + (row.energyPerGood ?? 0)));
  const opened = shown.find(({ name }) => name === open);
  return (
    <>
      <p class="answer-note">{t("costs.span", { days: COST_DAYS, currency })}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a table that is wider than a phone. */}
      <section class="spc-scroll" tabIndex={0} aria-label={t("costs.table")}>
        <table class="table cost-table">
          <thead>
            <tr>
              <th>{t("costs.name")}</th>
              <th class="is-number">{t("costs.good")}</th>
              <th class="is-number">{t("costs.scrap")}</th>
              <th class="is-number">{t("costs.rework")}</th>
              <th class="is-number">{t("costs.inspection")}</th>
              <th class="is-number">{t("costs.energy")}</th>
              <th class="is-number">{t("costs.co2")}</th>
              <th class="is-number">
                {t("costs.per-good")}
                <span class="cost-legend">
                  <span class="cost-key is-quality" aria-hidden="true" /> {t("costs.quality-part")}{" "}
                  <span class="cost-key is-energy" aria-hidden="true" /> {t("costs.energy-part")}
                </span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.name}>
                <td>
                  {row.energy === null ? (
                    nameOf(row)
                  ) : (
                    <button
                      type="button"
                      class="link"
                      aria-expanded={row.name === open}
                      onClick={() => setOpen(row.name === open ? null : row.name)}
                    >
                      {nameOf(row)}
                    </button>
                  )}
                </td>
                <Amounts row={row} most={most} />
              </tr>
            ))}
            <tr class="is-total">
              <th scope="row">{t("costs.total")}</th>
              <Amounts row={total} most={most} />
            </tr>
          </tbody>
        </table>
      </section>
      {rows.length > SHOWN ? <p class="room-advisory">{t("costs.more", { count: rows.length - SHOWN })}</p> : null}
      {opened === undefined ? null : (
        <CostPieces key={opened.name} by={by} name={opened.name} title={nameOf(opened)} currency={currency} />
      )}
      <CostNotes answer={answer} />
    </>
  );
}

function Amounts({ row, most }: { row: CostSumsAnswer; most: number }) {
  const { good, scrapped, scrap, rework, inspection, energy, co2KgPerGood } = row;
  return (
    <>
      <td class="is-number">{formatNumber(good, 0)}</td>
      <td class="is-number">
        {formatNumber(scrap, 0)} <small>{t("costs.pieces", { count: scrapped })}</small>
      </td>
      <td class="is-number">{formatNumber(rework, 0)}</td>
      <td class="is-number">{formatNumber(inspection, 0)}</td>
      <td class="is-number">
        {energy === null ? (
          "—"
        ) : (
          <>
            {formatNumber(energy.cost, 0)} <small>{`${formatNumber(energy.kWh, 0)} kWh`}</small>
          </>
        )}
      </td>
      <td class="is-number">
        {energy === null ? "—" : `${formatNumber(energy.co2Kg, 0)} kg`}{" "}
        {co2KgPerGood === null ? null : <small>{t("costs.of-good", { kg: formatNumber(co2KgPerGood, 2) })}</small>}
      </td>
      <td class="is-number">
        <PerGood row={row} most={most} />
      </td>
    </>
  );
}

/** Both parts in numbers, and stacked on one scale for all rows. */
function PerGood({ row: { qualityPerGood, energyPerGood }, most }: { row: CostSumsAnswer; most: number }) {
  if (qualityPerGood === null) return <>—</>;
  const share = (amount: number | null): string => `${(100 * (amount ?? 0)) / Math.max(most, 1e-9)}%`;
  const written = (amount: number | null): string => (amount === null ? "—" : formatNumber(amount, 2));
  const [quality, energy] = [written(qualityPerGood), written(energyPerGood)];
  return (
    <>
      <span aria-hidden="true">
        {quality} + {energy}
      </span>
      <span class="visually-hidden">{t("costs.parts", { quality, energy })}</span>
      <span class="cost-stack" aria-hidden="true">
        <span class="is-quality" style={{ width: share(qualityPerGood) }} />
        <span class="is-energy" style={{ width: share(energyPerGood) }} />
      </span>
    </>
  );
}

function nameOf({ name, title }: CostRowAnswer): string {
  if (name === "") return t("costs.unnamed");
  return title === null ? name : `${name} ${local(title)}`;
}
