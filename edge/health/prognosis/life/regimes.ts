/**
 * Operating regimes: clusters of the settings (altitude, speed, load) under which a sensor's sound value differs. A
 * reading minus its regime's mean, over its regime's spread, is comparable over all regimes.
 */
export interface Regimes {
  /** Reciprocal of each setting's range; 0 for a setting that does not vary. */
  readonly settingScale: Float64Array;
  /** Scaled settings of each regime's centre. */
  readonly centres: readonly Float64Array[];
  /** By regime, then by kept sensor. */
  readonly means: readonly Float64Array[];
  /** Reciprocal of a sensor's spread; 0 where it does not vary in a regime. */
  readonly scales: readonly Float64Array[];
  /** Indexes of the sensors that vary within a regime; the others carry no information. */
  readonly sensors: Int32Array;
}

const MAX_REGIMES = 12;
const MAX_ROUNDS = 20;
/** Number of rows in which clusters are searched. */
const SEARCH_ROWS = 5_000;
/** A further regime is added while it explains at least this share of the sensors' remaining variance. */
const WORTH = 0.1;
/** A spread below this share of a sensor's mean is rounding. */
const ROUNDING = 1e-7;

/**
 * k-means with farthest-first centres, so that no random numbers are needed. The number of regimes is the smallest one
 * after which a further regime explains nothing more of the sensors: settings that vary without effect do not form
 * regimes.
 *
 * @param settings columns, all rows of all units
 * @param sensors columns
 */
export function learnRegimes(settings: readonly Float64Array[], sensors: readonly Float64Array[]): Regimes {
  const rows = sensors[0]?.length ?? 0;
  const settingScale = Float64Array.from(settings, scaleOf);
  const step = Math.max(1, Math.ceil(rows / SEARCH_ROWS));
  const points: Float64Array[] = [];
  for (let row = 0; row < rows; row += step)
    points.push(Float64Array.from(settings, (column, at) => (column[row] as number) * (settingScale[at] as number)));
  const searched = sensors.map((column) => column.filter((_, row) => row % step === 0));
  let best = clusters(points, 1);
  let unexplained = spreadWithin(searched, best.labels, 1);
  for (let count = 2; count <= Math.min(MAX_REGIMES, points.length); count++) {
    const next = clusters(points, count);
    const left = spreadWithin(searched, next.labels, count);
    if (left > (1 - WORTH) * unexplained) break;
    [best, unexplained] = [next, left];
  }
  return { settingScale, centres: best.centres, ...sensorScales(settings, sensors, settingScale, best.centres) };
}

/** Index of the nearest centre. */
export function regimeOf({ settingScale, centres }: Regimes, settings: Float64Array): number {
  return nearest(settingScale, centres, (at) => settings[at] as number);
}

/** Deviations of the kept sensors from their regime's means, in spreads; 0 for a missing reading (NaN). */
export function deviate(
  { means, scales, sensors }: Regimes,
  regime: number,
  readings: Float64Array,
  out: Float64Array,
) {
  const [mean, scale] = [means[regime] as Float64Array, scales[regime] as Float64Array];
  for (let at = 0; at < sensors.length; at++) {
    const value = readings[sensors[at] as number] as number;
    out[at] = Number.isFinite(value) ? (value - (mean[at] as number)) * (scale[at] as number) : 0;
  }
}

function nearest(scale: Float64Array, centres: readonly Float64Array[], setting: (at: number) => number): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let regime = 0; regime < centres.length; regime++) {
    const centre = centres[regime] as Float64Array;
    let distance = 0;
    for (let at = 0; at < scale.length; at++)
      distance += (setting(at) * (scale[at] as number) - (centre[at] as number)) ** 2;
    if (distance < least) [best, least] = [regime, distance];
  }
  return best;
}

function scaleOf(column: Float64Array): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of column) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return high > low ? 1 / (high - low) : 0;
}

interface Clusters {
  readonly centres: Float64Array[];
  readonly labels: Int32Array;
}

function clusters(points: readonly Float64Array[], count: number): Clusters {
  const width = points[0]?.length ?? 0;
  const one = new Float64Array(width).fill(1);
  const centres = farthestFirst(points, count);
  const labels = new Int32Array(points.length).fill(-1);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let changes = 0;
    for (const [row, point] of points.entries()) {
      const label = nearest(one, centres, (at) => point[at] as number);
      if (labels[row] !== label) changes++;
      labels[row] = label;
    }
    if (changes === 0) break;
    for (let label = 0; label < count; label++) {
      const own = points.filter((_, row) => labels[row] === label);
      const centre = centres[label] as Float64Array;
      if (own.length > 0)
        for (let at = 0; at < width; at++)
          centre[at] = own.reduce((sum, point) => sum + (point[at] as number), 0) / own.length;
    }
  }
  return { centres, labels };
}

function farthestFirst(points: readonly Float64Array[], count: number): Float64Array[] {
  const centres = [Float64Array.from(points[0] ?? [])];
  const away = new Float64Array(points.length).fill(Number.POSITIVE_INFINITY);
  while (centres.length < count) {
    const last = centres.at(-1) as Float64Array;
    let farthest = 0;
    for (const [row, point] of points.entries()) {
      let distance = 0;
      for (let at = 0; at < last.length; at++) distance += ((point[at] as number) - (last[at] as number)) ** 2;
      away[row] = Math.min(away[row] as number, distance);
      if ((away[row] as number) > (away[farthest] as number)) farthest = row;
    }
    centres.push(Float64Array.from(points[farthest] as Float64Array));
  }
  return centres;
}

/** Share of variance that is left within the clusters, as a mean over the sensors. */
function spreadWithin(sensors: readonly Float64Array[], labels: Int32Array, count: number): number {
  const shares = sensors.flatMap((column) => {
    const all = varianceOf(column, new Int32Array(column.length), 1);
    return all.mean > ROUNDING ** 2 * all.square ? [varianceOf(column, labels, count).mean / all.mean] : [];
  });
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
}

/** Mean variance within the clusters, and mean square. */
function varianceOf(column: Float64Array, labels: Int32Array, count: number): { mean: number; square: number } {
  const [sums, counts] = [new Float64Array(count), new Float64Array(count)];
  let square = 0;
  for (let row = 0; row < column.length; row++) {
    const label = labels[row] as number;
    sums[label] = (sums[label] as number) + (column[row] as number);
    counts[label] = (counts[label] as number) + 1;
    square += (column[row] as number) ** 2;
  }
  let within = 0;
  for (let row = 0; row < column.length; row++) {
    const label = labels[row] as number;
    within += ((column[row] as number) - (sums[label] as number) / (counts[label] as number)) ** 2;
  }
  return { mean: within / column.length, square: square / column.length };
}

function sensorScales(
  settings: readonly Float64Array[],
  sensors: readonly Float64Array[],
  settingScale: Float64Array,
  centres: readonly Float64Array[],
): Pick<Regimes, "means" | "scales" | "sensors"> {
  const rows = sensors[0]?.length ?? 0;
  const labels = new Int32Array(rows);
  for (let row = 0; row < rows; row++)
    labels[row] = nearest(settingScale, centres, (at) => (settings[at] as Float64Array)[row] as number);
  const counts = new Float64Array(centres.length);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  const all = sensors.map((column) => {
    const [mean, spread] = [new Float64Array(centres.length), new Float64Array(centres.length)];
    for (let row = 0; row < rows; row++) {
      const label = labels[row] as number;
      mean[label] = (mean[label] as number) + (column[row] as number) / (counts[label] as number);
    }
    for (let row = 0; row < rows; row++) {
      const label = labels[row] as number;
      spread[label] =
        (spread[label] as number) +
        ((column[row] as number) - (mean[label] as number)) ** 2 / (counts[label] as number);
    }
    const scale = spread.map((variance, regime) =>
      variance > (ROUNDING * (mean[regime] as number)) ** 2 ? 1 / Math.sqrt(variance) : 0,
    );
    return { mean, scale };
  });
  const kept = all.flatMap(({ scale }, at) => (scale.some((value) => value > 0) ? [at] : []));
  const by = (pick: "mean" | "scale") =>
    centres.map((_, regime) => Float64Array.from(kept, (at) => all[at]?.[pick][regime] as number));
  return { means: by("mean"), scales: by("scale"), sensors: Int32Array.from(kept) };
}
