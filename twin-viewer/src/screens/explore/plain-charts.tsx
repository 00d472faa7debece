import { useEffect, useRef, useState } from "preact/hooks";
import { drawing } from "../../charts/drawing.ts";
import { timeShares } from "../../charts/panes/histogram.ts";
import { paintHistogram } from "../../charts/panes/paint-histogram.ts";
import { type Box, paintPairs } from "../../charts/panes/paint-pairs.ts";
import { correlationOf, type Pairs, pairsOf } from "../../charts/panes/pairs.ts";
import { rangeIn } from "../../charts/panes/pane-layout.ts";
import { scaleAround } from "../../charts/panes/scale.ts";
import { tonesOfPage } from "../../charts/panes/tones.ts";
import { usePlant } from "../../data/context.ts";
import { formatNumber } from "../../data/format.ts";
import { theme } from "../../data/signals.ts";
import { language } from "../../i18n/chosen.ts";
import { t } from "../../i18n/language.ts";
import type { BoardCurve } from "./board.ts";
import type { LoadedCurve } from "./load.ts";
import { type Naming, nameOf } from "./names.ts";
import { board, calculated, change, loaded, shownSpan } from "./state.ts";
import { Swatch } from "./swatch.tsx";

const BINS = 40;
const LEFT = 58;
const TOP = 28;
const LOWER = 44;
const SIGNALS = [board, loaded, shownSpan, theme, language];

/** A curve of the board with its answer. */
interface Found {
  readonly curve: BoardCurve;
  readonly found: LoadedCurve;
}

function shownCurves(): readonly Found[] {
  return board.value.curves.flatMap((curve) => {
    const found = loaded.value.curves.get(curve.id);
    return found === undefined || curve.isHidden ? [] : [{ curve, found }];
  });
}

/** The curves over the values of one of them, at the instants of the shown span; one chart for each unit. */
export function PairChart() {
  const index = usePlant();
  const naming: Naming = { index, calculated: calculated.value };
  const curves = shownCurves();
  const across = acrossOf(curves);
  const sets = pairSets(across, curves);
  return (
    <div class="explore-plain">
      <div class="explore-plain-head">
        <label class="page-choice">
          {t("explore.across")}
          <select
            class="explore-select"
            value={across?.curve.id ?? ""}
            onChange={(event) => {
              const { value } = event.currentTarget;
              change((before) => ({ ...before, x: value }));
            }}
          >
            {curves.map(({ curve }) => (
              <option key={curve.id} value={curve.id}>
                {nameOf(curve, naming)}
              </option>
            ))}
          </select>
        </label>
        {sets.map(({ curve, pairs }) => (
          <span key={curve.id} class="card-note">
            <Swatch slot={curve.slot} /> {nameOf(curve, naming)}: {t("explore.pairs", { count: pairs.length })}
            {Number.isNaN(correlationOf(pairs)) ? "" : `, r = ${formatNumber(correlationOf(pairs), 2)}`}
          </span>
        ))}
      </div>
      {curves.length < 2 ? <p class="empty">{t("explore.needs-two")}</p> : null}
      {[...new Set(sets.map(({ unit }) => unit))].map((unit) => (
        <PlainCanvas
          key={unit}
          label={t("explore.kind-xy")}
          paint={(context, box) => paintUnit(context, { box, unit, naming })}
        />
      ))}
    </div>
  );
}

function paintUnit(
  context: CanvasRenderingContext2D,
  { box, unit, naming }: { readonly box: Box; readonly unit: string; readonly naming: Naming },
): void {
  const shown = shownCurves();
  const across = acrossOf(shown);
  if (across === undefined) return;
  paintPairs(context, {
    box,
    x: { name: nameOf(across.curve, naming), unit: across.found.unit },
    unit,
    sets: pairSets(across, shown)
      .filter((one) => one.unit === unit)
      .map(({ curve, pairs }) => ({ slot: curve.slot, pairs })),
    tones: tonesOfPage(),
  });
}

/** The curve of the horizontal axis: the chosen one, else the first. */
function acrossOf(curves: readonly Found[]): Found | undefined {
  return curves.find(({ curve }) => curve.id === board.value.x) ?? curves[0];
}

function pairSets(
  across: Found | undefined,
  curves: readonly Found[],
): readonly { readonly curve: BoardCurve; readonly unit: string; readonly pairs: Pairs }[] {
  if (across === undefined) return [];
  return curves
    .filter(({ curve }) => curve.id !== across.curve.id)
    .map(({ curve, found }) => ({
      curve,
      unit: found.unit,
      pairs: pairsOf(across.found.columns, found.columns, shownSpan.value),
    }));
}

/** How long each curve had which values, one chart for each unit. */
export function HistogramChart() {
  const curves = shownCurves().filter(({ found }) => found.labels.length === 0);
  const units = [...new Set(curves.map(({ found }) => found.unit))];
  return (
    <div class="explore-plain">
      {units.length === 0 ? <p class="empty">{t("explore.none")}</p> : null}
      {units.map((unit) => (
        <PlainCanvas
          key={unit}
          label={t("explore.kind-histogram")}
          paint={(context, box) => paintShares(context, box, unit)}
        />
      ))}
    </div>
  );
}

function paintShares(context: CanvasRenderingContext2D, box: Box, unit: string): void {
  const span = shownSpan.value;
  const curves = shownCurves().filter(({ found }) => found.unit === unit && found.labels.length === 0);
  const ranges = curves.map(({ found }) => rangeIn(found.columns, span));
  const scale = scaleAround(Math.min(...ranges.map(({ low }) => low)), Math.max(...ranges.map(({ high }) => high)));
  if (scale === undefined) return;
  const sets = curves.map(({ curve, found }) => ({
    slot: curve.slot,
    shares: timeShares(found.columns, span, scale, BINS),
  }));
  paintHistogram(context, { box, unit, scale, sets, tones: tonesOfPage() });
}

/** A canvas that fills its place, drawn again when the board or its answer changes. */
function PlainCanvas({
  label,
  paint,
}: {
  label: string;
  paint: (context: CanvasRenderingContext2D, box: Box) => void;
}) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(paint);
  latest.current = paint;
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (size.width === 0) return undefined;
    const box = { left: LEFT, top: TOP, right: size.width - 16, bottom: size.height - LOWER };
    return drawing(canvas.current, size, SIGNALS, (context) => latest.current(context, box));
  }, [size]);
  return (
    <div ref={host} class="explore-plain-host" role="img" aria-label={label}>
      <canvas ref={canvas} class="explore-canvas" />
    </div>
  );
}
