/** A plot of two outcomes of all variants as SVG. */
import { MARKS, type VariantMark } from "../../contracts/forecast/study-ranking.ts";
import { tag, text } from "../../reports/html/tags.ts";
import { shown } from "./study-words.ts";

interface Point {
  readonly x: number;
  readonly y: number;
  /** Shown when the reader points at it. */
  readonly name: string;
  readonly mark: VariantMark;
}

/** Millimetres of the drawing. */
const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [180, 96, 18, 12, 6];
/** Stretches between ticks, about. */
const TICKS = 4;
/** Form and filling differ too, so that nothing hangs on the colour alone. */
const FILL: Readonly<Record<VariantMark, string>> = {
  picked: "#16191d",
  "as-is": "none",
  front: "#2f6fab",
  other: "#c3c9cf",
};

export function scatterSvg(
  points: readonly Point[],
  names: { readonly x: string; readonly y: string; readonly asIs: string; readonly picked: string },
): string {
  const known = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const across = axisOf(known.map(({ x }) => x));
  const up = axisOf(known.map(({ y }) => y));
  const atX = (value: number): number => LEFT + across.share(value) * (WIDTH - LEFT - 4);
  const atY = (value: number): number => HEIGHT - BOTTOM - up.share(value) * (HEIGHT - BOTTOM - TOP);
  const label = { "as-is": names.asIs, picked: names.picked } as const;
  const marks = MARKS.flatMap((mark) =>
    known
      .filter((point) => point.mark === mark)
      .map((point) => {
        const [x, y] = [atX(point.x), atY(point.y)];
        const said = mark === "as-is" || mark === "picked" ? label[mark] : undefined;
        const title = tag("title", {}, text(`${point.name}: ${shown(point.x)}, ${shown(point.y)}`));
        const right = x > 0.8 * WIDTH;
        const place = { x: (right ? x - 2.5 : x + 2.5).toFixed(2), y: (y - 1.5).toFixed(2) };
        const words =
          said === undefined ? "" : tag("text", { ...place, "text-anchor": right ? "end" : "start" }, text(said));
        return formOf(mark, x, y, title) + words;
      }),
  );
  const size = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${names.x}, ${names.y}` };
  return tag("svg", size, frame(across, up, names, { atX, atY }), ...marks);
}

function formOf(mark: VariantMark, x: number, y: number, title: string): string {
  const look = { fill: FILL[mark], stroke: "#16191d", "stroke-width": mark === "other" ? "0" : "0.3" };
  if (mark === "picked")
    return tag(
      "rect",
      { x: (x - 1.4).toFixed(2), y: (y - 1.4).toFixed(2), width: "2.8", height: "2.8", ...look },
      title,
    );
  return tag("circle", { cx: x.toFixed(2), cy: y.toFixed(2), r: mark === "other" ? "0.9" : "1.3", ...look }, title);
}

function frame(
  across: Axis,
  up: Axis,
  names: { readonly x: string; readonly y: string },
  { atX, atY }: Readonly<Record<"atX" | "atY", (value: number) => number>>,
): string {
  const bottom = HEIGHT - BOTTOM;
  const axis = `<path d="M${LEFT} ${TOP}V${bottom}H${WIDTH - 4}" fill="none" stroke="#7a848d" stroke-width="0.2"/>`;
  const below = across.ticks.map(
    (value) =>
      `<text class="soft" x="${atX(value).toFixed(2)}" y="${bottom + 4}" text-anchor="middle">${shown(value)}</text>`,
  );
  const beside = up.ticks.map(
    (value) =>
      `<text class="soft" x="${LEFT - 1.5}" y="${(atY(value) + 1).toFixed(2)}" text-anchor="end">` +
      `${shown(value)}</text>`,
  );
  const titles =
    `<text x="${(LEFT + WIDTH) / 2}" y="${HEIGHT - 2}" text-anchor="middle">${text(names.x)}</text>` +
    `<text x="1" y="${TOP - 2}">${text(names.y)}</text>`;
  return axis + below.join("") + beside.join("") + titles;
}

interface Axis {
  readonly share: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Between round numbers, with round ticks: 1, 2 or 5 times a power of ten apart. */
function axisOf(values: readonly number[]): Axis {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const span = most > least ? most - least : Math.max(1, Math.abs(most));
  const rough = span / TICKS;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = ten * ([1, 2, 5].find((times) => times * ten >= rough) ?? 10);
  const [from, to] = [Math.floor(least / step), Math.ceil((most > least ? most : least + span) / step)];
  return {
    share: (value) => (value / step - from) / (to - from),
    ticks: values.length === 0 ? [] : Array.from({ length: to - from + 1 }, (_, at) => (from + at) * step),
  };
}
