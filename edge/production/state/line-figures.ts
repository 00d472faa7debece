/**
 * OEE of a line: good pieces at its last station × planned run time of the constraint / planned busy time of the
 * line.
 */
import type { Figures, LineFigures, StateSpan } from "../../contracts/production/production.ts";
import { bottlenecks } from "./bottleneck.ts";
import type { Completion } from "./machine-record.ts";
import { ratio } from "./ratio.ts";
import { isSeenAt } from "./spans.ts";

/** Number of ideal cycles that must be observed before there is a figure. */
const LEAST_CYCLES = 2;
/** Negligible share of pieces that went through the constraint before it was observed. */
const UNSEEN_SHARE = 0.02;

export interface LineInput {
  readonly line: string;
  readonly window: { readonly from: number; readonly to: number };
  /** Label of the last station. */
  readonly last: string;
  /** Figures of the last station; undefined if its states are not read. */
  readonly done:
    | { readonly figures: Figures; readonly spans: readonly StateSpan[]; readonly completions: readonly Completion[] }
    | undefined;
  readonly pace: Pace | undefined;
  readonly machines: readonly { readonly label: string; readonly spans: readonly StateSpan[] }[];
}

/** The constraint; parallel machines share the work. */
export interface Pace {
  readonly label: string;
  idealOf(variant: string): number | undefined;
  /** Whether the constraint reported the piece. */
  hasMade(piece: string): boolean;
}

export function lineFiguresOf({ line, window, last, done, pace, machines }: LineInput): LineFigures {
  const { from, to } = window;
  // Planned and observed time: before the edge knew the station, and in gaps, the line's work is unknown.
  const pbtS = done === undefined ? 0 : done.figures.elements.PBT + done.figures.elements.maintenance;
  const good =
    done === undefined
      ? []
      : done.completions.filter(({ verdict, time }) => verdict === "good" && isSeenAt(done.spans, time));
  const runs = pace === undefined ? [] : good.map(({ variant }) => pace.idealOf(variant));
  const plannedRunS = pace === undefined || runs.includes(undefined) ? null : sum(runs as number[]);
  const reason =
    done === undefined
      ? `no states of ${last} are read`
      : pace === undefined
        ? "no station of the line has an ideal cycle in kpis.idealCycles"
        : tooEarly(good, { pace, pbtS, plannedRunS });
  return {
    line,
    from,
    to,
    oee: plannedRunS === null || reason !== null ? null : ratio(plannedRunS, pbtS),
    last,
    constraint: pace?.label ?? "",
    goodPieces: good.length,
    plannedRunS,
    pbtS,
    throughput: ratio(good.length * 3600, pbtS),
    firstPassYield: done?.figures.firstPassYield ?? null,
    bottleneck: bottlenecks(machines),
    reason,
  };
}

/** Pieces that were in the line before the observation leave it faster than the line makes new ones. */
function tooEarly(
  good: readonly Completion[],
  { pace, pbtS, plannedRunS }: { readonly pace: Pace; readonly pbtS: number; readonly plannedRunS: number | null },
): string | null {
  if (pbtS === 0) return "no planned busy time was seen";
  const paceS = plannedRunS === null || good.length === 0 ? (pace.idealOf("") ?? 0) : plannedRunS / good.length;
  if (pbtS < LEAST_CYCLES * paceS) return "too early: fewer than two ideal cycles were observed";
  if (plannedRunS === null || plannedRunS <= pbtS) return null;
  // A part that only the counter reported has no identity.
  const unseen = good.filter(({ piece }) => piece !== "" && !pace.hasMade(piece));
  const unseenS = sum(unseen.map(({ variant }) => pace.idealOf(variant) ?? 0));
  return unseenS > UNSEEN_SHARE * pbtS
    ? `not known yet: ${unseen.length} of ${good.length} pieces went through ${pace.label} before it was observed`
    : null;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
