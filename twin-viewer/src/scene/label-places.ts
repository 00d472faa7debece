/** A rectangle of the picture, CSS pixels from its corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A label that wants a place: its foot on the screen, and its size. */
export interface Wanted {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The picture, and what labels must not cover: buttons, legend, compass. */
export interface LabelField {
  readonly width: number;
  readonly height: number;
  readonly obstacles: readonly Box[];
}

/** Place of a label. `spot` numbers the places around its foot, nearest first. */
export interface LabelPlace extends Box {
  readonly spot: number;
}

/** Length of the shortest leader line. */
const LEADER_PX = 20;
const GAP_PX = 3;
const EDGE_PX = 8;
/** How far the foot is from the nearer end of a label beside it. */
const INSET_PX = 18;
/** A foot this far outside of the picture still has its label inside. */
const OUTSIDE_PX = 20;

/** Rows over (positive) and under the foot, nearest first; in each, the label begins, ends or has its middle there. */
const ROWS = [1, 2, -1, 3, -2, 4, 5, -3, 6, 7, 8] as const;
const SPOTS = ROWS.flatMap((row) => (["begin", "end", "middle"] as const).map((side) => ({ row, side })));
/** A label leaves its place for one that is nearer by this many spots: two rows. */
const WORTH_MOVING = 6;

/** Whether a foot is in the picture, and so has a label. */
export function isInPicture({ x, y }: { readonly x: number; readonly y: number }, field: LabelField): boolean {
  return x > -OUTSIDE_PX && y > -OUTSIDE_PX && x < field.width + OUTSIDE_PX && y < field.height + OUTSIDE_PX;
}

/**
 * Places for labels, most urgent first: the nearest spot around its foot where a label covers no earlier one, no
 * obstacle and no edge of the picture; undefined where there is none. `before` has the spots of the last picture: a
 * label keeps its spot while that is free and no much nearer one is, so that labels do not jump about.
 */
export function placeLabels(
  wanted: readonly Wanted[],
  field: LabelField,
  before: ReadonlyMap<string, number> = new Map(),
): (LabelPlace | undefined)[] {
  const taken: Box[] = [...field.obstacles];
  return wanted.map((label) => {
    const free = (spot: number) => {
      const place = placeAt(label, spot, field.width);
      return isFree(place, field, taken) ? place : undefined;
    };
    const place = keptPlace(before.get(label.key), free) ?? nearestPlace(free);
    if (place !== undefined) taken.push(place);
    return place;
  });
}

function keptPlace(spot: number | undefined, free: (spot: number) => LabelPlace | undefined): LabelPlace | undefined {
  if (spot === undefined) return undefined;
  for (let nearer = 0; nearer <= spot - WORTH_MOVING; nearer++) {
    const place = free(nearer);
    if (place !== undefined) return place;
  }
  return free(spot);
}

function nearestPlace(free: (spot: number) => LabelPlace | undefined): LabelPlace | undefined {
  for (let spot = 0; spot < SPOTS.length; spot++) {
    const place = free(spot);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Whole pixels, so that rounding never makes two neighbours touch. The foot stays between the ends of the label. */
function placeAt({ x, y, width, height }: Wanted, spot: number, fieldWidth: number): LabelPlace {
  const { row, side } = SPOTS[spot] as (typeof SPOTS)[number];
  const inset = Math.min(INSET_PX, width / 2);
  const begin = side === "begin" ? x - inset : side === "end" ? x + inset - width : x - width / 2;
  const left = Math.round(Math.min(Math.max(EDGE_PX, begin), fieldWidth - width - EDGE_PX));
  const away = LEADER_PX + (Math.abs(row) - 1) * (height + GAP_PX);
  const top = Math.round(row > 0 ? y - away - height : y + away);
  return { spot, left, top, right: left + width, bottom: top + height };
}

function isFree(box: Box, { width, height }: LabelField, taken: readonly Box[]): boolean {
  if (box.left < EDGE_PX || box.top < EDGE_PX || box.right > width - EDGE_PX || box.bottom > height - EDGE_PX)
    return false;
  return !taken.some(
    (other) =>
      box.left < other.right + GAP_PX &&
      box.right + GAP_PX > other.left &&
      box.top < other.bottom + GAP_PX &&
      box.bottom + GAP_PX > other.top,
  );
}
