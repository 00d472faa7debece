import type { Outcome, StudyAnswer } from "../../../../../edge/contracts/forecast/study-answer.ts";
import { MARKS, markAt, type VariantMark } from "../../../../../edge/contracts/forecast/study-ranking.ts";
import { decimalsFor, type Scale, scaleAround, stepOf, ticksOn } from "../../../charts/panes/scale.ts";
import { formatNumber } from "../../../data/format.ts";
import { t } from "../../../i18n/language.ts";
import { figureText, outcomeText, variantText } from "./study-words.ts";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [560, 300, 58, 16, 24, 40];
const MOST_TICKS = 5;

interface Point {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly mark: VariantMark;
}

interface PlotProps {
  readonly answer: StudyAnswer;
  readonly outcomes: readonly [Outcome, Outcome];
  /** Position of the variant that is looked at; -1 for none. */
  readonly chosen: number;
  readonly onChoose: (at: number) => void;
}

/** Two outcomes of all variants; arrows go from one to the next, and the table below has them all. */
export function ParetoPlot({ answer, outcomes: [across, up], chosen, onChoose }: PlotProps) {
  const { variants } = answer;
  const points = pointsOf(answer, across, up);
  const xs = axisOf(points.map(({ x }) => x));
  const ys = axisOf(points.map(({ y }) => y));
  if (xs === undefined || ys === undefined) return null;
  const x = (value: number): number => LEFT + (WIDTH - LEFT - RIGHT) * shareOf(xs, value);
  const y = (value: number): number => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * shareOf(ys, value);
  const one = points.find(({ at }) => at === chosen);
  const shown = one === undefined ? undefined : variants[one.at];
  const go = (step: 1 | -1): void => {
    const before = points.findIndex(({ at }) => at === chosen);
    // Without a chosen one, ▶ begins with the first and ◀ with the last.
    const next = before < 0 && step < 0 ? -1 : before + step;
    onChoose(points.at(next % points.length)?.at ?? -1);
  };
  const point = (event: PointerEvent & { readonly currentTarget: Element }): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const [left, top] = [event.clientX - box.left, event.clientY - box.top].map((at) => (at * WIDTH) / box.width);
    const away = (other: Point): number => Math.hypot(x(other.x) - (left ?? 0), y(other.y) - (top ?? 0));
    onChoose(points.toSorted((a, b) => away(a) - away(b))[0]?.at ?? -1);
  };
  return (
    <figure class="study-plot">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t("study.plot", { x: outcomeText(across), y: outcomeText(up) })}
        onPointerDown={point}
      >
        <Frame xs={xs} ys={ys} x={x} y={y} names={[outcomeText(across), outcomeText(up)]} />
        {MARKS.flatMap((mark) =>
          points
            .filter((point) => point.mark === mark)
            .map((point) => (
              <g key={point.at} class={`study-point is-${mark}`}>
                <Form mark={mark} x={x(point.x)} y={y(point.y)} />
              </g>
            )),
        )}
        {one === undefined ? null : <circle class="study-chosen" cx={x(one.x)} cy={y(one.y)} r={10} />}
      </svg>
      <figcaption>
        <ul class="study-legend">
          {MARKS.toReversed().map((mark) => (
            <li key={mark}>
              <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <g class={`study-point is-${mark}`}>
                  <Form mark={mark} x={8} y={8} />
                </g>
              </svg>
              {t(`study.mark-${mark}`)}
            </li>
          ))}
        </ul>
        <p class="forecast-acts">
          <button type="button" class="button small" aria-label={t("study.plot-before")} onClick={() => go(-1)}>
            ◀
          </button>
          <button type="button" class="button small" aria-label={t("study.plot-next")} onClick={() => go(1)}>
            ▶
          </button>
          <span role="status" class="card-note">
            {one === undefined || shown === undefined
              ? t("study.plot-keys")
              : t("study.plot-at", {
                  variant: variantText(shown.levels),
                  x: `${outcomeText(across)} ${figureText(one.x)}`,
                  y: `${outcomeText(up)} ${figureText(one.y)}`,
                })}
          </span>
        </p>
      </figcaption>
    </figure>
  );
}

/** From left to right, so that arrows go that way. */
function pointsOf(answer: StudyAnswer, across: Outcome, up: Outcome): readonly Point[] {
  return answer.variants
    .map((one, at) => ({
      ...{ at, x: one.outcomes[across].mean, y: one.outcomes[up].mean },
      mark: markAt(answer, at),
    }))
    .filter(({ x, y }) => x !== null && y !== null && Number.isFinite(x) && Number.isFinite(y))
    .toSorted((a, b) => a.x - b.x || a.y - b.y);
}

/** Forms differ too, so that nothing hangs on the colour alone. */
function Form({ mark, x, y }: { mark: VariantMark; x: number; y: number }) {
  if (mark === "picked") return <path d={`M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z`} />;
  if (mark === "as-is") return <rect x={x - 5} y={y - 5} width={10} height={10} />;
  return <circle cx={x} cy={y} r={mark === "front" ? 5 : 3} />;
}

interface FrameProps {
  readonly xs: Scale;
  readonly ys: Scale;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly names: readonly [string, string];
}

function Frame({ xs, ys, x, y, names }: FrameProps) {
  const text = (scale: Scale, value: number): string => formatNumber(value, decimalsFor(stepOf(scale, MOST_TICKS)));
  const bottom = HEIGHT - BOTTOM;
  return (
    <g class="study-frame">
      <path d={`M${LEFT} ${TOP}V${bottom}H${WIDTH - RIGHT}`} />
      {ticksOn(xs, MOST_TICKS).map((value) => (
        <text key={value} x={x(value)} y={bottom + 16} text-anchor="middle">
          {text(xs, value)}
        </text>
      ))}
      {ticksOn(ys, MOST_TICKS).map((value) => (
        <text key={value} x={LEFT - 6} y={y(value) + 4} text-anchor="end">
          {text(ys, value)}
        </text>
      ))}
      <text x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 6} text-anchor="middle">
        {names[0]}
      </text>
      <text x={4} y={14}>
        {names[1]}
      </text>
    </g>
  );
}

function axisOf(values: readonly number[]): Scale | undefined {
  return scaleAround(Math.min(...values), Math.max(...values));
}

function shareOf({ low, high }: Scale, value: number): number {
  return (value - low) / (high - low);
}
