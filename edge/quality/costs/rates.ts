/** Looks up what a completion costs. Amounts are whole ten-thousandths of the currency, so that sums are exact. */
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { CostsConfig, StepKind } from "./config.ts";

/** Parts of one unit of the currency. */
export const PARTS = 10_000;
/** Longer work on one piece is a wrong time, and counts as this long. */
const MOST_HOURS = 24;
const HOUR_US = 3600e6;

export interface Rate {
  readonly kind: StepKind;
  readonly perPiece: number;
  readonly perHour: number;
}

/** By station and variant, each looked up once: both are few. */
export class Rates {
  readonly #config: CostsConfig;
  readonly #rates = new Map<string, Rate | undefined>();
  readonly #ends = new Map<string, boolean>();

  constructor(config: CostsConfig) {
    this.#config = config;
  }

  /** Undefined: the station has no rate. */
  of(station: string): Rate | undefined {
    if (!this.#rates.has(station))
      this.#rates.set(
        station,
        this.#config.steps.find(({ stations }) => fits(stations, station)),
      );
    return this.#rates.get(station);
  }

  isEnd(station: string): boolean {
    const known = this.#ends.get(station) ?? fits(this.#config.endsAt, station);
    this.#ends.set(station, known);
    return known;
  }

  material(variant: string): number {
    const line = this.#config.material.find(({ variants }) => fits(variants, variant));
    return Math.round((line?.perPiece ?? 0) * PARTS);
  }

  /** Of a good piece, in the currency. */
  value(variant: string): number {
    return this.#config.value.find(({ variants }) => fits(variants, variant))?.perPiece ?? 0;
  }
}

/** Cost of a completion; `workedUs`: NaN where nobody reported the begin. */
export function costOf({ perPiece, perHour }: Rate, workedUs: number): number {
  const hours = Number.isNaN(workedUs) ? 0 : Math.min(MOST_HOURS, Math.max(0, workedUs / HOUR_US));
  return Math.round((perPiece + perHour * hours) * PARTS);
}

function fits(words: readonly string[], name: string): boolean {
  return words.some((word) => matchesWord(word, name));
}
