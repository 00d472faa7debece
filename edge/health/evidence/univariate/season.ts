import * as at from "./layout.ts";

const DAY_US = 86_400e6;
const SLOT_US = DAY_US / at.SLOTS;
/** Memory of a slot's mean, days. */
const DAYS = 4;
/**
 * The season is used while it leaves at most this share of the variance of slots about the mean of days unexplained.
 */
const UNEXPLAINED = 0.8;
const LEVEL_MEMORY = 8;
/** Memory of the shares of variance, slots. */
const VARIANCE_MEMORY = 2 * at.SLOTS;
const SEASON = 7;
const SEASON_LEVEL = 8;

/**
 * Writes the distance of the newest sample from the mean of this slot of the day on earlier days, and the mean of that
 * over some samples, into `out`; both are NaN while slots of the day explain less than a fifth of the variance.
 */
export function season(doubles: Float64Array, floats: Float32Array, signal: number, out: Float64Array): void {
  const from = signal * at.DOUBLE_STRIDE;
  const value = doubles[from + at.PREVIOUS] as number;
  const slot = Math.floor(((doubles[from + at.TIME] as number) % DAY_US) / SLOT_US);
  if (slot !== doubles[from + at.SLOT]) {
    close(doubles, floats, signal);
    doubles[from + at.SLOT] = slot;
    doubles[from + at.SLOT_SUM] = 0;
    doubles[from + at.SLOT_COUNT] = 0;
  }
  doubles[from + at.SLOT_SUM] = (doubles[from + at.SLOT_SUM] as number) + value;
  doubles[from + at.SLOT_COUNT] = (doubles[from + at.SLOT_COUNT] as number) + 1;
  const first = signal * at.FLOAT_STRIDE;
  const explains =
    (doubles[from + at.SEASON_VARIANCE] as number) < UNEXPLAINED * (doubles[from + at.DAY_VARIANCE] as number);
  const usual = floats[first + at.SLOT_MEANS + slot] as number;
  if (!explains || Number.isNaN(usual)) {
    out[SEASON] = Number.NaN;
    out[SEASON_LEVEL] = Number.NaN;
    return;
  }
  const off = value - usual;
  const level = doubles[from + at.SEASON_LEVEL] as number;
  out[SEASON] = off;
  out[SEASON_LEVEL] = level + (off - level) / LEVEL_MEMORY;
  doubles[from + at.SEASON_LEVEL] = out[SEASON_LEVEL] as number;
}

/** Adds the mean of the slot that has ended to the mean of its slot of the day, and judges what that one predicted. */
function close(doubles: Float64Array, floats: Float32Array, signal: number): void {
  const from = signal * at.DOUBLE_STRIDE;
  const slot = doubles[from + at.SLOT] as number;
  if (slot < 0) return;
  const mean = (doubles[from + at.SLOT_SUM] as number) / (doubles[from + at.SLOT_COUNT] as number);
  const seen = (doubles[from + at.SLOTS_SEEN] as number) + 1;
  doubles[from + at.SLOTS_SEEN] = seen;
  const place = signal * at.FLOAT_STRIDE + at.SLOT_MEANS + slot;
  const visits = floats[place - at.SLOT_MEANS + at.SLOT_VISITS] as number;
  const foreseen = floats[place] as number;
  const day = doubles[from + at.DAY_MEAN] as number;
  if (visits > 0) {
    const alpha = 1 / Math.min(seen, VARIANCE_MEMORY);
    toward(doubles, from + at.SEASON_VARIANCE, (mean - foreseen) ** 2, alpha);
    toward(doubles, from + at.DAY_VARIANCE, (mean - day) ** 2, alpha);
  }
  toward(doubles, from + at.DAY_MEAN, mean, 1 / Math.min(seen, DAYS * at.SLOTS));
  floats[place] = visits === 0 ? mean : foreseen + (mean - foreseen) / Math.min(visits + 1, DAYS);
  floats[place - at.SLOT_MEANS + at.SLOT_VISITS] = Math.min(visits + 1, DAYS);
}

function toward(doubles: Float64Array, place: number, value: number, alpha: number): void {
  const old = doubles[place] as number;
  doubles[place] = old + (value - old) * alpha;
}
