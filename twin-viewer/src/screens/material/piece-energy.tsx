import "../../i18n/piece-energy-catalogue.ts";
import { formatNumber } from "../../data/format.ts";
import { fetchEnergyOfPiece } from "../../data/piece-energy-api.ts";
import { useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";

const REFRESH_MS = 30_000;
const DECIMALS = 3;

/** Energy of a piece, step by step; nothing where the edge has none of it. */
export function PieceEnergy({ piece }: { piece: string }) {
  const { answer } = useQuestion(`energy of ${piece}`, () => fetchEnergyOfPiece(piece), REFRESH_MS);
  if (answer === undefined || answer.steps.length === 0) return null;
  const { steps, kWh, kgce } = answer;
  const numbers = { kWh: formatNumber(kWh, DECIMALS), kgce: formatNumber(kgce, DECIMALS) };
  return (
    <>
      <h4>{t("piece-energy.of-piece")}</h4>
      <p class="trail">{t("piece-energy.sum", numbers)}</p>
      {steps.map((step, at) => (
        <div key={`${at} ${step.station}`} class="life-row">
          <span>{step.operation}</span>
          <span>{step.station}</span>
          <span>{formatNumber(step.kWh, DECIMALS)} kWh</span>
          <span class="piece-age">{step.isFinal ? "" : t("piece-energy.provisional")}</span>
        </div>
      ))}
    </>
  );
}
