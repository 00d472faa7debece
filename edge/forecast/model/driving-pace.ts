/** How long vehicles and people take for a metre, with the uncertainty that runs draw from. */
import { fitRobustLine } from "../../detect/maths/robust-fit.ts";
import { quantileOf } from "../learn/learnt.ts";

/** Seconds for a metre: a mean with its standard error, and bounds. */
interface Pace {
  readonly sPerM: number;
  readonly error: number;
  readonly least: number;
  readonly most: number;
}

/** Of vehicles: whether it was learnt from lanes, or taken from what vehicles declare. */
interface DrivingPace extends Pace {
  readonly isLearnt: boolean;
}

/** A lane that was driven: its length and the time from pick to drop. */
export interface DrivenLane {
  readonly lengthM: number;
  readonly seconds: number;
  readonly rides: number;
}

/** Lanes whose lengths differ by less count as equally long. */
const SAME_M = 1;
/** From lanes that are all about as long nothing can be learnt of speed. */
const LEAST_SPAN_M = 5;
/** Few lanes may lie on one line by chance: relative error, divided by the root of the lanes beyond the first. */
const LEAST_ERROR = 0.25;
/** Vehicles that nobody could learn from drive so fast as a share of what they declare, give or take that share. */
const [USUAL_SHARE, USUAL_ERROR] = [0.75, 0.25];

/** A walk with a load: an assumption, as a step with a load takes 17 TMU of 0.036 s (MTM-1); people differ a bit. */
export const WALK: Pace = { sPerM: 1, error: 0.2, least: 0.5, most: 2 };

/**
 * Time of vehicles for a metre: the slope of the Theil-Sen line through lanes of different lengths (rule FK87), whose
 * level is what loading and unloading take. No faster than vehicles declare (`topMS`), and no slower than if all of
 * the time were driving. Where the lanes say nothing: three quarters of what is declared. Undefined for neither.
 */
export function drivingPace(lanes: readonly DrivenLane[], topMS: number | undefined): DrivingPace | undefined {
  const fastest = topMS === undefined ? 0 : 1 / topMS;
  const points = merged(lanes);
  const span = (points.at(-1)?.lengthM ?? 0) - (points[0]?.lengthM ?? 0);
  if (points.length >= 2 && span >= LEAST_SPAN_M) {
    const line = fitRobustLine(
      Float64Array.from(points, ({ lengthM }) => lengthM),
      Float64Array.from(points, ({ seconds }) => seconds),
      { count: points.length, z: 1 },
    );
    const most = Math.max(
      fastest,
      quantileOf(Float64Array.from(points, ({ lengthM, seconds }) => seconds / lengthM).sort(), 0.5),
    );
    if (line.slope > 0) {
      const sPerM = Math.min(most, Math.max(fastest, line.slope));
      const error = Math.max(
        (line.slopeHigh - line.slopeLow) / 2,
        (LEAST_ERROR * sPerM) / Math.sqrt(points.length - 1),
      );
      return { sPerM, error, least: Math.max(fastest, sPerM / 3), most, isLearnt: true };
    }
  }
  if (fastest === 0) return undefined;
  const sPerM = fastest / USUAL_SHARE;
  return { sPerM, error: USUAL_ERROR * sPerM, least: fastest, most: 3 * fastest, isLearnt: false };
}

/** Drawn by how many standard errors it is off, within its bounds. */
export function paceOff({ sPerM, error, least, most }: Pace, off: number): number {
  return Math.min(most, Math.max(least, sPerM + off * error));
}

/** By length; those that are equally long are one, with the mean of their rides. */
function merged(lanes: readonly DrivenLane[]): readonly DrivenLane[] {
  const made: DrivenLane[] = [];
  const usable = lanes.filter(({ lengthM, rides }) => lengthM > 0 && rides > 0);
  for (const lane of usable.toSorted((a, b) => a.lengthM - b.lengthM)) {
    const last = made.at(-1);
    if (last === undefined || lane.lengthM - last.lengthM >= SAME_M) made.push(lane);
    else {
      const rides = last.rides + lane.rides;
      const mean = (key: "lengthM" | "seconds") => (last[key] * last.rides + lane[key] * lane.rides) / rides;
      made[made.length - 1] = { lengthM: mean("lengthM"), seconds: mean("seconds"), rides };
    }
  }
  return made;
}
