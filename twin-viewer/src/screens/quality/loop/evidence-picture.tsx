import type { BadShare } from "../../../../../edge/contracts/quality/causes.ts";
import { formatNumber } from "../../../data/format.ts";
import { type CauseAnswer, shareOf } from "../../../data/loop-api.ts";
import { unitSymbol } from "../../../data/units.ts";
import { t } from "../../../i18n/language.ts";
import { percent } from "./pareto-table.tsx";

const MOST_LEVELS = 8;
const [WIDTH, HEIGHT, FOOT] = [420, 96, 16];

/** The shares of bad pieces that a cause rests on: by level, or along a number. */
export function EvidencePicture({ cause }: { cause: CauseAnswer }) {
  return cause.chart.kind === "levels" ? (
    <Levels levels={cause.chart.levels} level={cause.level} />
  ) : (
    <Distribution chart={cause.chart} cause={cause} />
  );
}

interface LevelsProps {
  readonly levels: readonly (BadShare & { readonly level: string })[];
  /** The level that the cause names. */
  readonly level: string;
}

function Levels({ levels, level }: LevelsProps) {
  const most = Math.max(1e-9, ...levels.map(shareOf));
  return (
    <ul class="loop-levels" aria-label={t("loop.by-level")}>
      {levels.slice(0, MOST_LEVELS).map((one) => (
        <li key={one.level} class={one.level === level ? "is-named" : ""}>
          <span>{one.level === "" ? t("loop.unnamed") : one.level}</span>
          <span class="loop-bar" aria-hidden="true">
            <span style={{ width: `${(100 * shareOf(one)) / most}%` }} />
          </span>
          <span class="loop-figures">
            {t("loop.level-figure", { bad: one.bad, pieces: one.pieces, share: percent(shareOf(one)) })}
          </span>
        </li>
      ))}
    </ul>
  );
}

type DistributionChart = Extract<CauseAnswer["chart"], { readonly kind: "distribution" }>;

function Distribution({ chart, cause }: { chart: DistributionChart; cause: CauseAnswer }) {
  const { from, width, columns } = chart;
  const to = from + width * columns.length;
  const unit = cause.level === "" || cause.level === "1" ? "" : ` ${unitSymbol(cause.level)}`;
  const text = (value: number) => `${formatNumber(value, decimalsOf(to - from))}${unit}`;
  const most = Math.max(1e-9, ...columns.map(shareOf));
  const step = WIDTH / columns.length;
  const inner = HEIGHT - FOOT;
  const name = `${t("loop.by-value")}: ${t("loop.distribution-figure", {
    from: text(from),
    to: text(to),
    cut: cause.cut === null ? "—" : text(cause.cut),
  })}`;
  const at = cause.cut === null ? undefined : ((cause.cut - from) / (to - from)) * WIDTH;
  return (
    <figure class="loop-figure">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={name}>
        {columns.map((column, place) =>
          column.pieces === 0 ? null : (
            <rect
              key={place}
              class="spc-bar"
              x={place * step + 1}
              width={Math.max(1, step - 2)}
              y={inner - (inner * shareOf(column)) / most}
              height={Math.max(1, (inner * shareOf(column)) / most)}
            />
          ),
        )}
        {at === undefined ? null : <line class="loop-cut" x1={at} x2={at} y1={0} y2={inner} />}
        <line class="loop-axis" x1={0} x2={WIDTH} y1={inner} y2={inner} />
        <text class="spc-letters" x={0} y={HEIGHT - 3}>
          {text(from)}
        </text>
        {at === undefined || cause.cut === null || at < WIDTH * 0.2 || at > WIDTH * 0.8 ? null : (
          <text class="spc-letters" x={at} y={HEIGHT - 3} text-anchor="middle">
            {text(cause.cut)}
          </text>
        )}
        <text class="spc-letters" x={WIDTH} y={HEIGHT - 3} text-anchor="end">
          {text(to)}
        </text>
      </svg>
      <figcaption class="chart-range">{name}</figcaption>
    </figure>
  );
}

function decimalsOf(span: number): number {
  return Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(Math.max(span, 1e-9)))));
}
