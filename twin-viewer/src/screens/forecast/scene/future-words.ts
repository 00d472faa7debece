/** Words of a future that is played. */
import type { WrittenFuture } from "../../../../../edge/contracts/forecast/forecasts.ts";
import type { ForeseenState } from "../../../../../edge/contracts/forecast/states.ts";
import { formatNumber } from "../../../data/format.ts";
import type { PlayedFuture } from "../../../data/played.ts";
import { t } from "../../../i18n/language.ts";

export function futureName({ number, figures }: Pick<PlayedFuture, "number" | "figures">): string {
  return number === 0 ? t("forecast.as-it-is") : figures.name;
}

/** What the changes of a future move, as they name it; `number`: its position in the answer. */
export function movedLabels(futures: readonly WrittenFuture[], number: number): readonly string[] {
  const moves = (futures[number - 1]?.changes ?? []).flatMap(({ move }) => move ?? []);
  return [...new Set(moves.map(String))];
}

export function stateText(state: ForeseenState | undefined): string {
  return state === undefined ? t("future.unknown") : t(`future.state-${state}`);
}

/** Pieces, with the room there is where it is known. */
export function piecesText(pieces: number | undefined, capacity: number | null): string {
  if (pieces === undefined) return t("future.unknown");
  const count = formatNumber(pieces, 0);
  return capacity === null ? count : t("future.pieces-of", { count, room: formatNumber(capacity, 0) });
}
