import { BIN_FLOATS, HEAD_FLOATS } from "./tail-histogram.ts";

/** Statistics of every signal, in the order of their histograms. Those with a sign have a tail on each side. */
export const STATISTICS = [
  /** Value minus the fast mean before it. */
  "residual",
  /** Value minus the value before it. */
  "step",
  /** Second difference. */
  "bend",
  /** Fast mean minus medium mean. */
  "level",
  /** Medium mean minus slow mean. */
  "drift",
  /** Value minus the slowest mean. */
  "distance",
  /** Variance of the residual now over its usual one; negative and inverted where it is smaller (stuck, flat). */
  "burst",
  /** Value minus the mean of this slot of the day. */
  "season",
  /** Mean of that over some samples. */
  "seasonLevel",
  /** -ln of the probability of this coarse value after the one before it. */
  "transition",
] as const;

export type StatisticName = (typeof STATISTICS)[number];

/** Slots of a day. */
export const SLOTS = 24;
/** Coarse values. */
export const SYMBOLS = 8;

/** Indexes of a signal's doubles. */
export const COUNT = 0;
export const TIME = 1;
export const INTERVAL = 2;
export const PREVIOUS = 3;
export const BEFORE_PREVIOUS = 4;
export const FAST = 5;
export const MEDIUM = 6;
export const SLOW = 7;
export const BASE = 8;
export const SLOWEST = 9;
export const SPREAD = 10;
export const VARIANCE = 11;
export const USUAL_VARIANCE = 12;
export const SYMBOL = 13;
export const WEIGHT = 14;
export const SLOT = 15;
export const SLOT_SUM = 16;
export const SLOT_COUNT = 17;
export const SLOTS_SEEN = 18;
export const DAY_MEAN = 19;
export const DAY_VARIANCE = 20;
export const SEASON_VARIANCE = 21;
export const SEASON_LEVEL = 22;
export const LAST_ALARM = 23;
export const ALARM_EXCESS = 24;
export const ALARM_LOAD = 25;
export const RARITY = 26;
export const STRONGEST = 27;
export const VALUE = 28;
const DOUBLES = 29;

/** Indexes of a signal's floats, which follow its doubles. */
export const HEADS = 2 * DOUBLES;
export const HISTOGRAMS = HEADS + STATISTICS.length * HEAD_FLOATS;
export const SLOT_MEANS = HISTOGRAMS + STATISTICS.length * BIN_FLOATS;
export const SLOT_VISITS = SLOT_MEANS + SLOTS;
export const PAIRS = SLOT_VISITS + SLOTS;
const FLOATS = PAIRS + SYMBOLS * SYMBOLS;

/** Distance between signals in an array of doubles and in one of floats over the same bytes. */
export const DOUBLE_STRIDE = FLOATS / 2;
export const FLOAT_STRIDE = FLOATS;
