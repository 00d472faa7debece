import { formatNumber } from "../../data/format.ts";
import { unitSymbol } from "../../data/units.ts";
import type { Pairs } from "./pairs.ts";
import { COLOURS } from "./palette.ts";
import { decimalsFor, type Scale, scaleAround, stepOf, ticksOn } from "./scale.ts";
import { FONT, type Tones } from "./tones.ts";

/** An area in CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Values of curves over the value of another one. */
export interface PairPicture {
  readonly box: Box;
  readonly x: { readonly name: string; readonly unit: string };
  readonly unit: string;
  readonly sets: readonly { readonly slot: number; readonly pairs: Pairs }[];
  readonly tones: Tones;
}

const DOT = 1.6;
const ROOM = 60;

/** A dot for each instant at which both values are known. */
export function paintPairs(context: CanvasRenderingContext2D, { box, x, unit, sets, tones }: PairPicture): void {
  const across = scaleOver(sets.map(({ pairs }) => pairs.x.subarray(0, pairs.length)));
  const upright = scaleOver(sets.map(({ pairs }) => pairs.y.subarray(0, pairs.length)));
  if (across === undefined || upright === undefined) return;
  paintFrame(context, { box, across, upright, tones, name: `${x.name} ${unitSymbol(x.unit)}`.trim(), unit });
  const placeX = (value: number) =>
    box.left + ((value - across.low) / (across.high - across.low)) * (box.right - box.left);
  const placeY = (value: number) =>
    box.bottom - ((value - upright.low) / (upright.high - upright.low)) * (box.bottom - box.top);
  for (const { slot, pairs } of sets) {
    const dots = new Path2D();
    for (let i = 0; i < pairs.length; i++)
      dots.rect(placeX(pairs.x[i] as number) - DOT, placeY(pairs.y[i] as number) - DOT, 2 * DOT, 2 * DOT);
    context.save();
    context.globalAlpha = 0.6;
    context.fillStyle = tones.curves[slot % COLOURS] ?? tones.text;
    context.fill(dots);
    context.restore();
  }
}

/** Frame, grid and both axes of a chart without time. */
export function paintFrame(
  context: CanvasRenderingContext2D,
  {
    box,
    across,
    upright,
    tones,
    name,
    unit,
    percent = false,
  }: {
    readonly box: Box;
    readonly across: Scale;
    readonly upright: Scale;
    readonly tones: Tones;
    /** Of the horizontal axis. */
    readonly name: string;
    readonly unit: string;
    /** The vertical axis shows shares. */
    readonly percent?: boolean;
  },
): void {
  const { left, top, right, bottom } = box;
  context.font = FONT;
  context.strokeStyle = tones.line;
  context.fillStyle = tones.faint;
  context.strokeRect(left, top, right - left, bottom - top);
  const mostX = Math.max(2, Math.floor((right - left) / (1.5 * ROOM)));
  const mostY = Math.max(2, Math.floor((bottom - top) / ROOM));
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const value of ticksOn(across, mostX)) {
    const at = left + ((value - across.low) / (across.high - across.low)) * (right - left);
    line(context, at, top, at, bottom);
    context.fillText(formatNumber(value, decimalsFor(stepOf(across, mostX))), at, bottom + 5);
  }
  context.fillText(name, (left + right) / 2, bottom + 20);
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const value of ticksOn(upright, mostY)) {
    const at = bottom - ((value - upright.low) / (upright.high - upright.low)) * (bottom - top);
    line(context, left, at, right, at);
    const shown = percent ? value * 100 : value;
    context.fillText(formatNumber(shown, decimalsFor(stepOf(upright, mostY) * (percent ? 100 : 1))), left - 6, at);
  }
  context.textBaseline = "bottom";
  context.fillText(percent ? "%" : unitSymbol(unit), left - 6, top - 4);
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
  context.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
  context.stroke();
}

function scaleOver(lists: readonly Float64Array[]): Scale | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const list of lists)
    for (const value of list) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  return scaleAround(low, high);
}
