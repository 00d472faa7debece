import { t } from "../../i18n/language.ts";
import type { ChartPane } from "./chart-panes.ts";
import { curvePath, EDGE, limitPath, type Pane, type Scale } from "./chart-shape.ts";
import { numberOf } from "./quality-words.ts";

/** Rules are not written closer together than this, pixels: the newest are; the list of signals has them all. */
const RULE_GAP = 40;
/** They stand in a row above the curve, where no other point covers them. */
const RULE_ROW = 12;
/** Letters at the right edge keep this distance. */
const LETTER_GAP = 12;

interface PictureProps {
  readonly pane: ChartPane & Pane;
  readonly scale: Scale;
  readonly name: string;
  readonly chosen: number;
  readonly phaseOne: readonly [from: number, to: number] | undefined;
  /** The pointer is at this distance from the left edge of the picture. */
  readonly onPoint: (left: number) => void;
}

/** One curve with its limits; a signal is a diamond with its rule, a point that was left out a cross. */
export function ChartPicture({ pane, scale, name, chosen, phaseOne, onPoint }: PictureProps) {
  const { width, height, values, lower, upper } = pane;
  const point = (event: PointerEvent & { readonly currentTarget: Element }) =>
    onPoint(event.clientX - event.currentTarget.getBoundingClientRect().left);
  return (
    <svg
      class="spc-pane"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={name}
      onPointerMove={point}
      onPointerDown={point}
    >
      {phaseOne === undefined ? null : <PhaseOne scale={scale} height={height} from={phaseOne[0]} to={phaseOne[1]} />}
      <line class="spc-chosen" x1={scale.x(chosen)} x2={scale.x(chosen)} y1={EDGE.top} y2={height} />
      <path class="chart-limit spc-limit" d={limitPath(lower, scale)} />
      <path class="chart-limit spc-limit" d={limitPath(upper, scale)} />
      {pane.centre === null ? null : (
        <line
          class="spc-centre"
          x1={EDGE.left}
          x2={width - EDGE.right}
          y1={scale.y(pane.centre)}
          y2={scale.y(pane.centre)}
        />
      )}
      <path class="chart-curve" d={curvePath(values, scale)} />
      <Points pane={pane} scale={scale} chosen={chosen} />
      <Letters pane={pane} scale={scale} />
    </svg>
  );
}

function PhaseOne({ scale, height, from, to }: { scale: Scale; height: number; from: number; to: number }) {
  const left = scale.x(from) - scale.step / 2;
  const width = (to - from + 1) * scale.step;
  return (
    <>
      <rect class="chart-band" x={left} y={0} width={width} height={height} />
      {width < 60 ? null : (
        <text class="spc-letters" x={left + 4} y={height - 3}>
          {t("spc.phase-one")}
        </text>
      )}
    </>
  );
}

/** Points whose rules have room beside those of newer points. */
function withRules({ rules }: ChartPane, { x }: Scale): ReadonlySet<number> {
  const written = new Set<number>();
  let last = Number.POSITIVE_INFINITY;
  for (const at of [...rules.keys()].sort((a, b) => b - a))
    if (last - x(at) >= RULE_GAP) {
      written.add(at);
      last = x(at);
    }
  return written;
}

function Points({ pane, scale, chosen }: { pane: ChartPane; scale: Scale; chosen: number }) {
  const written = withRules(pane, scale);
  return (
    <>
      {pane.values.map((value, at) => {
        if (value === null) return null;
        const [x, y] = [scale.x(at), scale.y(value)];
        return (
          <g key={at}>
            <Point x={x} y={y} looks={looksOf(pane, at)} isChosen={at === chosen} />
            {written.has(at) ? (
              <text class="spc-rule" x={x + 5} y={RULE_ROW} text-anchor="end">
                {pane.rules.get(at)?.join(",")}
              </text>
            ) : null}
          </g>
        );
      })}
    </>
  );
}

type Looks = "signal" | "excluded" | "pattern" | "plain";

function looksOf({ rules, excluded, inPattern }: ChartPane, at: number): Looks {
  if (excluded.has(at)) return "excluded";
  if (rules.has(at)) return "signal";
  return inPattern.has(at) ? "pattern" : "plain";
}

function Point({ x, y, looks, isChosen }: { x: number; y: number; looks: Looks; isChosen: boolean }) {
  const ring = isChosen ? <circle class="spc-ring" cx={x} cy={y} r="7" /> : null;
  if (looks === "excluded")
    return (
      <>
        {ring}
        <path class="spc-excluded" d={`M${x - 4} ${y - 4}l8 8m0-8l-8 8`} />
      </>
    );
  return (
    <>
      {ring}
      {looks === "signal" ? (
        <path class="spc-signal" d={`M${x} ${y - 5.5}l5.5 5.5l-5.5 5.5l-5.5-5.5z`} />
      ) : (
        <circle class={`spc-point${looks === "pattern" ? " is-pattern" : ""}`} cx={x} cy={y} r="2.5" />
      )}
    </>
  );
}

/** The newest limits at the right edge; where they would cover each other, they stand a line apart. */
function Letters({ pane, scale }: { pane: ChartPane & Pane; scale: Scale }) {
  const text = numberOf(pane);
  const lines = [
    { key: "spc.upper", value: pane.upper.at(-1) ?? null },
    { key: "spc.centre", value: pane.centre },
    { key: "spc.lower", value: pane.lower.at(-1) ?? null },
  ] as const;
  let last = Number.NEGATIVE_INFINITY;
  return (
    <>
      {lines.map(({ key, value }) => {
        if (value === null) return null;
        const y = Math.max(scale.y(value) + 4, last + LETTER_GAP);
        last = y;
        return (
          <text key={key} class="spc-letters" x={pane.width - EDGE.right + 4} y={y}>
            {`${t(key)} ${text(value)}`}
          </text>
        );
      })}
    </>
  );
}
