/**
 * How far a damaged bearing is on its way to the end of function, by its vibration (rules WF23 to WF25). Impacts grow
 * with the damaged place, until it spreads over the raceway: then the impacts lose their rhythm and their lines, and
 * the noise between them rises (the last stages of ISO 13373-3).
 */
import type { Learned } from "../../../contracts/path/follower.ts";
import { medianOf } from "../../evidence/median.ts";

/** Bursts of a speed band that teach its quiet level, and the rank of that level among them: most may be of cuts. */
const [LEARN, QUIET_RANK] = [12, 3];
/** Bands of speed that are remembered; beyond them the one that was seen longest ago is forgotten. */
const MOST_REGIMES = 64;
/** Newest bursts that count, and the rank of the quiet ones among them. */
const [NEWEST, QUIET] = [12, 3];
/**
 * Newest impacts of a speed band that count, fewest of them, bursts after which a band that was not seen no longer
 * counts, and by how much (nepers) impacts must be stronger in one band for the others to be deaf to them.
 */
const [OF_BAND, FEW, OLD, DEAF] = [6, 4, 60, 1];
/**
 * Damage at which impacts are as strong as they get, and the logarithm of their strength over the noise of the sound
 * bearing there: the outer race is struck in its load zone at each pass, the inner race only while its damaged place is
 * in the load zone, and an element only while it does not tumble.
 */
const LOCAL = 0.6;
export const FULL = { outer: 2.6, inner: 2.05, ball: 1.4 } as const;
/** A damaged place is as large as this power of the strength of its impacts. */
const POWER = 0.8;
/** Rise of the noise between impacts (nepers) without which the lines cannot have been lost to a rough raceway. */
const ROUGH = 0.6;
/** Damage by impacts from which the damage may spread, on the least sensitive of machines. */
const MAY_SPREAD = 0.2;
/**
 * Damage that has spread, by the share of its height that the line has lost, from the first share that is more than the
 * scatter of sound lines up to no line.
 */
const SPREAD = [
  { fallen: 0.3, damage: 0.66 },
  { fallen: 0.45, damage: 0.7 },
  { fallen: 0.65, damage: 0.75 },
  { fallen: 0.8, damage: 0.8 },
  { fallen: 0.9, damage: 0.85 },
  { fallen: 1, damage: 0.92 },
] as const;

interface Level {
  /** The first backgrounds, until there are enough. */
  begun: number[];
  /** NaN until then. */
  quiet: number;
  /** Newest strengths of impacts over the quiet level, and the number of the burst that gave the last one. */
  impacts: number[];
  seen: number;
}

/** Levels of earlier edges lack the impacts. */
type StoredLevel = Pick<Level, "begun" | "quiet"> & Partial<Level>;

export interface PartDamageState {
  readonly regimes: readonly (readonly [string, StoredLevel])[];
  /** Newest strengths of impacts, then newest rises of the noise. */
  readonly newest: Float64Array;
  readonly numbers: Float64Array;
}

const [LOCAL_MOST, LINE, LINE_MOST, LOUDEST, LOUDER, BURSTS] = [0, 1, 2, 3, 4, 5];
/** Bound of how much louder (or less loud) than its type a machine may be, nepers. */
const MOST_LOUDER = 1.5;

/** A burst as one part shows it. */
export interface PartBurst {
  readonly regime: string;
  /** Logarithm of the strength of the part's impacts. */
  readonly impact: number;
  /** Logarithm of the noise between impacts. */
  readonly background: number;
  /** Height of the part's line above usual, averaged over the newest bursts. */
  readonly line: number;
}

export class PartDamage implements Learned<PartDamageState> {
  readonly #full: number;
  readonly #regimes = new Map<string, Level>();
  #impacts: number[] = [];
  #rises: number[] = [];
  /** Share of the way from sound (0) to the end of function (1); NaN while it is not known. */
  value = Number.NaN;
  /**
   * Most damage by impacts so far; height of the line now, and at most; logarithm of the strongest impacts; how much
   * louder impacts are here than on the type's usual machine; number of bursts.
   */
  readonly #numbers = new Float64Array(6);

  /** @param full logarithm of the strength of impacts at their most */
  constructor(full: number) {
    this.#full = full;
  }

  /** @param isSound nothing seems wrong, so that a new band of speed may be learnt */
  add({ regime, impact, background, line }: PartBurst, isSound: boolean): void {
    if (Number.isNaN(impact) || Number.isNaN(background)) return;
    const level = this.#levelOf(regime, background, isSound);
    const { quiet } = level;
    if (Number.isNaN(quiet)) return;
    const numbers = this.#numbers;
    numbers[BURSTS] = (numbers[BURSTS] as number) + 1;
    level.impacts = [...level.impacts, impact - quiet].slice(-OF_BAND);
    level.seen = numbers[BURSTS] as number;
    this.#impacts = [...this.#impacts, impact - quiet].slice(-NEWEST);
    this.#rises = [...this.#rises, background - quiet].slice(-NEWEST);
    if (this.#impacts.length < NEWEST) return;
    const loud = this.#loudness - this.#full;
    numbers[LOUDEST] = Math.max(numbers[LOUDEST] as number, loud + this.#full);
    const local = LOCAL * Math.min(1, Math.exp(POWER * (loud - (numbers[LOUDER] as number))));
    numbers[LOCAL_MOST] = Math.max(numbers[LOCAL_MOST] as number, local);
    numbers[LINE] = line;
    numbers[LINE_MOST] = Math.max(numbers[LINE_MOST] as number, line);
    this.value = this.isSpread ? Math.max(local, spreadOf(this.#fallen)) : local;
  }

  /**
   * Strength of the newest impacts at all speeds, or of those in the band in which they are heard far better: at low
   * speed they may drown in the noise.
   */
  get #loudness(): number {
    const together = medianOf(Float64Array.from(this.#impacts));
    let most = together + DEAF;
    for (const { impacts, seen } of this.#regimes.values()) {
      if (impacts.length < FEW || (this.#numbers[BURSTS] as number) - seen > OLD) continue;
      most = Math.max(most, medianOf(Float64Array.from(impacts)));
    }
    return most > together + DEAF ? most : together;
  }

  /** Whether the damage has spread over the raceway, which loses its line while the noise stays. */
  get isSpread(): boolean {
    return (
      this.#fallen > SPREAD[0].fallen &&
      rankOf(this.#rises, QUIET) > ROUGH &&
      (this.#numbers[LOCAL_MOST] as number) > MAY_SPREAD
    );
  }

  /** How much louder impacts were here than on the type's usual machine; NaN unless the damage has spread. */
  get louder(): number {
    if (!this.isSpread) return Number.NaN;
    return Math.max(-MOST_LOUDER, Math.min(MOST_LOUDER, (this.#numbers[LOUDEST] as number) - this.#full));
  }

  /** @param louder what {@link louder} was of the bearing before, NaN to keep what is known of this machine */
  clear(louder = Number.NaN): void {
    const known = Number.isNaN(louder) ? (this.#numbers[LOUDER] as number) : louder;
    this.#regimes.clear();
    this.#impacts = [];
    this.#rises = [];
    this.#numbers.fill(0);
    this.#numbers[LOUDER] = known;
    this.value = Number.NaN;
  }

  snapshot(): PartDamageState {
    return {
      regimes: [...this.#regimes].map(([regime, { begun, quiet, impacts, seen }]) => [
        regime,
        { begun: [...begun], quiet, impacts: [...impacts], seen },
      ]),
      newest: Float64Array.of(...this.#impacts, ...this.#rises),
      numbers: Float64Array.of(...this.#numbers, this.value),
    };
  }

  restore({ regimes, newest, numbers }: PartDamageState): void {
    this.#regimes.clear();
    for (const [regime, { begun, quiet, impacts = [], seen = 0 }] of regimes)
      this.#regimes.set(regime, { begun: [...begun], quiet, impacts: [...impacts], seen });
    this.#impacts = [...newest.subarray(0, newest.length / 2)];
    this.#rises = [...newest.subarray(newest.length / 2)];
    // Files of earlier edges lack the loudness, and the number of bursts.
    this.#numbers.fill(0);
    this.#numbers.set(numbers.subarray(0, -1));
    this.value = numbers.at(-1) as number;
  }

  /** Share of its height that the line has lost. */
  get #fallen(): number {
    const [line, most] = [this.#numbers[LINE] as number, this.#numbers[LINE_MOST] as number];
    return most > 0 ? Math.max(0, Math.min(1, 1 - line / most)) : 0;
  }

  /** What is known of a band of speed; its quiet level is NaN while it is learnt. */
  #levelOf(regime: string, background: number, isSound: boolean): Level {
    const known = this.#regimes.get(regime) ?? { begun: [], quiet: Number.NaN, impacts: [], seen: 0 };
    if (isSound && Number.isNaN(known.quiet)) known.begun.push(background);
    if (known.begun.length === LEARN) {
      known.quiet = rankOf(known.begun, QUIET_RANK);
      known.begun = [];
    }
    this.#regimes.delete(regime);
    this.#regimes.set(regime, known);
    if (this.#regimes.size > MOST_REGIMES) this.#regimes.delete(this.#regimes.keys().next().value as string);
    return known;
  }
}

/** Damage where the line has lost this share of its height, between the points of {@link SPREAD}. */
function spreadOf(fallen: number): number {
  const above = SPREAD.findIndex((point) => point.fallen >= fallen);
  const [from, to] = [SPREAD[Math.max(0, above - 1)], SPREAD[above]];
  if (from === undefined || to === undefined || from === to) return (to ?? from ?? SPREAD[0]).damage;
  return from.damage + ((to.damage - from.damage) * (fallen - from.fallen)) / (to.fallen - from.fallen);
}

/** The value with this rank, or the greatest of fewer; NaN of none. */
function rankOf(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(rank, sorted.length - 1)] ?? Number.NaN;
}
