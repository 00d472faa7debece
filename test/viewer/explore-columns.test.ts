import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { QUALITY } from "../../edge/contracts/path/historian.ts";
import { addSample, type Columns, columnsOf, holdUntil, valueAt } from "../../twin-viewer/src/charts/panes/columns.ts";
import { timeShares } from "../../twin-viewer/src/charts/panes/histogram.ts";
import { correlationOf, pairsOf } from "../../twin-viewer/src/charts/panes/pairs.ts";
import { COLOURS, colourOf, DISTINCT, dashOf, freeSlot } from "../../twin-viewer/src/charts/panes/palette.ts";
import { layoutPanes, type PaneCurve, paneAt } from "../../twin-viewer/src/charts/panes/pane-layout.ts";
import { decimalsFor, scaleAround, stepOf, ticksOn } from "../../twin-viewer/src/charts/panes/scale.ts";
import { statisticsOf } from "../../twin-viewer/src/charts/panes/statistics.ts";
import { differenceSeen, VISIONS } from "../fakes/viewer/colour-vision.ts";
import { columnsFrom } from "../fakes/viewer/columns.ts";

const MINUTE = 60_000;
const GROUNDS = ["raised", "panel"];

function list(column: Float64Array, { length }: Columns): number[] {
  return [...column.subarray(0, length)];
}

describe("[XR1] a curve holds its value until the next sample, and breaks where none is known", () => {
  const grid = { from: 0, to: 600e6, origin: 0, step: 60e6, columns: 10 };
  const NONE = Number.NaN;
  const values = [1, 2, NONE, 4, NONE, NONE, 7, 8, NONE, NONE];
  const column = new Float64Array(values);
  const quality = new Uint8Array(values.map((value) => (Number.isNaN(value) ? QUALITY.none : QUALITY.good)));
  const answer = { min: column, max: column, mean: column, last: column, quality };
  const ask = (more: Partial<Parameters<typeof columnsOf>[2]> = {}) =>
    columnsOf(answer, grid, { gaps: [], endMs: 10 * MINUTE, isHeld: false, ...more });

  it("leaves out columns without a sample, and holds over them", () => {
    const columns = ask();
    expect(list(columns.times, columns)).toEqual([0, 1, 3, 6, 7].map((minute) => minute * MINUTE));
    expect(list(columns.untils, columns)).toEqual([1, 3, 6, 7, 10].map((minute) => minute * MINUTE));
    expect([valueAt(columns, 2.5 * MINUTE), valueAt(columns, -1), valueAt(columns, 11 * MINUTE)]).toEqual([
      2,
      NONE,
      NONE,
    ]);
  });

  it("breaks at a declared gap until the next sample, and a bad column ends the value before it", () => {
    const columns = ask({ gaps: [{ fromMs: 4 * MINUTE, toMs: 4.5 * MINUTE }] });
    expect([3.9, 4.2, 5.9, 6].map((minute) => valueAt(columns, minute * MINUTE))).toEqual([4, NONE, NONE, 7]);
    const bad = columnsOf({ ...answer, quality: quality.map((one, i) => (i === 4 ? QUALITY.doubtful : one)) }, grid, {
      gaps: [],
      endMs: 10 * MINUTE,
      isHeld: false,
    });
    expect([3.9, 4.5, 5.9].map((minute) => valueAt(bad, minute * MINUTE))).toEqual([4, NONE, NONE]);
  });

  it("a number breaks at a pause of many times its usual ones, a state does not", () => {
    const long = { from: 0, to: 6000e6, origin: 0, step: 60e6, columns: 100 };
    const wide = new Float64Array(100).fill(NONE);
    for (const i of [0, 1, 2, 3, 60]) wide[i] = i;
    const curve = {
      min: wide,
      max: wide,
      mean: wide,
      last: wide,
      quality: new Uint8Array([...wide].map((value) => (Number.isNaN(value) ? QUALITY.none : QUALITY.good))),
    };
    const at = (isHeld: boolean) =>
      valueAt(columnsOf(curve, long, { gaps: [], endMs: 100 * MINUTE, isHeld }), 30 * MINUTE);
    expect([at(false), at(true)]).toEqual([NONE, 3]);
  });
});

describe("[XR8] live samples extend a curve", () => {
  it("takes newer samples only, holds the newest value until now, and a bad one ends it", () => {
    const columns = columnsFrom([[0, 5]], MINUTE);
    expect(addSample(columns, 0, 9)).toBe(false);
    expect(addSample(columns, 2 * MINUTE, 6)).toBe(true);
    holdUntil(columns, 3 * MINUTE);
    expect([1.5, 2.5, 3.5].map((minute) => valueAt(columns, minute * MINUTE))).toEqual([5, 6, Number.NaN]);
    expect(addSample(columns, 4 * MINUTE, Number.NaN)).toBe(true);
    expect(valueAt(columns, 4 * MINUTE)).toBeNaN();
    for (let i = 0; i < 1000; i++) addSample(columns, (5 + i) * MINUTE, i);
    expect([columns.length, valueAt(columns, 505 * MINUTE)]).toEqual([1003, 500]);
  });
});

describe("[XR2] figures of the shown time", () => {
  it("weighs each value by how long it held, the one at the beginning included", () => {
    // 10 for a minute before and half a minute in the span, then 20 for a minute, 40 for half a minute.
    const columns = columnsFrom(
      [
        [0, 10],
        [1.5 * MINUTE, 20],
        [2.5 * MINUTE, 40],
      ],
      3 * MINUTE,
    );
    const figures = statisticsOf(columns, { fromMs: MINUTE, toMs: 3 * MINUTE });
    expect(figures).toMatchObject({ min: 10, max: 40, last: 40, goodMs: 2 * MINUTE, isEstimate: false });
    expect(figures.mean).toBeCloseTo(22.5, 9);
    expect(figures.std).toBeCloseTo(Math.sqrt(0.25 * 12.5 ** 2 + 0.5 * 2.5 ** 2 + 0.25 * 17.5 ** 2), 9);
  });

  it("leaves out breaks, and says when a column holds several samples", () => {
    const columns = columnsFrom(
      [
        [0, 1],
        [MINUTE, Number.NaN],
        [2 * MINUTE, 3],
      ],
      3 * MINUTE,
    );
    columns.low[2] = 2;
    columns.high[2] = 9;
    const figures = statisticsOf(columns, { fromMs: 0, toMs: 3 * MINUTE });
    expect(figures).toMatchObject({ min: 1, max: 9, mean: 2, goodMs: 2 * MINUTE, isEstimate: true });
    expect(statisticsOf(columns, { fromMs: 10 * MINUTE, toMs: 11 * MINUTE })).toMatchObject({
      min: Number.NaN,
      goodMs: 0,
    });
  });
});

describe("[XR7] XY and histogram", () => {
  it("pairs values that are both known", () => {
    const across = columnsFrom(
      [
        [0, 1],
        [2 * MINUTE, 3],
        [4 * MINUTE, Number.NaN],
      ],
      6 * MINUTE,
    );
    const upright = columnsFrom(
      [
        [MINUTE, 10],
        [2 * MINUTE, 30],
        [3 * MINUTE, 50],
        [5 * MINUTE, 70],
      ],
      6 * MINUTE,
    );
    const pairs = pairsOf(across, upright, { fromMs: 0, toMs: 6 * MINUTE });
    expect([...pairs.x.subarray(0, pairs.length)]).toEqual([1, 3, 3]);
    expect([...pairs.y.subarray(0, pairs.length)]).toEqual([10, 30, 50]);
    expect(correlationOf(pairs)).toBeCloseTo(Math.sqrt(3) / 2, 9);
    expect(correlationOf({ ...pairs, length: 2 })).toBeNaN();
  });

  it("shares time, not samples", () => {
    const columns = columnsFrom(
      [
        [0, 1],
        [3 * MINUTE, 9],
      ],
      4 * MINUTE,
    );
    const shares = timeShares(columns, { fromMs: 0, toMs: 4 * MINUTE }, { low: 0, high: 10 }, 2);
    expect([...shares]).toEqual([0.75, 0.25]);
  });
});

describe("[XR4] panes and axes", () => {
  const curve = (unit: string, values: readonly (readonly [number, number])[]): PaneCurve => ({
    columns: columnsFrom(values, 10 * MINUTE),
    unit,
    labels: [],
    slot: 0,
    shiftMs: 0,
    isCompared: false,
  });
  const span = { fromMs: 0, toMs: 10 * MINUTE };

  it("has one axis for each unit, which fits what is shown, and the same sides for all panes", () => {
    const hot = curve("Cel", [
      [0, 20],
      [5 * MINUTE, 80],
      [20 * MINUTE, 500],
    ]);
    const panes = [[hot, curve("Cel", [[0, 10]]), curve("1/min", [[0, 3000]])], [curve("A", [[0, 1]])]];
    const layout = layoutPanes(panes, { width: 800, top: 20, bottom: 420, span });
    expect(layout.panes.map(({ axes }) => axes.map(({ unit }) => unit))).toEqual([["Cel", "1/min"], ["A"]]);
    const scale = layout.panes[0]?.axes[0]?.scale ?? { low: 0, high: 0 };
    expect([scale.low, scale.high]).toEqual([10 - 3.5, 80 + 3.5]);
    expect([layout.left, layout.right]).toEqual([52, 748]);
    expect([100, 300, 419, 440].map((y) => paneAt(layout, y))).toEqual([0, 1, 1, 2]);
  });

  it("[XR15] an axis ends where its user says, in its pane, and fits the curves where that cannot be", () => {
    const hot = curve("Cel", [
      [0, 20],
      [5 * MINUTE, 80],
    ]);
    const scaleWith = (ends: readonly { pane: number; unit: string; min?: number; max?: number }[], pane = 0) => {
      const layout = layoutPanes([[hot], [hot]], { width: 800, top: 20, bottom: 420, span, ends });
      return layout.panes[pane]?.axes[0]?.scale;
    };
    const fitted = { low: 17, high: 83 };
    expect(scaleWith([{ pane: 0, unit: "Cel", min: 0, max: 100 }])).toEqual({ low: 0, high: 100 });
    expect(scaleWith([{ pane: 0, unit: "Cel", min: 0 }])).toEqual({ low: 0, high: 83 });
    expect(scaleWith([{ pane: 0, unit: "Cel", max: 100 }])).toEqual({ low: 17, high: 100 });
    expect(scaleWith([{ pane: 0, unit: "Cel", min: 0, max: 100 }], 1)).toEqual(fitted);
    expect(scaleWith([{ pane: 0, unit: "kW", min: 0, max: 100 }])).toEqual(fitted);
    expect(scaleWith([{ pane: 0, unit: "Cel", min: 9, max: 9 }])).toEqual(fitted);
    // Beyond all curves: an axis of the same length.
    expect(scaleWith([{ pane: 0, unit: "Cel", min: 200 }])).toEqual({ low: 200, high: 266 });
  });

  it("has round ticks", () => {
    expect(ticksOn({ low: -0.3, high: 1.1 }, 5)).toEqual([0, 0.5, 1]);
    expect(ticksOn({ low: 970, high: 3020 }, 5)).toEqual([1000, 1500, 2000, 2500, 3000]);
    expect([stepOf({ low: 0, high: 0.07 }, 5), decimalsFor(0.02), decimalsFor(500)]).toEqual([0.02, 2, 0]);
    expect(scaleAround(5, 5)).toEqual({ low: 4.75, high: 5.25 });
    expect(scaleAround(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toBeUndefined();
  });
});

describe("[XR3] colours of curves", () => {
  const css = readFileSync(new URL("../../twin-viewer/src/style/tokens.css", import.meta.url), "utf8");
  const themes = css.split(':root[data-theme="dark"]').map((part, i) => ({ part, name: i === 0 ? "light" : "dark" }));
  const token = (part: string, name: string) => new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(part)?.[1] ?? "";

  it.each(themes)("stand out from the grounds of the $name theme, and from each other for everybody", ({ part }) => {
    const colours = Array.from({ length: COLOURS }, (_, i) => token(part, `curve-${i + 1}`));
    for (const colour of colours)
      for (const ground of GROUNDS)
        expect(contrast(colour, token(part, ground)), `${colour} on ${ground}`).toBeGreaterThanOrEqual(3);
    for (const vision of VISIONS)
      for (const [i, one] of colours.entries())
        for (const other of colours.slice(i + 1))
          expect(differenceSeen(one, other, vision), `${one} ${other} ${vision}`).toBeGreaterThanOrEqual(15);
  });

  it("come dashed when all are used, and a curve takes the lowest free place", () => {
    expect(DISTINCT).toBe(49);
    const looks = Array.from({ length: DISTINCT }, (_, slot) => `${colourOf(slot)} ${dashOf(slot).join()}`);
    expect(new Set(looks).size).toBe(DISTINCT);
    expect([freeSlot([]), freeSlot([0, 1, 3])]).toEqual([0, 2]);
  });
});

/** Contrast of WCAG 2.2. */
function contrast(one: string, other: string): number {
  const [high, low] = [one, other].map(luminance).sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
