/** A shaft's speed over a burst, as straight lines between points of time. */
export interface SpeedCourse {
  /** Seconds after the first point of the burst, rising; the first at or before 0, the last at or after the end. */
  readonly timesS: Float64Array;
  /** Revolutions per second at these times, all above 0. */
  readonly speedsHz: Float64Array;
}

/** Least distance of an interpolated point from the ends of a burst, in points: a cubic needs two on each side. */
const EDGE = 1;

/**
 * Resamples bursts from equal times to equal angles of a shaft (computed order tracking: Fyfe and Munck, MSSP 11 (1997)
 * 187), so that lines of shaft, gears and bearings stand sharp at their orders while the speed changes. Memory follows
 * the longest burst.
 */
export class OrderTracking {
  /** Mean rate of the shaft in the burst that was resampled last, revolutions per second. */
  shaftHz = Number.NaN;
  #points = new Float32Array(0);

  /**
   * Points at equal angles, as many as the burst has, by cubic interpolation between its points (Lagrange). They are
   * like a burst of the same rate whose shaft turned at `shaftHz` all the time. Valid until the next call. Content
   * above half the sampling rate times the lowest share of the mean speed folds back, as little as the speed changes.
   */
  resample(points: Float32Array, dtS: number, course: SpeedCourse): Float32Array {
    const { timesS, speedsHz } = course;
    const durationS = (points.length - 1) * dtS;
    const first = turnsUntil(0, course);
    const turns = turnsUntil(durationS, course) - first;
    this.shaftHz = turns / durationS;
    if (this.#points.length !== points.length) this.#points = new Float32Array(points.length);
    const out = this.#points;
    // Turns at the first of the two times between which the point lies.
    let line = 0;
    let before = -first;
    let after = before + turnsOf(course, line);
    for (let at = 0; at < out.length; at++) {
      const angle = (turns * at) / (out.length - 1);
      while (after < angle && line < timesS.length - 2) {
        before = after;
        after = before + turnsOf(course, ++line);
      }
      const [fromHz, toHz] = [speedsHz[line] as number, speedsHz[line + 1] as number];
      const rise = (toHz - fromHz) / ((timesS[line + 1] as number) - (timesS[line] as number));
      const rest = angle - before;
      // The root of fromHz t + rise t² / 2 = rest, in the form that a constant speed does not divide by zero.
      const within = (2 * rest) / (fromHz + Math.sqrt(Math.max(0, fromHz * fromHz + 2 * rise * rest)));
      out[at] = interpolated(points, ((timesS[line] as number) + within) / dtS);
    }
    return out;
  }
}

/** Turns from the first time of a course until `s`. */
function turnsUntil(s: number, { timesS, speedsHz }: SpeedCourse): number {
  let turns = 0;
  for (let line = 0; line < timesS.length - 1 && (timesS[line] as number) < s; line++) {
    const [from, to] = [timesS[line] as number, timesS[line + 1] as number];
    const end = Math.min(s, to);
    const [fromHz, toHz] = [speedsHz[line] as number, speedsHz[line + 1] as number];
    const endHz = fromHz + ((toHz - fromHz) * (end - from)) / (to - from);
    turns += ((fromHz + endHz) / 2) * (end - from);
  }
  return turns;
}

/** Turns of one line of a course. */
function turnsOf({ timesS, speedsHz }: SpeedCourse, line: number): number {
  const mean = ((speedsHz[line] as number) + (speedsHz[line + 1] as number)) / 2;
  return mean * ((timesS[line + 1] as number) - (timesS[line] as number));
}

function interpolated(points: Float32Array, place: number): number {
  const from = Math.max(EDGE, Math.min(points.length - 2 - EDGE, Math.floor(place)));
  const x = Math.max(-EDGE, Math.min(1 + EDGE, place - from));
  const [a, b, c, d] = [from - 1, from, from + 1, from + 2].map((at) => points[at] as number) as Four;
  const third = (d - a) / 6 + (b - c) / 2;
  const second = (a + c) / 2 - b;
  const first = c - a / 3 - b / 2 - d / 6;
  return ((third * x + second) * x + first) * x + b;
}

type Four = [number, number, number, number];
