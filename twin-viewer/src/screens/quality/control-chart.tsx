import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChartKind } from "../../../../edge/contracts/quality/chart.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { usePlant } from "../../data/context.ts";
import { formatNumber } from "../../data/format.ts";
import type { ChartAnswer } from "../../data/quality-api.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { type ChartPane, panesOf, phaseOneOf } from "./chart-panes.ts";
import { ChartPicture } from "./chart-picture.tsx";
import { pointAt, scaleOf } from "./chart-shape.ts";
import { PieceLinks } from "./piece-links.tsx";
import { curveText, numberOf } from "./quality-words.ts";

const [HEIGHT, LEAST_WIDTH] = [150, 240];

interface ChartProps {
  readonly chart: ChartAnswer;
  readonly chosen: number | undefined;
  readonly onChoose: (at: number) => void;
}

/** The curves of a chart above each other, and the values of one subgroup, chosen by pointer or keys. */
export function ControlChart({ chart, ...props }: ChartProps) {
  if (chart.times.length === 0) return <p class="empty">{t("spc.no-points")}</p>;
  if (chart.model === null) return <p class="empty">{t("spc.no-model")}</p>;
  return <Drawn chart={chart} kind={chart.model.kind} {...props} />;
}

function Drawn({ chart, kind, chosen, onChoose }: ChartProps & { readonly kind: ChartKind }) {
  const [box, width] = useWidth();
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const panes = panesOf(chart);
  const { times } = chart;
  const count = times.length;
  const at = Math.min(count - 1, chosen ?? count - 1);
  const clock = (point: number) => clockOrMoment(Date.parse(times[point] ?? ""), zone, edgeNowMs());
  return (
    <div class="spc-chart" ref={box}>
      {panes.map((pane) => {
        const shape = { ...pane, width, height: HEIGHT };
        const scale = scaleOf(shape);
        const name = curveText(pane.curve, kind);
        const facts = { name, count, from: clock(0), to: clock(count - 1), signals: pane.rules.size };
        return (
          <figure key={pane.curve}>
            <figcaption>{name}</figcaption>
            <ChartPicture
              pane={shape}
              scale={scale}
              name={t("spc.pane", facts)}
              chosen={at}
              phaseOne={phaseOneOf(chart)}
              onPoint={(left) => onChoose(pointAt(left, scale, count) ?? at)}
            />
          </figure>
        );
      })}
      <p class="spc-times">
        <span>{clock(0)}</span>
        <span>{count > 2 ? clock(Math.floor((count - 1) / 2)) : ""}</span>
        <span>{count > 1 ? clock(count - 1) : ""}</span>
      </p>
      <input
        type="range"
        class="spc-choose"
        min={0}
        max={count - 1}
        value={at}
        aria-label={t("spc.choose")}
        aria-valuetext={t("spc.point", { number: formatNumber(chart.first + at, 0), time: clock(at) })}
        onInput={(event) => onChoose(Number(event.currentTarget.value))}
      />
      <Readout chart={chart} kind={kind} panes={panes} at={at} clock={clock(at)} />
      <Legend panes={panes} />
    </div>
  );
}

interface ReadoutProps {
  readonly chart: ChartAnswer;
  readonly kind: ChartKind;
  readonly panes: readonly ChartPane[];
  readonly at: number;
  /** Time of the subgroup. */
  readonly clock: string;
}

function Readout({ chart, kind, panes, at, clock }: ReadoutProps) {
  const pieces = chart.pieces[at] ?? [];
  return (
    <p class="spc-readout">
      <strong>{t("spc.point", { number: formatNumber(chart.first + at, 0), time: clock })}</strong>
      {panes.map((pane) => (
        <span key={pane.curve}>{readingOf(pane, at, curveText(pane.curve, kind))}</span>
      ))}
      {panes[0]?.excluded.has(at) === true ? <span>{t("spc.point-excluded")}</span> : null}
      {pieces.length === 0 ? null : (
        <span>
          <PieceLinks pieces={pieces} />
        </span>
      )}
    </p>
  );
}

/** "Mean 24.0012 (LCL 23.9 · CL 24.0 · UCL 24.1)". */
function readingOf(pane: ChartPane, at: number, name: string): string {
  const text = numberOf(pane);
  const value = pane.values[at] ?? null;
  const limits = [
    ["spc.lower", pane.lower[at] ?? null],
    ["spc.centre", pane.centre],
    ["spc.upper", pane.upper[at] ?? null],
  ] as const;
  const said = limits.flatMap(([key, limit]) => (limit === null ? [] : [`${t(key)} ${text(limit)}`]));
  return `${name} ${value === null ? "—" : text(value)} (${said.join(" · ")})`;
}

function Legend({ panes }: { panes: readonly ChartPane[] }) {
  const hasSignal = panes.some(({ rules }) => rules.size > 0);
  const hasExcluded = panes.some(({ excluded }) => excluded.size > 0);
  return (
    <p class="spc-legend">
      {hasSignal ? <span>◆ {t("spc.legend-signal")}</span> : null}
      {hasExcluded ? <span>✕ {t("spc.legend-excluded")}</span> : null}
      <span>{t("spc.order")}</span>
    </p>
  );
}

/** Width of an element, pixels, as it changes: letters keep their size whatever the window's. */
function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(480);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const look = () => setWidth(Math.max(LEAST_WIDTH, element.clientWidth));
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}
