import type { Range } from "../../../../edge/contracts/forecast/answer.ts";
import { t } from "../../i18n/language.ts";
import { goodText, roundText } from "./figures.ts";

interface RangeBarProps {
  readonly range: Range;
  readonly scale: readonly [number, number];
  /** Good pieces that were made; null where that is not known yet. */
  readonly happened: number | null;
}

/** An interval on the common scale: a hollow bar, a mark for its middle, and a full diamond for what happened. */
export function RangeBar({ range, scale: [from, to], happened }: RangeBarProps) {
  const x = (value: number): number => (100 * (value - from)) / (to - from);
  const [low, middle, high] = [x(range.low), x(range.middle), x(range.high)];
  const name =
    goodText(range) + (happened === null ? "" : `, ${t("forecast.happened", { count: roundText(happened) })}`);
  return (
    <svg class="forecast-bar" viewBox="0 0 100 20" preserveAspectRatio="none" role="img" aria-label={name}>
      <line class="forecast-axis" x1="0" x2="100" y1="10" y2="10" vector-effect="non-scaling-stroke" />
      <rect x={low} y="4" width={Math.max(0.6, high - low)} height="12" vector-effect="non-scaling-stroke" />
      <line class="forecast-middle" x1={middle} x2={middle} y1="1" y2="19" vector-effect="non-scaling-stroke" />
      {happened === null ? null : (
        <line
          class="forecast-made"
          x1={x(happened)}
          x2={x(happened)}
          y1="0"
          y2="20"
          vector-effect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
