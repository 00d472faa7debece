import type { UnknownReason } from "../contracts/forecast/forecasts.ts";
import { isOnPath } from "../contracts/path/gap-scope.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { flowOf } from "../forecast/model/flow.ts";
import { countedPlaces, goodBetween } from "../forecast/whatif/foresee.ts";
import { hasRecord, readPieces, readReporters } from "./record-of-pieces.ts";
import type { FutureTask, Lost } from "./task.ts";

/** Reports of the end of a span may come late. */
export const HOLD_US = 120e6;
/** Behind a start of the edge, sources declare what they lost while it was off. */
export const START_US = 60e6;
/** Pieces that were at their last place so long before the span are not asked for. */
const BEFORE_S = 86_400;
/** Names under which the commit log declares losses of which the source is not known. */
const LOG_NAMES: readonly string[] = ["commit-log", "(others)"];

interface Happened {
  readonly happened: number | null;
  readonly unknown: UnknownReason | "later" | null;
  /** Whose reports were lost. */
  readonly source: string | null;
}

/**
 * Good pieces in the span of a forecast, counted as its trials are (rule FK29). Unknown, and never 0, where reports of
 * pieces were lost in it, the record does not have all of it, or pieces are counted elsewhere now. Throws EdgeError
 * `disk`.
 */
export function scoreOf(task: Extract<FutureTask, { kind: "score" }>): Happened {
  const { dataDir, description, counted, lost, at, horizonS } = task;
  const unknown = (why: Happened["unknown"], source: string | null = null): Happened => ({
    happened: null,
    unknown: why,
    source,
  });
  if (!hasRecord(dataDir)) return unknown("forgotten");
  const span = { from: at, to: at + horizonS * 1e6 };
  const { reporters, silent, upTo, startedAt } = readReporters(dataDir);
  // The pieces are read behind this, so that they are at least as new.
  if (silent.size > 0 || upTo < span.to + HOLD_US || upTo < startedAt + START_US) return unknown("later");
  if (typeof lost === "string") return unknown(lost);
  const gap = lost.find((one) => touches(one, span, reporters));
  if (gap !== undefined) return unknown("gap", gap.source);
  const sources = { description, flow: flowOf(description) };
  if (counted !== null && JSON.stringify(counted) !== JSON.stringify(countedPlaces(sources))) return unknown("changed");
  const history = readPieces(dataDir, { forS: BEFORE_S, at: span.from, until: span.to });
  if (history === undefined || history.from > span.from) return unknown("forgotten");
  return { happened: goodBetween(history, sources, span.from, span.to), unknown: null, source: null };
}

/** A loss of the log itself may have been of any source; so may any loss, where it is not known who reports pieces. */
function touches(
  { source, from, to, reason }: Lost,
  span: { readonly from: Micros; readonly to: Micros },
  reporters: ReadonlySet<string>,
): boolean {
  if (to < span.from || from >= span.to) return false;
  if (reason === "log_damaged" || LOG_NAMES.includes(source) || reporters.size === 0) return true;
  return [...reporters].some((reporter) => isOnPath(source, reporter));
}
