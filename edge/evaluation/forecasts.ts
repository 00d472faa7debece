import type { AlertView } from "../contracts/alerts/alert.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { TwinReader } from "../contracts/path/twin.ts";
import type { TagRef } from "../contracts/plant/tag.ts";

/** A value that moves away from the limit by this share of the remaining distance means that something was replaced. */
const REPLACED = 0.25;

/** A prediction as it was first made, and its outcome. */
export interface JudgedForecast {
  readonly rule: string;
  readonly assetUid: string;
  readonly saidAt: Micros;
  readonly crossing: Micros;
  readonly from: Micros;
  readonly to: Micros;
  /**
   * `crossed`: the value reached the limit; `replaced`: it stepped away before; `missed`: it did not reach the limit,
   * even within twice the time to the end of the interval; `open`: the recording ended before that.
   */
  readonly outcome: "crossed" | "replaced" | "missed" | "open";
  readonly crossedAt?: Micros;
}

interface Open {
  readonly rule: string;
  readonly assetUid: string;
  readonly saidAt: Micros;
  readonly crossing: Micros;
  readonly from: Micros;
  readonly to: Micros;
  readonly tag: TagRef;
  readonly limit: number;
  readonly side: 1 | -1;
  nearest: number;
}

/** Compares predictions with the later samples of the same tag (E8, E9 in docs/rules/evaluation.md). */
export class Forecasts {
  readonly #twin: Pick<TwinReader, "value">;
  readonly #judged: JudgedForecast[] = [];
  #open: Open[] = [];

  constructor(twin: Pick<TwinReader, "value">) {
    this.#twin = twin;
  }

  begin({ rule, assetUid, raisedAt, evidence }: AlertView): void {
    const first = evidence[0];
    if (first?.prediction === undefined || first.limit === undefined || first.value === undefined) return;
    const { at: crossing, from, to } = first.prediction;
    this.#open.push({
      rule,
      assetUid,
      saidAt: raisedAt,
      crossing,
      from,
      to,
      tag: first.tag,
      limit: first.limit,
      side: first.limit >= first.value ? 1 : -1,
      nearest: Math.abs(first.limit - first.value),
    });
  }

  /** Call it after each second. */
  second(now: Micros): void {
    if (this.#open.length === 0) return;
    this.#open = this.#open.filter((open) => {
      const outcome = outcomeOf(open, this.#twin.value(open.tag), now);
      if (outcome !== undefined) this.#judged.push(judged(open, outcome, now));
      return outcome === undefined;
    });
  }

  all(end: Micros): readonly JudgedForecast[] {
    return [...this.#judged, ...this.#open.map((open) => judged(open, "open", end))];
  }
}

function outcomeOf(open: Open, value: number, now: Micros): JudgedForecast["outcome"] | undefined {
  if (Number.isNaN(value)) return undefined;
  const left = open.side * (open.limit - value);
  if (left <= 0) return "crossed";
  if (now > open.to + (open.to - open.saidAt)) return "missed";
  if (left > open.nearest + REPLACED * Math.abs(open.limit)) return "replaced";
  open.nearest = Math.min(open.nearest, left);
  return undefined;
}

function judged(
  { rule, assetUid, saidAt, crossing, from, to }: Open,
  outcome: JudgedForecast["outcome"],
  now: Micros,
): JudgedForecast {
  return { rule, assetUid, saidAt, crossing, from, to, outcome, ...(outcome === "crossed" ? { crossedAt: now } : {}) };
}
