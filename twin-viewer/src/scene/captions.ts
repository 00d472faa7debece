import { type Actor, CAPTION_M, isCaptioned } from "./actor.ts";
import { type FloorBox, floorText, wordWidth } from "./floor-words.ts";

/** Size of the state glyph before a caption, as a share of the letters' height. */
const GLYPH_SHARE = 0.92;
/** Smaller letters would not be legible. */
const SMALLEST_M = 0.7;
const GAP_M = 0.4;

/** Longer labels are cut; the page shows the whole label elsewhere. */
const MOST_LETTERS = 14;

export function captionText({ asset }: Actor): string {
  return floorText(asset.label, MOST_LETTERS);
}

/**
 * Place and size of an asset's state glyph: in front of its caption, or of the asset itself without one. `isTurned`:
 * words run west.
 */
export function glyphPlace(
  actor: Actor,
  isTurned: boolean,
): { readonly x: number; readonly y: number; readonly size: number } {
  const { x, y } = actor.caption;
  const size = actor.captionM * GLYPH_SHARE;
  if (!isCaptioned(actor.asset)) return { x, y, size };
  const before = wordWidth(captionText(actor), actor.captionM) / 2 + size * 0.75;
  return { x: isTurned ? x + before : x - before, y, size };
}

/** The floor that a caption and its glyph cover. */
export function captionBox(actor: Actor): FloorBox {
  const half = wordWidth(captionText(actor), actor.captionM) / 2;
  const { x, y } = actor.caption;
  return {
    west: x - half - actor.captionM * GLYPH_SHARE * 1.25,
    east: x + half,
    south: y - actor.captionM / 2,
    north: y + actor.captionM / 2,
  };
}

/**
 * Captions avoid each other: the caption of a long machine moves away from a machine in front of its middle, and
 * captions side by side shrink until both fit.
 */
export function arrangeCaptions(actors: readonly Actor[]): void {
  const still = actors.filter(({ asset }) => isCaptioned(asset));
  for (const actor of still) shift(actor, still);
  const boxes = still.map(captionBox);
  const scales = scalesOf(boxes);
  for (const [i, actor] of still.entries()) actor.captionM = Math.max(SMALLEST_M, CAPTION_M * (scales[i] as number));
}

/**
 * The factor by which each caption must shrink. Boxes are equally high, so that only boxes whose southern edges are
 * less than a height apart can overlap: two thousand machines are not compared with each other.
 */
export function scalesOf(boxes: readonly FloorBox[]): Float64Array {
  const scales = new Float64Array(boxes.length).fill(1);
  const order = [...boxes.keys()].sort((a, b) => (boxes[a] as FloorBox).south - (boxes[b] as FloorBox).south);
  for (const [rank, i] of order.entries()) {
    const box = boxes[i] as FloorBox;
    for (let next = rank + 1; next < order.length; next++) {
      const j = order[next] as number;
      const other = boxes[j] as FloorBox;
      if (other.south > box.north) break;
      const scale = fitting(box, other);
      scales[i] = Math.min(scales[i] as number, scale);
      scales[j] = Math.min(scales[j] as number, scale);
    }
  }
  return scales;
}

function shift(actor: Actor, still: readonly Actor[]): void {
  const { west, east } = actor.ground;
  const width = wordWidth(captionText(actor), CAPTION_M) + 2;
  if (east - west < 2 * width) return;
  const covers = (by: number) =>
    still.some(
      (other) =>
        other !== actor &&
        other.ground.west - 1 < actor.at.x + by + width / 2 &&
        other.ground.east + 1 > actor.at.x + by - width / 2 &&
        other.ground.south < actor.caption.y + 1 &&
        other.ground.north > actor.caption.y - 1,
    );
  const reach = (east - west - width) / 2;
  actor.captionShift = [0, -reach / 2, reach / 2, -reach, reach].find((by) => !covers(by)) ?? 0;
}

/** Factor by which two captions in one row must shrink to fit side by side; 1 if they do not overlap. */
function fitting(a: FloorBox, b: FloorBox): number {
  if (a.north < b.south || b.north < a.south || a.east + GAP_M < b.west || b.east + GAP_M < a.west) return 1;
  const between = Math.abs((a.west + a.east) / 2 - (b.west + b.east) / 2);
  return (between - GAP_M) / ((a.east - a.west + b.east - b.west) / 2);
}
