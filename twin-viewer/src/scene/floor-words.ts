/** An upright rectangle on the floor, metres. */
export interface FloorBox {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** How far a word stays from the line it names. */
const GAP_M = 0.5;

/**
 * Best place for the name of a zone: along the inside or outside of its north
 * or south edge, at the west or east end or in the middle, with the least
 * overlap. Ties go to the first of that order.
 */
export function placeName(
  zone: FloorBox,
  word: { readonly width: number; readonly height: number },
  obstacles: readonly FloorBox[],
): { x: number; y: number } {
  const half = { x: word.width / 2, y: word.height / 2 };
  const columns = [zone.west + GAP_M + half.x, zone.east - GAP_M - half.x, (zone.west + zone.east) / 2];
  const rows = [
    zone.north - GAP_M - half.y,
    zone.north + GAP_M + half.y,
    zone.south + GAP_M + half.y,
    zone.south - GAP_M - half.y,
  ];
  let best = { x: columns[0] as number, y: rows[0] as number };
  let least = Number.POSITIVE_INFINITY;
  for (const y of rows) {
    for (const x of columns) {
      const box = { west: x - half.x, south: y - half.y, east: x + half.x, north: y + half.y };
      const covered = obstacles.reduce((sum, obstacle) => sum + overlap(box, obstacle), 0);
      if (covered >= least - 1e-9) continue;
      least = covered;
      best = { x, y };
    }
  }
  return best;
}

function overlap(a: FloorBox, b: FloorBox): number {
  const width = Math.min(a.east, b.east) - Math.max(a.west, b.west);
  const depth = Math.min(a.north, b.north) - Math.max(a.south, b.south);
  return width > 0 && depth > 0 ? width * depth : 0;
}

/** Angle past due east or west at which words turn round: 12°, as a cosine. */
const TURNS_PAST = 0.21;

/**
 * Whether words that run east must be turned upside down to be upright for the camera; `azimuth` is its direction,
 * radians from north. Between the two limits they stay unchanged, so that a camera that looks roughly east or west does
 * not make them flicker.
 */
export function readsTurned(azimuth: number, wasTurned: boolean): boolean {
  return Math.cos(azimuth) < (wasTurned ? TURNS_PAST : -TURNS_PAST);
}

/** The painted part of a name: two hundred letters would run across the hall. */
export function floorText(name: string, most: number): string {
  const characters = [...name];
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : name;
}

/** About how wide a word becomes: Chinese characters are square, Latin ones a little more than half as wide. */
export function wordWidth(text: string, heightM: number): number {
  let units = 0;
  for (const character of text) units += character > "\u2e80" ? 1 : 0.58;
  return units * heightM * 0.74;
}
