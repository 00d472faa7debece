import { unitSymbol } from "../../data/units.ts";
import { type Box, paintFrame } from "./paint-pairs.ts";
import { COLOURS, dashOf } from "./palette.ts";
import type { Scale } from "./scale.ts";
import type { Tones } from "./tones.ts";

/** Shares of time by value, for curves of one unit. */
export interface HistogramPicture {
  readonly box: Box;
  readonly unit: string;
  readonly scale: Scale;
  readonly sets: readonly { readonly slot: number; readonly shares: Float64Array }[];
  readonly tones: Tones;
}

/** A stepped outline for each curve, filled so lightly that others show through. */
export function paintHistogram(
  context: CanvasRenderingContext2D,
  { box, unit, scale, sets, tones }: HistogramPicture,
): void {
  const most = Math.max(0.01, ...sets.map(({ shares }) => shares.reduce((a, b) => Math.max(a, b), 0)));
  const upright = { low: 0, high: most * 1.05 };
  paintFrame(context, { box, across: scale, upright, tones, name: unitSymbol(unit), unit: "", percent: true });
  for (const { slot, shares } of sets) {
    const outline = new Path2D();
    outline.moveTo(box.left, box.bottom);
    for (const [bin, share] of shares.entries()) {
      const y = box.bottom - (share / upright.high) * (box.bottom - box.top);
      outline.lineTo(box.left + (bin / shares.length) * (box.right - box.left), y);
      outline.lineTo(box.left + ((bin + 1) / shares.length) * (box.right - box.left), y);
    }
    outline.lineTo(box.right, box.bottom);
    context.save();
    context.strokeStyle = tones.curves[slot % COLOURS] ?? tones.text;
    context.fillStyle = context.strokeStyle;
    context.lineWidth = 1.5;
    context.setLineDash([...dashOf(slot)]);
    context.stroke(outline);
    context.globalAlpha = 0.15;
    context.fill(outline);
    context.restore();
  }
}
