/** Words of records in the page's language. The keys stand here in full, so that each is known to be used. */
import type { PieceRecord, RecordedFeature } from "../../../../edge/contracts/trace/piece-record.ts";
import { mediumText } from "../../../../edge/contracts/words/media-texts.ts";
import { formatAge, formatNumber } from "../../data/format.ts";
import { liveNowMs } from "../../data/signals.ts";
import type { TracePartAnswer } from "../../data/trace-api.ts";
import { unitSymbol } from "../../data/units.ts";
import { language } from "../../i18n/chosen.ts";
import { t } from "../../i18n/language.ts";

/** Shares of energy are small: a washer takes some watt-hours for a piece. */
const ENERGY_DECIMALS = 3;

/** "0.412 kWh", or why it is unknown. */
export function energyText({ kWh, why }: PieceRecord["energy"]): string {
  return kWh === null ? missingText(why) : `${formatNumber(kWh, ENERGY_DECIMALS)} ${t("trace.kwh")}`;
}

export function co2Text({ kg, why }: PieceRecord["co2"]): string {
  return kg === null ? missingText(why) : `${formatNumber(kg, ENERGY_DECIMALS)} kg`;
}

function missingText(why: PieceRecord["energy"]["why"]): string {
  return why === null ? t("trace.unknown") : `${t("trace.unknown")}: ${t(`trace.why-${why}`)}`;
}

/** "Electricity 0.5366 kg/kWh (grid mix 2025)". */
export function factorsText({ factors }: PieceRecord["co2"]): string {
  const texts = factors.map(
    ({ medium, kgPerKWh, source }) => `${mediumText(medium, language.value)} ${kgPerKWh} kg/kWh (${source})`,
  );
  return texts.join("; ");
}

/** "complete, newest 12 s ago". */
export function partText({ state, newest, reason }: TracePartAnswer): string {
  const age = newest === null ? "" : t("trace.newest", { age: formatAge(liveNowMs() - Date.parse(newest)) });
  return [t(`trace.state-${state}`), age, reason ?? ""].filter((one) => one !== "").join(", ");
}

export function featureText({ value, unit }: Pick<RecordedFeature, "value" | "unit">): string {
  return `${exact(value)} ${unitSymbol(unit ?? undefined)}`.trimEnd();
}

export function limitsText({ lower, upper }: Pick<RecordedFeature, "lower" | "upper">): string {
  if (lower !== null && upper !== null) return `${exact(lower)} … ${exact(upper)}`;
  return lower !== null ? `≥ ${exact(lower)}` : upper !== null ? `≤ ${exact(upper)}` : "—";
}

/** Six significant digits: a value must not look as if it were within a limit that it is beyond. */
function exact(value: number): string {
  return formatNumber(value, Math.min(6, (String(Number(value.toPrecision(6))).split(".")[1] ?? "").length));
}
