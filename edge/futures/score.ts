import type { UnknownReason } from "../contracts/forecast/forecasts.ts";
import { isOnPath } from "../contracts/path/gap-scope.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { flowOf } from "../forecast/model/flow.ts";
import { goodBetween } from "../forecast/whatif/foresee.ts";
import { readPastPieces } from "../production/material/past-pieces.ts";
import { readReportingSources } from "../production/material/reporting-sources.ts";
import { hasRecord, withPieces } from "./record-of-pieces.ts";
import type { FutureTask } from "./task.ts";

/** Pieces that were at their last place so long before the span are not asked for. */
const BEFORE_S = 86_400;

interface Happened {
  readonly happened: number | null;
  readonly unknown: UnknownReason | "later" | null;
  /** Whose reports were lost. */
  readonly source: string | null;
}

/**
 * Good pieces in the span of a forecast, counted as its trials are (rule FK29). Unknown, and never 0, where reports of
 * pieces were lost in it, or the record does not reach back to its beginning.
 */
export function scoreOf({ place, description, at, horizonS, lost }: Extract<FutureTask, { kind: "score" }>): Happened {
  const unknown = (why: Happened["unknown"], source: string | null = null): Happened => ({
    happened: null,
    unknown: why,
    source,
  });
  if (!hasRecord(place)) return unknown("forgotten");
  return withPieces(place, (copy) => {
    const { reporters, silent } = readReportingSources(copy);
    if (silent.size > 0) return unknown("later");
    const span = { from: at, to: at + horizonS * 1e6 };
    const gap = lost?.find((one) => touches(one, span, reporters));
    if (lost === null || gap !== undefined) return unknown("gap", gap?.source);
    const history = readPastPieces(copy, BEFORE_S, at);
    if (history === undefined || history.from > at) return unknown("forgotten");
    const sources = { description, flow: flowOf(description) };
    return { happened: goodBetween(history, sources, span.from, span.to), unknown: null, source: null };
  });
}

function touches(
  { source, from, to }: { readonly source: string; readonly from: Micros; readonly to: Micros },
  span: { readonly from: Micros; readonly to: Micros },
  reporters: ReadonlySet<string>,
): boolean {
  return to >= span.from && from < span.to && [...reporters].some((reporter) => isOnPath(source, reporter));
}
