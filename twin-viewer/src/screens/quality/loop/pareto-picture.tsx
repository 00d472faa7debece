import { t } from "../../../i18n/language.ts";
import { type ParetoOrder, type RankedRow, VITAL, vitalCount } from "./pareto-rows.ts";

const [WIDTH, HEIGHT, TOP, LEFT, RIGHT, FOOT] = [560, 170, 12, 8, 40, 18];
/** Bars in the picture; the table has all rows. */
const MOST_BARS = 15;

/** Bars from the largest on, with the line of their cumulated share. Each has the number of its row in the table. */
export function ParetoPicture({ rows, order }: { rows: readonly RankedRow[]; order: ParetoOrder }) {
  const shown = rows.slice(0, MOST_BARS);
  const inner = HEIGHT - TOP - FOOT;
  const step = (WIDTH - LEFT - RIGHT) / Math.max(shown.length, 4);
  const most = shown[0]?.share ?? 0;
  if (most === 0) return null;
  const y = (share: number) => TOP + inner * (1 - share);
  const middle = (at: number) => LEFT + step * (at + 0.5);
  const name = t("loop.pareto-figure", {
    measure: t(`loop.order-${order}`),
    first: vitalCount(rows),
    count: rows.length,
  });
  return (
    <figure class="loop-figure">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={name}>
        <line class="loop-vital" x1={LEFT} x2={WIDTH - RIGHT} y1={y(VITAL)} y2={y(VITAL)} />
        {[0, VITAL, 1].map((share) => (
          <text key={share} class="spc-letters" x={WIDTH - RIGHT + 4} y={y(share) + 4}>
            {`${Math.round(100 * share)} %`}
          </text>
        ))}
        {shown.map(({ row, share }, at) => (
          <g key={row.name}>
            <rect
              class="spc-bar"
              x={middle(at) - step * 0.36}
              width={step * 0.72}
              y={TOP + inner * (1 - share)}
              height={inner * share}
            />
            <text class="spc-letters" x={middle(at)} y={HEIGHT - 4} text-anchor="middle">
              {at + 1}
            </text>
          </g>
        ))}
        <polyline
          class="loop-line"
          points={shown.map(({ cumulated }, at) => `${middle(at)},${y(cumulated)}`).join(" ")}
        />
        {shown.map(({ row, cumulated }, at) => (
          <circle key={row.name} class="loop-dot" cx={middle(at)} cy={y(cumulated)} r={3} />
        ))}
        <line class="loop-axis" x1={LEFT} x2={WIDTH - RIGHT} y1={TOP + inner} y2={TOP + inner} />
      </svg>
      <figcaption class="chart-range">{name}</figcaption>
    </figure>
  );
}
