/**
 * The map's geometry: equidistant cylindrical (plate carrée with a standard parallel in the middle of the view), so
 * that a coast in degrees becomes a picture by one scale per axis. Longitudes and latitudes in degrees, WGS 84.
 */

export interface Place {
  readonly longitude: number;
  readonly latitude: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What the map shows: its middle, and pixels per degree of latitude. */
export interface MapView extends Place {
  readonly scale: number;
}

/** The coasts are drawn for maps of the world: closer they would be wrong rather than coarse. */
const MOST_SCALE = 120;
const LEAST_DEGREES = 6;
/** Nearer the poles a degree of longitude would vanish. */
const MOST_PARALLEL = 70;

/** Pixels per degree of longitude and of latitude. */
export function scalesOf({ latitude, scale }: MapView): { readonly east: number; readonly north: number } {
  const parallel = Math.min(MOST_PARALLEL, Math.abs(latitude));
  return { east: scale * Math.cos((parallel * Math.PI) / 180), north: scale };
}

export function toPixels(
  { longitude, latitude }: Place,
  view: MapView,
  { width, height }: Size,
): readonly [number, number] {
  const { east, north } = scalesOf(view);
  return [width / 2 + (longitude - view.longitude) * east, height / 2 - (latitude - view.latitude) * north];
}

/** A place on the earth; anything else would put a site into the sea. */
export function isPlace(place: Place | null): place is Place {
  return (
    place !== null &&
    Number.isFinite(place.longitude) &&
    Number.isFinite(place.latitude) &&
    Math.abs(place.longitude) <= 180 &&
    Math.abs(place.latitude) <= 90
  );
}

/** The view that shows all places with some room around them. */
export function fitTo(places: readonly Place[], { width, height }: Size): MapView {
  const [west, east] = rangeOf(places.map(({ longitude }) => longitude));
  const [south, north] = rangeOf(places.map(({ latitude }) => latitude));
  const middle = { longitude: (west + east) / 2, latitude: (south + north) / 2 };
  const room = 1.35;
  const high = Math.max(LEAST_DEGREES, north - south) * room;
  const wide = Math.max(LEAST_DEGREES, east - west) * room;
  const { east: shrink } = scalesOf({ ...middle, scale: 1 });
  const scale = Math.min(height / high, width / (wide * shrink));
  return { ...middle, scale: bounded(scale, width) };
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  return values.length === 0 ? [-180, 180] : [Math.min(...values), Math.max(...values)];
}

/** Never smaller than the whole earth across the picture. */
function bounded(scale: number, width: number): number {
  return Math.min(MOST_SCALE, Math.max(width / 360 / 1.2, scale));
}

/** Closer or farther by a factor, around the middle. */
export function zoomed(view: MapView, factor: number, { width }: Size): MapView {
  return { ...view, scale: bounded(view.scale * factor, width) };
}

/** Moved by pixels, as a hand drags it. */
export function dragged(view: MapView, dx: number, dy: number): MapView {
  const { east, north } = scalesOf(view);
  return {
    ...view,
    longitude: Math.max(-180, Math.min(180, view.longitude - dx / east)),
    latitude: Math.max(-85, Math.min(85, view.latitude + dy / north)),
  };
}

const STEPS = [30, 15, 10, 5, 2, 1, 0.5] as const;
const LEAST_APART_PX = 90;

/** Meridians and parallels in the picture, degrees. */
export function graticule(
  view: MapView,
  { width, height }: Size,
): { readonly meridians: readonly number[]; readonly parallels: readonly number[] } {
  const { east, north } = scalesOf(view);
  const step = STEPS.findLast((one) => one * north >= LEAST_APART_PX) ?? STEPS[0];
  const within = (middle: number, half: number, most: number): number[] => {
    const first = Math.ceil(Math.max(-most, middle - half) / step);
    const last = Math.floor(Math.min(most, middle + half) / step);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
  };
  return {
    meridians: within(view.longitude, width / 2 / east, 180),
    parallels: within(view.latitude, height / 2 / north, 90),
  };
}

export interface Cluster<T> {
  readonly x: number;
  readonly y: number;
  /** In the order in which they were given: the worst first. */
  readonly members: readonly T[];
}

/**
 * Joins what lies closer than `apartPx` to a cluster's first member. `items`: the worst first, so that a mark stands
 * where its worst site is.
 */
export function clustersOf<T>(
  items: readonly { readonly at: readonly [number, number]; readonly item: T }[],
  apartPx: number,
): readonly Cluster<T>[] {
  const clusters: { x: number; y: number; members: T[] }[] = [];
  const cells = new Map<string, (typeof clusters)[number][]>();
  const cellOf = (x: number, y: number) => [Math.floor(x / apartPx), Math.floor(y / apartPx)] as const;
  for (const { at, item } of items) {
    const [x, y] = at;
    const [column, row] = cellOf(x, y);
    const near = [-1, 0, 1]
      .flatMap((dx) => [-1, 0, 1].flatMap((dy) => cells.get(`${column + dx} ${row + dy}`) ?? []))
      .find((one) => Math.hypot(one.x - x, one.y - y) < apartPx);
    if (near !== undefined) {
      near.members.push(item);
      continue;
    }
    const made = { x, y, members: [item] };
    clusters.push(made);
    const key = `${column} ${row}`;
    cells.set(key, [...(cells.get(key) ?? []), made]);
  }
  return clusters;
}
