/** Key figures of quality and cost of each closed hour and day as samples (rules QC16 to QC19). */
import { BatchBuilder } from "../../batch/builder.ts";
import { BAD_NO_DATA, derivedFlags, type Micros, type SampleBatch } from "../../contracts/path/sample-batch.ts";
import { type TagRef, type TagTable, tagUidOf } from "../../contracts/plant/tag.ts";
import { HOUR_US, HourPublishing, type HourState } from "../../contracts/quality/hour-publishing.ts";
import {
  type FigureScope,
  HourDays,
  type KeyFigurePlan,
  QUALITY_FIGURES,
  type QualityFigure,
} from "../../contracts/quality/key-figures.ts";
import { COUNTS, type CostCounts, type CostKey } from "./cost-store.ts";
import { PARTS } from "./rates.ts";

/** Reports of an hour's last pieces have come by then. */
const LAG_US = 600e6;

type Rows = readonly (readonly [CostKey, CostCounts])[];

interface Parts {
  readonly plan: KeyFigurePlan;
  readonly tags: Pick<TagTable, "find">;
  readonly timeZone: string;
  readonly isSimulated: boolean;
  /** Rows of these hours, the last one included, also those that are not in the file yet. */
  rows(from: number, to: number): Rows;
  wordOf(code: number): string;
  /** Value of a good piece of a variant. */
  pieceValue(variant: string): number;
}

export class HourlyFigures {
  readonly #parts: Parts;
  readonly #hours: HourPublishing;
  readonly #days: HourDays;
  readonly #refs: readonly (readonly [FigureScope, readonly (readonly [QualityFigure, TagRef])[]])[];

  constructor(parts: Parts, state: HourState | undefined) {
    this.#parts = parts;
    this.#hours = new HourPublishing(LAG_US, state);
    this.#days = new HourDays(parts.timeZone);
    const { assetUid, scopes } = parts.plan;
    this.#refs = scopes.map((scope) => [
      scope,
      QUALITY_FIGURES.flatMap((signal) => {
        const tag = assetUid === null ? undefined : parts.tags.find(tagUidOf(assetUid, scope.component, signal));
        return tag === undefined ? [] : [[signal, tag.ref] as const];
      }),
    ]);
  }

  get state(): HourState {
    return this.#hours.state;
  }

  /** A completion was counted in the hour of this time. */
  counted(time: Micros): void {
    if (this.#parts.plan.assetUid !== null) this.#hours.changed(time);
  }

  tick(now: Micros): SampleBatch | undefined {
    const due = this.#hours.due(now);
    if (due.length === 0) return undefined;
    const builder = new BatchBuilder();
    for (const hour of due) this.#add(builder, [hour, hour + 1], false);
    const newest = this.#hours.newest ?? 0;
    const days = new Map(due.map((hour) => this.#days.around(hour)).map((day) => [day[0], day]));
    for (const day of days.values()) if (day[1] <= newest + 1) this.#add(builder, day, true);
    return builder.length > 0 ? builder.finish(now) : undefined;
  }

  /** Figures of a stretch of hours, at its end. */
  #add(builder: BatchBuilder, [begin, end]: readonly [number, number], isDay: boolean): void {
    const { rows, isSimulated } = this.#parts;
    const own = rows(begin, end - 1);
    // While the edge was off, nobody counted.
    const isKnown = own.length > 0 || this.#hours.wasSeen(begin, end);
    const flags = derivedFlags(isSimulated);
    for (const [scope, refs] of this.#refs) {
      if (scope.isDay !== isDay) continue;
      const figures = this.#figuresOf(scope, own);
      for (const [signal, ref] of refs) {
        const value = isKnown ? figures[signal] : null;
        builder.add(ref, end * HOUR_US, value ?? Number.NaN, value === null ? BAD_NO_DATA : 0, flags);
      }
    }
  }

  #figuresOf({ of, name }: FigureScope, rows: Rows): Readonly<Record<QualityFigure, number | null>> {
    const { wordOf, pieceValue } = this.#parts;
    const own =
      of === "plant" ? rows : rows.filter(([key]) => wordOf(of === "operation" ? key.operation : key.variant) === name);
    const sums = Object.fromEntries(
      COUNTS.map((count) => [count, own.reduce((sum, [, counts]) => sum + counts[count], 0)]),
    ) as CostCounts;
    const isStep = of === "operation";
    const good = isStep ? sums.good : sums.ended;
    const made = isStep ? sums.good + sums.scrapped + sums.reworked : sums.ended + sums.scrapped;
    const [passed, first] = isStep ? [sums.firstGood, sums.first] : [sums.cleanEnds, sums.ends];
    // Whole numbers first: the order of rows is no part of the result.
    const endedOf = new Map<number, number>();
    for (const [{ variant }, { ended }] of own) endedOf.set(variant, (endedOf.get(variant) ?? 0) + ended);
    const values = [...endedOf].map(([variant, ended]) => [wordOf(variant), ended] as const);
    const value = values
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .reduce((sum, [variant, ended]) => sum + ended * pieceValue(variant), 0);
    return {
      "good-pieces": good,
      "scrap-share": made === 0 ? null : (100 * sums.scrapped) / made,
      "first-pass-yield": first === 0 ? null : (100 * passed) / first,
      "quality-cost-per-piece": good === 0 ? null : (sums.scrap + sums.rework + sums.inspection) / PARTS / good,
      "output-value": value,
    };
  }
}
