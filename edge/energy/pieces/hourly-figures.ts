/**
 * Key figures of energy of each closed hour and day as samples (rules QC16 to QC20). How many good pieces share the
 * energy comes from the book of costs, by its own samples in the log.
 */

import type { BatchBuilder } from "../../batch/builder.ts";
import { ByTag } from "../../batch/by-tag.ts";
import {
  BAD_NO_DATA,
  derivedFlags,
  type Micros,
  qualityOf,
  type SampleBatch,
} from "../../contracts/path/sample-batch.ts";
import { type TagRef, type TagTable, tagUidOf } from "../../contracts/plant/tag.ts";
import { HOUR_US } from "../../contracts/quality/hour-publishing.ts";
import {
  ENERGY_FIGURES,
  type EnergyFigure,
  type FigureScope,
  HourDays,
  type KeyFigurePlan,
} from "../../contracts/quality/key-figures.ts";
import { settledAfterUs } from "./config.ts";
import type { Valuer } from "./costs.ts";
import { PARTS } from "./counter.ts";
import { hourAmounts, type StepAmount } from "./hour-amounts.ts";
import type { PieceEnergy } from "./piece-energy.ts";

const EVERY_US = 600e6;
/** Energy that is shared out later than this corrects no sample. */
const SETTLED_US = 3 * HOUR_US;
/** The book of costs reports 26 hours at most at once, of 82 scopes. */
const MOST_PERIODS = 4000;
/** OPC UA Uncertain_SubNormal: a part of the inputs is missing. */
const SUB_NORMAL = 0x40950000;

type Counted = "good-pieces" | "output-value";
type Figure = readonly [value: number, status: number];

/** A stretch of time of a scope. Numbers are null where they are not known. */
interface Period {
  readonly component: string;
  readonly end: Micros;
  readonly good: number | null;
  readonly value: number | null;
  /** What was published; undefined: nothing since the counts changed. */
  readonly published?: string;
}

export interface EnergyFiguresState {
  readonly tickedAt: Micros | null;
  readonly periods: readonly Period[];
}

/** What pieces of a stretch of time used, and its prices: the same for all scopes. */
interface Used {
  readonly all: readonly StepAmount[];
  readonly valuer: Valuer;
}

interface Parts {
  readonly plan: KeyFigurePlan;
  readonly tags: Pick<TagTable, "find">;
  readonly timeZone: string;
  readonly isSimulated: boolean;
  readonly settleMinutes: number;
  readonly energy: PieceEnergy;
  valuer(from: Micros, to: Micros): Valuer;
}

export class EnergyFigures {
  readonly #parts: Parts;
  readonly #days: HourDays;
  readonly #scopes: ReadonlyMap<string, FigureScope>;
  readonly #counted = new ByTag<readonly [FigureScope, Counted]>();
  readonly #periods: Map<string, Period>;
  #tickedAt: Micros;

  constructor(parts: Parts, state: EnergyFiguresState | undefined) {
    this.#parts = parts;
    this.#days = new HourDays(parts.timeZone);
    this.#scopes = new Map(parts.plan.scopes.map((scope) => [scope.component, scope]));
    for (const scope of parts.plan.scopes)
      for (const signal of ["good-pieces", "output-value"] as const) {
        const ref = this.#ref(scope.component, signal);
        if (ref !== undefined) this.#counted.set(ref, [scope, signal]);
      }
    this.#periods = new Map(state?.periods.map((one) => [`${one.component} ${one.end}`, one]));
    this.#tickedAt = state?.tickedAt ?? Number.NaN;
  }

  /** Tags of the counts that the figures need. */
  get tags(): readonly TagRef[] {
    return [...this.#counted.keys()] as TagRef[];
  }

  get state(): EnergyFiguresState {
    return { tickedAt: Number.isNaN(this.#tickedAt) ? null : this.#tickedAt, periods: [...this.#periods.values()] };
  }

  observe(samples: SampleBatch): void {
    for (let at = 0; at < samples.length; at++) {
      const counted = this.#counted.get(samples.tags[at] as number);
      if (counted === undefined) continue;
      const [{ component }, signal] = counted;
      const end = samples.times[at] as Micros;
      const key = `${component} ${end}`;
      const { good = null, value = null } = this.#periods.get(key) ?? {};
      const number = qualityOf(samples.statuses[at] as number) === "bad" ? null : (samples.values[at] as number);
      this.#periods.set(key, { component, end, good, value, [signal === "good-pieces" ? "good" : "value"]: number });
      for (const oldest of this.#periods.keys()) {
        if (this.#periods.size <= MOST_PERIODS) break;
        this.#periods.delete(oldest);
      }
    }
  }

  /** Publishes what is due, and again what has changed. */
  tick(now: Micros, builder: BatchBuilder): void {
    const isDue = Math.floor(now / EVERY_US) !== Math.floor(this.#tickedAt / EVERY_US);
    this.#tickedAt = now;
    if (!isDue) return;
    const lag = settledAfterUs(this.#parts);
    const used = new Map<string, Used>();
    const due = [...this.#periods].filter(([, { end }]) => end <= now - lag).toSorted(([, a], [, b]) => a.end - b.end);
    for (const [key, period] of due) {
      const figures = this.#figuresOf(period, used);
      const text = JSON.stringify(figures);
      if (text !== period.published) this.#add(builder, period, figures);
      if (now - period.end >= SETTLED_US) this.#periods.delete(key);
      else this.#periods.set(key, { ...period, published: text });
    }
  }

  #add(builder: BatchBuilder, { component, end }: Period, figures: Readonly<Record<EnergyFigure, Figure>>): void {
    const flags = derivedFlags(this.#parts.isSimulated);
    for (const signal of ENERGY_FIGURES) {
      const ref = this.#ref(component, signal);
      const [value, status] = figures[signal];
      if (ref !== undefined) builder.add(ref, end, status === BAD_NO_DATA ? Number.NaN : value, status, flags);
    }
  }

  #figuresOf(
    { component, end, good, value }: Period,
    spans: Map<string, Used>,
  ): Readonly<Record<EnergyFigure, Figure>> {
    const { isDay = false, of = "plant", name = "" } = this.#scopes.get(component) ?? {};
    const from = isDay ? this.#days.around(end / HOUR_US - 1)[0] * HOUR_US : end - HOUR_US;
    const { energy, valuer } = this.#parts;
    const key = `${from} ${end}`;
    const used = spans.get(key) ?? { all: hourAmounts(energy, from, end), valuer: valuer(from, end) };
    spans.set(key, used);
    const own = of === "plant" ? used.all : used.all.filter((one) => one[of] === name);
    const prices = used.valuer.anew();
    const sums = { kWh: 0, cost: 0, co2Kg: 0 };
    for (const { medium, amount, quarter } of own) {
      const { kWh, cost, co2Kg } = prices.amountOf(medium, amount / PARTS, quarter);
      sums.kWh += kWh;
      sums.cost += cost;
      sums.co2Kg += co2Kg;
    }
    const { unpriced, withoutCo2 } = prices.missing();
    const media = new Set(own.filter(({ amount }) => amount > 0).map(({ medium }) => medium)).size;
    const each = (amount: number, by: number | null, missing = 0): Figure =>
      own.length === 0 || by === null || by === 0 || (missing > 0 && missing === media)
        ? [0, BAD_NO_DATA]
        : [amount / by, missing > 0 ? SUB_NORMAL : 0];
    return {
      "energy-per-piece": each(sums.kWh, good),
      "energy-cost-per-piece": each(sums.cost, good, unpriced.length),
      "co2-per-piece": each(sums.co2Kg, good, withoutCo2.length),
      "energy-per-value": each(sums.kWh, value),
    };
  }

  #ref(component: string, signal: string): TagRef | undefined {
    const { plan, tags } = this.#parts;
    return plan.assetUid === null ? undefined : tags.find(tagUidOf(plan.assetUid, component, signal))?.ref;
  }
}
