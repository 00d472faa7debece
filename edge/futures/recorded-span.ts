import type { UnknownReason } from "../contracts/forecast/forecasts.ts";
import type { PlantHistory } from "../contracts/forecast/history.ts";
import { isOnPath } from "../contracts/path/gap-scope.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { hasRecord, readPieces, readReporters } from "./record-of-pieces.ts";
import type { Losses, Lost } from "./task.ts";

/** Reports of the end of a span may come late. */
export const HOLD_US = 120e6;
/** Behind a start of the edge, sources declare what they lost while it was off. */
export const START_US = 60e6;
/** Pieces that were at their last place so long before the span are not asked for. */
const BEFORE_S = 86_400;
/** Names under which the commit log declares losses of which the source is not known. */
const LOG_NAMES: readonly string[] = ["commit-log", "(others)"];

interface Span {
  readonly from: Micros;
  readonly to: Micros;
}

/** Why the record does not have a span; `later`: it may have it later. */
export interface Unrecorded {
  readonly unknown: Exclude<UnknownReason, "changed"> | "later";
  /** Whose reports were lost. */
  readonly source: string | null;
}

/**
 * Pieces and orders of a span of the past, where the record has all of it: no reports of pieces were lost in it, and it
 * reaches from before its beginning to past its end. `lost`: declared losses that reach into the span, or why they are
 * not known. Throws EdgeError `disk`.
 */
export function recordedSpan(
  dataDir: string,
  span: Span,
  lost: Losses,
): { readonly history: PlantHistory } | Unrecorded {
  if (!hasRecord(dataDir)) return { unknown: "forgotten", source: null };
  const { reporters, silent, upTo, startedAt } = readReporters(dataDir);
  // The pieces are read behind this, so that they are at least as new.
  if (silent.size > 0 || upTo < span.to + HOLD_US || upTo < startedAt + START_US)
    return { unknown: "later", source: null };
  if (typeof lost === "string") return { unknown: lost, source: null };
  const gap = lost.find((one) => touches(one, span, reporters));
  if (gap !== undefined) return { unknown: "gap", source: gap.source };
  const history = readPieces(dataDir, { forS: BEFORE_S, at: span.from, until: span.to });
  if (history === undefined || history.from > span.from) return { unknown: "forgotten", source: null };
  return { history };
}

/** Of a span that goes on: what the record has of it by now. */
export interface RecordedSoFar {
  readonly history: PlantHistory;
  /** What came later is not in it. */
  readonly upTo: Micros;
  /** Why it may not have all until then; null: it has. */
  readonly doubt: "gap" | "silent" | null;
  /** Whose reports were lost. */
  readonly source: string | null;
}

/**
 * Pieces and orders from a moment until `now`, as far as the record has come. `early`: it has not come to that moment;
 * `forgotten`: it does not reach back to it. `lost`: as for `recordedSpan`. Throws EdgeError `disk`.
 */
export function recordedSoFar(
  dataDir: string,
  { from, now }: SoFar,
  lost: Losses,
): RecordedSoFar | "early" | "forgotten" {
  if (!hasRecord(dataDir)) return "forgotten";
  const { reporters, silent, upTo: come, startedAt } = readReporters(dataDir);
  const upTo = Math.min(now, come - HOLD_US);
  if (upTo <= from) return "early";
  const history = readPieces(dataDir, { forS: BEFORE_S, at: from, until: upTo });
  if (lost === "forgotten" || history === undefined || history.from > from) return "forgotten";
  const gap = typeof lost === "string" ? undefined : lost.find((one) => touches(one, { from, to: upTo }, reporters));
  if (lost === "gap" || gap !== undefined) return { history, upTo, doubt: "gap", source: gap?.source ?? null };
  // What was lost while the edge was off may not be declared yet.
  const isSilent = silent.size > 0 || come < startedAt + START_US;
  return { history, upTo, doubt: isSilent ? "silent" : null, source: [...silent][0] ?? null };
}

interface SoFar {
  readonly from: Micros;
  readonly now: Micros;
}

/** A loss of the log itself may have been of any source; so may any loss, where it is not known who reports pieces. */
function touches({ source, from, to, reason }: Lost, span: Span, reporters: ReadonlySet<string>): boolean {
  if (to < span.from || from >= span.to) return false;
  if (reason === "log_damaged" || reason === "not_replicated" || LOG_NAMES.includes(source) || reporters.size === 0)
    return true;
  return [...reporters].some((reporter) => isOnPath(source, reporter));
}
