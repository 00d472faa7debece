/** Canvas pixels between the lines of a hatch, and the least width of a gap, at one device pixel per CSS pixel. */
const HATCH = 5;
const GAP_MIN = 3;

/** A chart's plot, in canvas pixels. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Hatches a stretch of a chart over its whole height; a short one is widened, so that it is seen. */
export function hatchStretch(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: Plot,
  {
    from,
    to,
    color,
    scale,
  }: { readonly from: number; readonly to: number; readonly color: string; readonly scale: number },
): void {
  const begin = Math.max(left, from);
  const end = Math.min(left + width, Math.max(to, begin + GAP_MIN * scale));
  if (end <= begin) return;
  context.save();
  context.beginPath();
  context.rect(begin, top, end - begin, height);
  context.clip();
  context.strokeStyle = color;
  context.lineWidth = scale;
  context.beginPath();
  // One raster for the whole chart: gaps of two curves that overlap hatch the same lines.
  const step = HATCH * scale * Math.SQRT2;
  for (let x = left - height; x < left + width; x += step) {
    if (x + height < begin || x > end) continue;
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.strokeRect(begin, top, end - begin, height);
  context.restore();
}
