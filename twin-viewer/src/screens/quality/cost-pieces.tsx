import type { CostBy } from "../../../../edge/contracts/quality/costs.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { usePlant } from "../../data/context.ts";
import { type CostPieceAnswer, costPiecesFile, fetchCostPieces } from "../../data/cost-api.ts";
import { formatNumber } from "../../data/format.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { askedAtMs, useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";
import { TableFiles } from "../../panels/table-files.tsx";
import { PieceLink } from "./loop/piece-link.tsx";

const REFRESH_MS = 60_000;

interface CostPiecesProps {
  readonly by: CostBy;
  readonly name: string;
  readonly title: string;
  readonly currency: string;
}

/** The pieces of a row by the cost of their energy; a press on one opens its record. */
export function CostPieces({ by, name, title, currency }: CostPiecesProps) {
  const atMs = askedAtMs();
  const key = `cost-pieces ${by} ${name} ${atMs ?? "now"}`;
  const question = useQuestion(key, () => fetchCostPieces(by, name, atMs), REFRESH_MS);
  const { answer } = question;
  return (
    <section class="cost-pieces" aria-label={t("costs.open-pieces", { name: title })}>
      <div class="card-head">
        <h3>{t("costs.pieces-title", { name: title })}</h3>
        <TableFiles
          name={t("costs.open-pieces", { name: title })}
          address={(written) => costPiecesFile(by, name, atMs, written)}
        />
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer?.length === 0 ? <p class="empty">{t("costs.pieces-none")}</p> : null}
      {answer === undefined || answer.length === 0 ? null : <Pieces pieces={answer} currency={currency} />}
    </section>
  );
}

function Pieces({ pieces, currency }: { pieces: readonly CostPieceAnswer[]; currency: string }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll a table that is longer than its place.
    <section class="cost-scroll" tabIndex={0} aria-label={t("costs.pieces-table")}>
      <table class="table">
        <thead>
          <tr>
            <th>{t("costs.piece")}</th>
            <th>{t("costs.variant")}</th>
            <th>{t("costs.order")}</th>
            <th class="is-number">{t("costs.steps")}</th>
            <th class="is-number">{`${t("costs.energy")} kWh`}</th>
            <th class="is-number">{`${t("costs.cost")} ${currency}`}</th>
            <th class="is-number">{`${t("costs.co2")} kg`}</th>
            <th>{t("costs.finished")}</th>
          </tr>
        </thead>
        <tbody>
          {pieces.map(({ piece, variant, order, steps, kWh, cost, co2Kg, finishedAt }) => (
            <tr key={piece}>
              <td>
                <PieceLink piece={piece} />
              </td>
              <td>{variant}</td>
              <td>{order}</td>
              <td class="is-number">{steps}</td>
              <td class="is-number">{formatNumber(kWh, 3)}</td>
              <td class="is-number">{formatNumber(cost, 3)}</td>
              <td class="is-number">{formatNumber(co2Kg, 3)}</td>
              <td>{finishedAt === null ? "—" : clockOrMoment(Date.parse(finishedAt), zone, edgeNowMs())}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
