/** The part of the floor that the plan shows: middle in plant metres, metres to a pixel. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const MARGIN = 1.12;
const NEAREST = 0.004;
const FARTHEST = 2;

/** Shows the whole hall. */
export function whole(
  floor: { readonly width: number; readonly depth: number },
  size: { readonly width: number; readonly height: number },
): Viewport {
  return {
    x: floor.width / 2,
    y: floor.depth / 2,
    scale: Math.max((floor.width * MARGIN) / size.width, (floor.depth * MARGIN) / size.height),
  };
}

/** Zooms about a point that stays under the pointer. */
export function zoomedAt(
  { x, y, scale }: Viewport,
  point: { readonly x: number; readonly y: number },
  factor: number,
): Viewport {
  const next = Math.min(FARTHEST, Math.max(NEAREST, scale * factor));
  const share = next / scale;
  return { x: point.x + (x - point.x) * share, y: point.y + (y - point.y) * share, scale: next };
}

/** Plant metres of a pixel in a picture of that size. */
export function floorPoint(
  { x, y, scale }: Viewport,
  pixel: { readonly x: number; readonly y: number },
  size: { readonly width: number; readonly height: number },
): { x: number; y: number } {
  return { x: x + (pixel.x - size.width / 2) * scale, y: y - (pixel.y - size.height / 2) * scale };
}
