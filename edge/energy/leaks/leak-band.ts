/** The usual night flow of a branch, learnt from past nights, and whether tonight's is beyond it. */

import { STOPPED } from "./working-assets.ts";

/** Nights that the band is learnt from. */
const MOST_NIGHTS = 14;
/** Half-width of the band in robust standard deviations, wider while few nights are known. */
const WIDTH = 6;
/** Finest half-width, as a share of the branch's mean flow. */
const FINEST_SHARE = 0.003;
/** Successive night flows beyond the band that make a leak, and within it that end one. */
const SUCCESSIVE = 2;
/** A flow that stayed this many nights is the usual one. */
const ACCEPTED_NIGHTS = 30;

/** The greatest night flow of a night, with the machines that were at work in it, in order. */
interface Night {
  readonly flow: number;
  readonly working: readonly string[];
}

export interface BandState {
  /** Oldest first; a number, as earlier versions kept it: nothing was at work. */
  readonly nights: readonly (Night | number)[];
  /** The present night. */
  readonly night?: Night | null;
  readonly beyond: number;
  readonly within: number;
  readonly isLeaking: boolean;
  /** Nights that the leak has lasted. */
  readonly leaking: readonly (Night | number)[];
}

const NOTHING: BandState = { nights: [], beyond: 0, within: 0, isLeaking: false, leaking: [] };

export interface Band {
  readonly usual: number;
  readonly high: number;
}

export class LeakBand {
  readonly #fewest: number;
  #state: BandState;

  constructor(fewestNights: number, state: BandState = NOTHING) {
    this.#fewest = fewestNights;
    this.#state = state;
  }

  get state(): BandState {
    return this.#state;
  }

  get isLeaking(): boolean {
    return this.#state.isLeaking;
  }

  /**
   * Of nights with the same machines at work and out of service; where these are too few, of those with more at work,
   * which flow as much or more. Undefined while too few nights are known.
   */
  band(mean: number, working: readonly string[]): Band | undefined {
    const known = this.#state.nights.map(nightOf).filter((night) => isLike(night.working, working));
    const same = known.filter((night) => night.working.length === working.length);
    const nights = (same.length < this.#fewest ? known : same).map(({ flow }) => flow);
    if (nights.length < this.#fewest) return undefined;
    const usual = median(nights);
    const spread = 1.4826 * median(nights.map((night) => Math.abs(night - usual)));
    const width = Math.max(WIDTH * spread * (1 + 4 / nights.length), FINEST_SHARE * mean);
    return { usual, high: usual + width };
  }

  /** Takes a night flow; `mean`: mean flow of the branch; `working`: machines that were at work meanwhile. */
  take(flow: number, { mean, working }: { readonly mean: number; readonly working: readonly string[] }): void {
    const { night, beyond, within, isLeaking } = this.#state;
    const band = this.band(mean, working);
    const isBeyond = band !== undefined && flow > band.high;
    const counted = isBeyond ? beyond + 1 : 0;
    const normal = band !== undefined && flow <= (band.usual + band.high) / 2 ? within + 1 : 0;
    this.#state = {
      ...this.#state,
      night: {
        flow: Math.max(night?.flow ?? flow, flow),
        working: [...new Set([...(night?.working ?? []), ...working])].sort(),
      },
      beyond: counted,
      within: normal,
      isLeaking: isLeaking ? normal < SUCCESSIVE : counted >= SUCCESSIVE,
    };
  }

  /** The plant produces again, or the night has been long enough. */
  endNight(): void {
    const { nights, night, isLeaking, leaking } = this.#state;
    if (night == null) return;
    const stays = isLeaking ? [...leaking, night] : [];
    const isAccepted = stays.length >= ACCEPTED_NIGHTS;
    this.#state = {
      nights: isAccepted ? stays.slice(-MOST_NIGHTS) : isLeaking ? nights : [...nights, night].slice(-MOST_NIGHTS),
      night: null,
      beyond: 0,
      within: 0,
      isLeaking: isLeaking && !isAccepted,
      leaking: isAccepted ? [] : stays,
    };
  }
}

/** At least as much at work, and the same out of service. */
function isLike(night: readonly string[], working: readonly string[]): boolean {
  const stopped = night.filter((one) => one.endsWith(STOPPED));
  return working.every((one) => night.includes(one)) && stopped.every((one) => working.includes(one));
}

function nightOf(night: Night | number): Night {
  return typeof night === "number" ? { flow: night, working: [] } : night;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
