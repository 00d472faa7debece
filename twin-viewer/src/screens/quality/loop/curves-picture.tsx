import { figureUnit } from "../../../../../edge/contracts/quality/curve-figures.ts";
import type { CurveAxis, CurveChoice } from "../../../../../edge/contracts/quality/curves.ts";
import { decimalsFor, type Scale, stepOf, ticksOn } from "../../../charts/panes/scale.ts";
import { formatNumber } from "../../../data/format.ts";
import type { CurveComparisonAnswer } from "../../../data/loop-api.ts";
import { unitSymbol } from "../../../data/units.ts";
import { local, t } from "../../../i18n/language.ts";
import { curvePath } from "../chart-shape.ts";
import { bandPath, frameOf } from "./curve-paths.ts";

/** Ticks of an axis at most. */
const TICKS = 5;
const [WIDTH, HEIGHT, LEFT, TOP, FOOT, RIGHT] = [440, 200, 52, 8, 34, 8];

interface PictureProps {
  readonly chosen: CurveChoice;
  readonly axis: CurveAxis;
  readonly comparison: CurveComparisonAnswer;
}

/** Medians and bands of 10 to 90 % of good and bad pieces, the place where they differ most, and their figures. */
export function CurvesPicture({ chosen, axis, comparison }: PictureProps) {
  const { good, bad, from, width, greatest } = comparison;
  const along = (value: number) => measure(value, axis.unit, width * good.median.length);
  const frame = frameOf(comparison, WIDTH - LEFT - RIGHT, HEIGHT - TOP - FOOT);
  const value = (one: number) => measure(one, chosen.unit, frame.high - frame.low);
  const counts = { good: good.curves, goodPieces: good.pieces, bad: bad.curves, badPieces: bad.pieces };
  const place =
    greatest === null
      ? ""
      : t("loop.curves-greatest", {
          at: along(greatest.at),
          good: value(greatest.good),
          bad: value(greatest.bad),
          times: formatNumber(greatest.times, 1),
        });
  const name = axis.name === null ? t("loop.curves-time") : local(axis.name);
  const title = `${chosen.operation} ${local(chosen.name)}`;
  const at = greatest === null ? undefined : frame.x(Math.floor((greatest.at - from) / width));
  const inner = HEIGHT - TOP - FOOT;
  return (
    <>
      <figure class="loop-figure">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          role="img"
          aria-label={`${title}. ${t("loop.curves-counts", counts)} ${place}`}
        >
          <g transform={`translate(${LEFT} ${TOP})`}>
            <path class="curve-band is-good" d={bandPath(frame, good)} />
            <path class="curve-band is-bad" d={bandPath(frame, bad)} />
            <path class="curve-line is-good" d={curvePath(good.median, frame)} />
            <path class="curve-line is-bad" d={curvePath(bad.median, frame)} />
            {at === undefined ? null : <line class="loop-cut" x1={at} x2={at} y1={0} y2={inner} />}
            <path class="loop-axis" fill="none" d={`M0 0V${inner}H${WIDTH - LEFT - RIGHT}`} />
            {ticksOf(frame).map(({ tick, text }) => (
              <text key={tick} class="spc-letters" x={-6} y={frame.y(tick) + 4} text-anchor="end">
                {text}
              </text>
            ))}
            {ticksOf({ low: from, high: from + width * good.median.length }).map(({ tick, text }) => (
              <text
                key={tick}
                class="spc-letters"
                x={((tick - from) / (width * good.median.length)) * frame.width}
                y={inner + 14}
                text-anchor="middle"
              >
                {text}
              </text>
            ))}
            <text class="spc-letters" x={frame.width} y={inner + 29} text-anchor="end">
              {`${name}, ${unitSymbol(axis.unit)}`}
            </text>
          </g>
        </svg>
        <figcaption class="chart-range">
          {title}
          {chosen.unit === "1" ? "" : `, ${unitSymbol(chosen.unit)}`}
        </figcaption>
      </figure>
      <p class="curve-legend">
        <span>
          <span class="curve-key is-good" aria-hidden="true" /> {t("loop.curves-good", counts)}
        </span>
        <span>
          <span class="curve-key is-bad" aria-hidden="true" /> {t("loop.curves-bad", counts)}
        </span>
      </p>
      {place === "" ? null : <p>{place}</p>}
      <Figures comparison={comparison} unit={chosen.unit} />
      <p class="room-advisory">{t("loop.curves-note")}</p>
    </>
  );
}

function Figures({ comparison: { figures }, unit }: { comparison: CurveComparisonAnswer; unit: string }) {
  if (figures.length === 0) return null;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{t("loop.curves-figure")}</th>
          <th class="is-number">{t("loop.curves-median-good")}</th>
          <th class="is-number">{t("loop.curves-median-bad")}</th>
        </tr>
      </thead>
      <tbody>
        {figures.map(({ figure, good, bad }) => {
          const text = (value: number) =>
            measure(value, figureUnit(figure, unit), Math.max(Math.abs(good), Math.abs(bad)));
          return (
            <tr key={figure}>
              <th scope="row">{t(`loop.curves-${figure}`)}</th>
              <td class="is-number">{text(good)}</td>
              <td class="is-number">{text(bad)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Round values of an axis with their letters. */
function ticksOf(scale: Scale): readonly { readonly tick: number; readonly text: string }[] {
  const decimals = decimalsFor(stepOf(scale, TICKS));
  return ticksOn(scale, TICKS).map((tick) => ({ tick, text: formatNumber(tick, decimals) }));
}

/** With decimals that fit the span. */
function measure(value: number, unit: string, span: number): string {
  const text = formatNumber(value, Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(Math.max(span, 1e-9))))));
  return unit === "1" ? text : `${text} ${unitSymbol(unit)}`;
}
