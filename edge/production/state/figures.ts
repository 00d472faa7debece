/** Key figures of ISO 22400-2 from spans and pieces. Every ratio comes from sums; a denominator of 0 gives null. */

import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import {
  CAUSES,
  type Cause,
  type Figures,
  type LossModel,
  type MaybeFigure,
  type Quantities,
  type StateSpan,
  TIME_ELEMENTS,
  type TimeElement,
} from "../../contracts/production/production.ts";
import { joined, lossesOf, type StopMeaning } from "./losses.ts";
import type { Completion } from "./machine-record.ts";
import { ratio } from "./ratio.ts";
import { isSeenAt } from "./spans.ts";

/** Number of newest pieces in the mean cycle time. */
const CYCLE_PIECES = 32;
/** From this number of ideal cycles on, a single piece hardly matters. */
const EARLY_CYCLES = 30;

export interface FigureInput {
  readonly scope: string;
  readonly assetUid: AssetUid;
  readonly from: Micros;
  readonly to: Micros;
  readonly spans: readonly StateSpan[];
  /** Pieces finished in the window, in order of time. */
  readonly completions: readonly Completion[];
  readonly quantities: Quantities;
  readonly partsFrom: Figures["partsFrom"];
  /** Planned run time of one piece of the variant, seconds; undefined where the config has none. */
  idealOf(variant: string): number | undefined;
  readonly taktS: number | undefined;
  readonly lossModel: LossModel;
  readonly minorStopBelowS: number;
  /** Reason of a stop, where it has one of the catalogue. */
  reasonOf(stop: StateSpan): StopMeaning | undefined;
}

export function figuresOf(input: FigureInput): Figures {
  const { scope, assetUid, from, to, spans, completions, quantities, partsFrom, lossModel, minorStopBelowS } = input;
  const time = timesOf(spans);
  const { elements, causes } = time;
  const { PQ, GQ, SQ } = quantities;
  const plannedRunS = plannedRun(input);
  const failures = joined(spans, ({ element }) => element === "ADET").length;
  const firsts = completions.filter(({ isFirst }) => isFirst);
  const model = lossesOf({ ...input, elements, plannedRunS });
  const qualityRatio = ratio(GQ, PQ);
  const found = product(model.availability, model.effectiveness, qualityRatio);
  const early = isEarly(found, input, elements.PBT);
  const oee = early ? null : found;
  const operating = elements.APT + elements.AUST;
  return {
    scope,
    assetUid,
    from,
    to,
    elements,
    causes,
    quantities,
    partsFrom,
    unreported: completions.filter(({ piece }) => piece === "").length,
    plannedRunS,
    availability: model.availability,
    effectiveness: model.effectiveness,
    qualityRatio,
    oee,
    nee: early
      ? null
      : product(
          ratio(operating, elements.PBT),
          plannedRunS === null ? null : ratio(plannedRunS, elements.APT),
          qualityRatio,
        ),
    teep: oee === null ? null : ratio(oee * elements.PBT, (to - from) / 1e6),
    firstPassYield: ratio(firsts.filter(({ verdict }) => verdict === "good").length, firsts.length),
    scrapRatio: ratio(SQ, PQ),
    technicalEfficiency: ratio(elements.APT, elements.APT + elements.ADET),
    setupRatio: ratio(elements.AUST, operating),
    throughput: ratio(PQ * 3600, elements.PBT),
    cycleS: cycleOf(completions),
    taktS: input.taktS ?? null,
    failures,
    mtbfS: { practice: ratio(operating, failures), iso22400: operating / (failures + 1) },
    mttrS: { practice: ratio(elements.ADET, failures), iso22400: elements.ADET / (failures + 1) },
    changeovers: changeoversOf(completions),
    lossModel,
    minorStopBelowS,
    losses: model.losses,
    reason: early
      ? "too early: a piece that was begun before the range counts in full"
      : plannedRunS === null
        ? "no ideal cycle in kpis.idealCycles"
        : elements.PBT === 0
          ? "no planned busy time was seen"
          : null,
  };
}

function product(...factors: readonly MaybeFigure[]): MaybeFigure {
  return factors.reduce<MaybeFigure>((all, factor) => (all === null || factor === null ? null : all * factor), 1);
}

interface Times {
  readonly elements: Figures["elements"];
  readonly causes: Figures["causes"];
}

/** Planned busy time is time that was planned and observed, without maintenance. Other work is `outside`. */
function timesOf(spans: readonly StateSpan[]): Times {
  const elements: Record<"PBT" | TimeElement | "outside", number> = { PBT: 0, outside: 0, ...zeros(TIME_ELEMENTS) };
  const causes: Record<Cause, number> = zeros(CAUSES);
  for (const { from, to, element, cause, isPlanned } of spans) {
    const us = to - from;
    if (!isPlanned) {
      elements.outside += us;
      continue;
    }
    elements[element] += us;
    causes[cause] += us;
    if (element !== "maintenance" && element !== "unknown") elements.PBT += us;
  }
  return { elements: inSeconds(elements), causes: inSeconds(causes) };
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}

function inSeconds<K extends string>(micros: Record<K, number>): Record<K, number> {
  return Object.fromEntries(Object.entries<number>(micros).map(([key, us]) => [key, us / 1e6])) as Record<K, number>;
}

/**
 * Counts only pieces finished while the machine was observed, because unobserved time is not planned busy time either.
 */
function plannedRun({ completions, spans, quantities, partsFrom, idealOf }: FigureInput): MaybeFigure {
  if (partsFrom === null) return null;
  if (partsFrom === "counters") {
    const ideal = idealOf("");
    return ideal === undefined ? null : ideal * quantities.PQ;
  }
  let seconds = 0;
  for (const { variant, time } of completions) {
    const ideal = idealOf(variant);
    if (ideal === undefined) return null;
    if (isSeenAt(spans, time)) seconds += ideal;
  }
  return completions.length === 0 && idealOf("") === undefined ? null : seconds;
}

/** In a short time range the first piece counts in full, although it was begun before. */
function isEarly(oee: MaybeFigure, { spans, completions, idealOf }: FigureInput, pbtS: number): boolean {
  const since = spans.find(({ element }) => element !== "unknown")?.from ?? Number.POSITIVE_INFINITY;
  const begunBefore = completions.find(
    ({ time, start, variant }) => (Number.isNaN(start) ? time - (idealOf(variant) ?? 0) * 1e6 : start) < since,
  );
  return (
    oee !== null && oee > 1 && begunBefore !== undefined && pbtS < EARLY_CYCLES * (idealOf(begunBefore.variant) ?? 0)
  );
}

/** Mean between the newest pieces. */
function cycleOf(completions: readonly Completion[]): MaybeFigure {
  const newest = completions.slice(-CYCLE_PIECES);
  const [first, last] = [newest[0], newest.at(-1)];
  return first === undefined || last === undefined || newest.length < 2
    ? null
    : (last.time - first.time) / 1e6 / (newest.length - 1);
}

/** From the last piece of one variant to the start of the first of the next. */
function changeoversOf(completions: readonly Completion[]): { count: number; minutes: number } {
  let count = 0;
  let us = 0;
  for (let at = 1; at < completions.length; at++) {
    const [before, after] = [completions[at - 1], completions[at]] as [Completion, Completion];
    if (before.variant === after.variant || before.variant === "" || after.variant === "") continue;
    count++;
    us += Math.max(0, (Number.isNaN(after.start) ? after.time : after.start) - before.time);
  }
  return { count, minutes: us / 60e6 };
}
