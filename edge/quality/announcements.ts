/** Says what stands to the alert book, at each change and each minute: a reload of the config loses nothing. */
import type { Finding } from "../contracts/alerts/detector.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { controlFinding, demandFinding, isOverdue, type Places } from "./quality-findings.ts";
import type { OutOfControl, Series } from "./series.ts";

type State = readonly (readonly [key: string, out: OutOfControl])[];

export class Announcements {
  readonly #places: Places;
  /** What was said last, by key of the series. */
  readonly #out: Map<string, OutOfControl>;
  readonly #overdue: Set<string>;

  constructor(places: Places, out: State = [], overdue: readonly string[] = []) {
    this.#places = places;
    this.#out = new Map(out);
    this.#overdue = new Set(overdue);
  }

  get out(): State {
    return [...this.#out];
  }

  get overdue(): readonly string[] {
    return [...this.#overdue];
  }

  /** Findings of one chart in a second of log time; `isMinute`: a minute has begun. */
  of(key: string, series: Series, now: Micros, isMinute: boolean): readonly Finding[] {
    const findings: Finding[] = [];
    const { standing } = series;
    const said = this.#out.get(key);
    if (standing?.at !== said?.at || standing?.since !== said?.since || (isMinute && standing !== undefined)) {
      findings.push(controlFinding(series, now, this.#places, said));
      if (standing === undefined) this.#out.delete(key);
      else this.#out.set(key, standing);
    }
    const isLate = isOverdue(series);
    if (isLate !== this.#overdue.has(key) || (isMinute && isLate)) {
      findings.push(demandFinding(series, now, this.#places));
      if (isLate) this.#overdue.add(key);
      else this.#overdue.delete(key);
    }
    return findings;
  }
}
