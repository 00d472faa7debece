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
 * Where the name of a zone is best read: along the inside or outside of its
 * north or south edge, at the west or east end or in the middle, wherever it
 * meets the least of what stands there. Ties go to the first of that order.
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

/** How far the camera must be past due east or west before words turn round: 12°, as a cosine. */
const TURNS_PAST = 0.21;

/**
 * Whether words that run east must stand on their heads to be read upright from where the camera is; `azimuth` is where
 * it looks, radians from north. Between the two limits they stay as they were, so that a camera that looks about east
 * or west does not make them flicker.
 */
export function readsTurned(azimuth: number, wasTurned: boolean): boolean {
  return Math.cos(azimuth) < (wasTurned ? TURNS_PAST : -TURNS_PAST);
}

/** What is painted on the floor of a name: one of two hundred letters would run across the hall. */
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
