/** The statistics of one component over its life that may become evidence (rule HB40). */
import type { StatisticHistory } from "../../contracts/health/component-condition.ts";
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { ComponentWatch } from "../watch.ts";
import { StatisticCurve } from "./statistic-curve.ts";

/** Statistics that are kept, and the evidence from which one is. */
const MOST = 4;
const LEAST = 1;
const MINUTE_US = 60e6;
/** Range of a statistic that is judged by what all sound parts show, before its own is learnt. */
const UNKNOWN = { low: Number.NaN, high: Number.NaN };

interface CurvesState {
  readonly at: Micros;
  /** By the name of the statistic. */
  readonly curves: readonly (readonly [string, ReturnType<StatisticCurve["snapshot"]>])[];
}

interface Place {
  readonly watch: ComponentWatch;
  readonly indication: number;
}

export class StatisticCurves implements Learned<CurvesState> {
  /** By name, which never changes. */
  readonly #places: Map<string, Place>;
  readonly #curves = new Map<string, StatisticCurve>();
  /** Newest second; NaN before the first. */
  #at: Micros = Number.NaN;
  /** Begin of its minute. */
  #minute: Micros = Number.NaN;

  constructor(watches: readonly ComponentWatch[]) {
    this.#places = new Map(
      watches.flatMap((watch) =>
        watch.indications.map((name, indication) => [`${watch.id} ${name}`, { watch, indication }] as const),
      ),
    );
  }

  /** Takes the statistics of a minute when it begins, because what they show changes slowly. */
  add(now: Micros): void {
    this.#at = now;
    if (now >= this.#minute && now < this.#minute + MINUTE_US) return;
    this.#minute = Math.floor(now / MINUTE_US) * MINUTE_US;
    for (const [name, place] of this.#places) {
      const known = this.#curves.get(name);
      if (known === undefined && strengthOf(place) < LEAST) continue;
      const { value, usual = UNKNOWN } = place.watch.describe(place.indication);
      if (!Number.isFinite(value) || (known === undefined && !this.#makeRoom())) continue;
      const curve = known ?? new StatisticCurve();
      curve.add(now, value, usual);
      this.#curves.set(name, curve);
    }
  }

  /** Strongest evidence first. Each ends with what it shows now. */
  histories(): readonly StatisticHistory[] {
    return [...this.#curves]
      .map(([name, curve]) => ({ place: this.#places.get(name) as Place, curve }))
      .sort((a, b) => strengthOf(b.place) - strengthOf(a.place))
      .map(({ place: { watch, indication }, curve }) => {
        const { value, usual = UNKNOWN, title, meaning, unit, tag } = watch.describe(indication);
        const whole = new StatisticCurve();
        whole.restore(curve.snapshot());
        if (Number.isFinite(value)) whole.add(this.#at, value, usual);
        return { title, meaning, unit, tag, columns: whole.columns() };
      });
  }

  /** The watch threw, and must not be asked again (rule HB8). */
  forget(watch: ComponentWatch): void {
    for (const [name, place] of this.#places) {
      if (place.watch !== watch) continue;
      this.#places.delete(name);
      this.#curves.delete(name);
    }
  }

  /** The component is another one. */
  clear(): void {
    this.#curves.clear();
  }

  snapshot(): CurvesState {
    return { at: this.#at, curves: [...this.#curves].map(([name, curve]) => [name, curve.snapshot()]) };
  }

  restore({ at, curves }: CurvesState): void {
    this.#at = at;
    this.#minute = Math.floor(at / MINUTE_US) * MINUTE_US;
    this.#curves.clear();
    for (const [name, columns] of curves) {
      if (!this.#places.has(name)) continue;
      const curve = new StatisticCurve();
      curve.restore(columns);
      this.#curves.set(name, curve);
    }
  }

  /** Forgets one without evidence where there are too many; false if all of them may be evidence. */
  #makeRoom(): boolean {
    if (this.#curves.size < MOST) return true;
    for (const name of this.#curves.keys())
      if (strengthOf(this.#places.get(name) as Place) < LEAST) return this.#curves.delete(name);
    return false;
  }
}

function strengthOf({ watch, indication }: Place): number {
  return Math.abs(watch.strengths[indication] as number);
}
