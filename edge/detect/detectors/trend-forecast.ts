/** When the trend of a tag's newest means leads to its limit: rules A12, A113 and A115 in docs/rules/alert.md. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Evidence } from "../../contracts/records/evidence.ts";
import { shareThatReaches } from "../maths/bent-fit.ts";
import { crossingAfter, fitRobustLine, normalQuantile, type RobustLine } from "../maths/robust-fit.ts";
import type { TrendConfig } from "../rules/trend-config.ts";
import type { TrendReach } from "./trend-reach.ts";
import type { TrendPoints } from "./trend-windows.ts";

/** The slope must differ from zero at this two-sided level before anything is predicted. */
const SIGNIFICANCE = 0.99;
/** A standing prediction is withdrawn only beyond this multiple of the horizon. */
const HORIZON_RELEASE = 1.3;
/** Among the courses that a window leaves possible, those that reach the limit must be at least this likely. */
const LIKELY = 0.5;

export type Forecast = NonNullable<Evidence["prediction"]>;

/** What the trend of a tag says: `side` is the direction from which the limit is approached. */
export interface Course {
  readonly side: -1 | 0 | 1;
  /** `past`: the limit is crossed already. */
  readonly ahead: Forecast | "past" | undefined;
}

const NO_TREND: Course = { side: 0, ahead: undefined };

export interface ForecastPlan {
  readonly index: number;
  readonly limit: number;
  readonly now: Micros;
  /** Whether a prediction stands. */
  readonly stood: boolean;
  /** A measured value may settle before the limit; one that counts use goes on. */
  readonly maySettle: boolean;
}

export class TrendForecasts {
  readonly #config: TrendConfig;
  readonly #reach: TrendReach;
  readonly #zInterval: number;
  readonly #zSignificant = normalQuantile(0.5 + SIGNIFICANCE / 2);

  constructor(config: TrendConfig, reach: TrendReach) {
    this.#config = config;
    this.#reach = reach;
    this.#zInterval = normalQuantile(0.5 + config.confidence / 2);
  }

  course(points: TrendPoints, { index, limit, now, stood, maySettle }: ForecastPlan): Course {
    const { count, times, values, distances, reference } = points;
    if (count < this.#config.minPoints) {
      this.#reach.forget(index);
      return NO_TREND;
    }
    const line = fitRobustLine(times, distances, { count, z: this.#zSignificant });
    const side = this.#sideOf(points, line);
    if (side === 0) {
      this.#reach.rests(index);
      return NO_TREND;
    }
    const gone = this.#reach.goesOn(index, { towards: side, values: distances, level: line.level });
    // The reference is taken to stay as it is now.
    const distanceLimit = limit - reference;
    const gap = distanceLimit - line.level;
    if (Math.sign(gap) !== side || Math.sign(limit - (values[count - 1] as number)) !== side)
      return { side, ahead: "past" };
    const horizonUs = this.#config.horizonMin * 60e6 * (stood ? HORIZON_RELEASE : 1);
    const crossing = this.#crossing(points, limit, side);
    // What warms slowly is in the reference too: what is left settles within a few windows, so that its bend shows.
    const hasReference = distances !== values;
    const isAhead =
      crossing.at - now <= horizonUs &&
      (!maySettle ||
        ((stood || hasReference || Math.abs(gap) <= gone) &&
          shareThatReaches(times, distances, { limit: distanceLimit, line }) >= LIKELY));
    return { side, ahead: isAhead ? { ...crossing, confidence: this.#config.confidence } : undefined };
  }

  /** The later one of what the distances and the values themselves say: the reference may fall meanwhile. */
  #crossing({ count, times, values, distances, reference }: TrendPoints, limit: number, side: -1 | 1) {
    const crossingOf = (course: Float64Array, end: number) => {
      const line = fitRobustLine(times, course, { count, z: this.#zInterval });
      return crossingAfter(times[count - 1] as number, Math.max(0, side * (end - line.level)), line);
    };
    const ofDistances = crossingOf(distances, limit - reference);
    if (distances === values) return ofDistances;
    const ofValues = crossingOf(values, limit);
    return ofValues.at > ofDistances.at ? ofValues : ofDistances;
  }

  /** Where the values go beyond doubt, and with them their distance from the reference; 0 where they do not. */
  #sideOf({ count, times, values, distances }: TrendPoints, line: RobustLine): -1 | 0 | 1 {
    const side = certainSide(line);
    if (side === 0 || distances === values) return side;
    return certainSide(fitRobustLine(times, values, { count, z: this.#zSignificant })) === side ? side : 0;
  }
}

/** The sign that the slope has with the confidence of its interval; 0 where it may be either. */
function certainSide({ slope, slopeLow, slopeHigh }: RobustLine): -1 | 0 | 1 {
  const side = Math.sign(slope);
  return side !== 0 && Math.sign(slopeLow) === side && Math.sign(slopeHigh) === side ? (side as -1 | 1) : 0;
}
