/**
 * The least error with which anybody could foretell the ends of the simulated plant's parts: exact posteriors of
 * somebody who knows how damage grows there (rule PM10), and who sees the damage itself, without watches and noise.
 */
import { GROWTH_LAWS, type GrowthLaw } from "../edge/health/prognosis/growth-laws.ts";
import { GrowthPath } from "../simulators/kernel/faults/growth.ts";
import { Random } from "../simulators/kernel/random.ts";
import { type Figures, figure, quantile } from "./report.ts";

/** Shape of the simulator's gamma process over the whole growth, and the levels at which parts fail. */
const SHAPE = 40;
const [EARLIEST, LATEST, LEVELS] = [0.8, 1, 9] as const;
/** Whole times that are weighed, as multiples of the age, and values of the path that are seen. */
const [TIMES, LONGEST, SEEN] = [72, 40, 24] as const;
/** Damage from which forecasts are given, parts of a life between two of them, and the change that makes news. */
const [FIRST_DAMAGE, PARTS, NEWS] = [0.1, 27, 0.15] as const;
/** Lives of a law in a round. */
const LIVES = 60;

const NAMES = ["linear", "exponential", "accelerating"] as const;

/** What the forecaster knows besides the start and the path of damage. */
interface Knowledge {
  /** Indexes of the laws that are possible. */
  readonly laws: readonly number[];
  /** The level at which the part fails. */
  readonly level?: number;
  /** Sees the present damage alone. */
  readonly seesPresentAlone?: true;
  /** The whole time is known but for this standard deviation of its logarithm. */
  readonly spread?: number;
  /** Gives the time with the least expected error, instead of the median. */
  readonly aimsAtError?: true;
}

/** A part whose growth takes the time 1. */
interface Part {
  readonly path: GrowthPath;
  readonly level: number;
}

/** `npm run bench -- life-bounds`: a round has {@link LIVES} lives of each law; about 4 s of CPU. */
export async function benchLifeBounds({ rounds }: { readonly rounds: number }): Promise<Figures> {
  return NAMES.flatMap((name, law) => {
    const parts = Array.from({ length: rounds }, (_round, round) =>
      Array.from({ length: LIVES }, (_life, at) => partOf(GROWTH_LAWS[law] as GrowthLaw, 1000 * round + at)),
    );
    const errorOf = (key: string, what: string, knows: (part: Part) => Knowledge) =>
      figure(
        `${name}-${key}`,
        `${name} growth: median error of a life over the time left, ${what}`,
        "",
        parts.map((all) => meanOf(all.map((part) => lifeError(part, knows(part))))),
      );
    return [
      errorOf("laws", "law and level unknown", () => ({ laws: [0, 1, 2] })),
      errorOf("present", "law known, present damage alone", () => ({ laws: [law], seesPresentAlone: true })),
      errorOf("path", "law known, whole path", () => ({ laws: [law] })),
      errorOf("aimed", "law known, whole path, least expected error", () => ({ laws: [law], aimsAtError: true })),
      errorOf("level", "law and level known", ({ level }) => ({ laws: [law], level })),
      errorOf("time-30", "law known, whole time known within 30 %", () => ({ laws: [law], spread: 0.3 })),
      errorOf("time-10", "law known, whole time known within 10 %", () => ({ laws: [law], spread: 0.1 })),
    ];
  });
}

function partOf(law: GrowthLaw, seed: number): Part {
  const random = new Random(seed).at("life-bounds");
  return { level: random.between(EARLIEST, LATEST), path: new GrowthPath(law, random) };
}

/** Median error of the forecasts that would be reported of one life. */
function lifeError(part: Part, knowledge: Knowledge): number {
  const errors: number[] = [];
  let said = Number.NaN;
  for (let at = 1; at < PARTS; at++) {
    const share = at / PARTS;
    if (part.level * part.path.at(share) < FIRST_DAMAGE) continue;
    const left = forecastAt(part, share, knowledge);
    if (Math.abs(said - (share + left)) < NEWS * left) continue;
    said = share + left;
    errors.push(Math.abs(left - (1 - share)) / (1 - share));
  }
  return quantile(errors, 0.5);
}

/** The time left at this share of the life. */
function forecastAt({ path, level }: Part, share: number, knowledge: Knowledge): number {
  const seen = knowledge.seesPresentAlone === true ? 1 : SEEN;
  const rises = Float64Array.from(
    { length: seen },
    (_, at) => level * (path.at((share * (at + 1)) / seen) - path.at((share * at) / seen)),
  );
  const levels = knowledge.level === undefined ? LEVELS_WEIGHED : [knowledge.level];
  const weighed: (readonly [left: number, log: number])[] = [];
  for (const law of knowledge.laws)
    for (let time = 0; time < TIMES; time++) {
      const whole = share * LONGEST ** ((time + 0.5) / TIMES);
      const prior = knowledge.spread === undefined ? 0 : -0.5 * (Math.log(whole) / knowledge.spread) ** 2;
      weighed.push([whole - share, prior + logLikelihood(rises, share / whole, GROWTH_LAWS[law] as GrowthLaw, levels)]);
    }
  return knowledge.aimsAtError === true ? leastError(normalized(weighed)) : median(normalized(weighed));
}

const LEVELS_WEIGHED = Array.from(
  { length: LEVELS },
  (_, at) => EARLIEST + ((at + 0.5) / LEVELS) * (LATEST - EARLIEST),
);

/**
 * Increments of a gamma process on the condition that it ends at its level have the distribution of Dirichlet; its mean
 * over the possible levels.
 */
function logLikelihood(rises: Float64Array, share: number, law: GrowthLaw, levels: readonly number[]): number {
  let [shapes, log] = [0, 0];
  const damage = rises.reduce((sum, rise) => sum + rise, 0);
  for (let at = 0; at < rises.length; at++) {
    const shape = SHAPE * (law((share * (at + 1)) / rises.length) - law((share * at) / rises.length));
    shapes += shape;
    log += (shape - 1) * Math.log(Math.max(1e-12, rises[at] as number)) - logGamma(shape);
  }
  const rest = SHAPE - shapes;
  if (!(rest > 0)) return Number.NEGATIVE_INFINITY;
  log -= logGamma(rest);
  let sum = 0;
  for (const level of levels)
    if (level > damage) sum += Math.exp((rest - 1) * Math.log(1 - damage / level) - shapes * Math.log(level));
  return log + Math.log(sum);
}

/** Weights that add up to 1, in order of the time left. */
function normalized(
  weighed: readonly (readonly [left: number, log: number])[],
): readonly (readonly [left: number, weight: number])[] {
  const most = Math.max(...weighed.map(([, log]) => log));
  const weights = weighed.map(([left, log]): readonly [number, number] => [left, Math.exp(log - most)]);
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  return weights.map(([left, weight]): readonly [number, number] => [left, weight / total]).sort(([a], [b]) => a - b);
}

function median(weighed: readonly (readonly [left: number, weight: number])[]): number {
  let sum = 0;
  for (const [left, weight] of weighed) {
    sum += weight;
    if (sum >= 0.5) return left;
  }
  return Number.NaN;
}

/** The time whose relative error has the least median. */
function leastError(weighed: readonly (readonly [left: number, weight: number])[]): number {
  let [best, least] = [Number.NaN, Number.POSITIVE_INFINITY];
  for (const [said] of weighed) {
    const errors = weighed.map(([left, weight]): readonly [number, number] => [Math.abs(said - left) / left, weight]);
    const error = median(errors.sort(([a], [b]) => a - b));
    if (error < least) [best, least] = [said, error];
  }
  return best;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Logarithm of the gamma function for positive numbers (Stirling's series after a shift). */
function logGamma(x: number): number {
  let [at, shift] = [x, 0];
  while (at < 7) shift -= Math.log(at++);
  return shift + (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * at) - 1 / (360 * at ** 3);
}
