import type { UnknownReason } from "../contracts/forecast/forecasts.ts";
import { flowOf } from "../forecast/model/flow.ts";
import { countedPlaces, goodBetween } from "../forecast/whatif/foresee.ts";
import { recordedSpan } from "./recorded-span.ts";
import type { FutureTask } from "./task.ts";

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
  const span = { from: at, to: at + horizonS * 1e6 };
  const recorded = recordedSpan(dataDir, span, lost);
  if ("unknown" in recorded) return { happened: null, ...recorded };
  const sources = { description, flow: flowOf(description) };
  const isElsewhere = counted !== null && JSON.stringify(counted) !== JSON.stringify(countedPlaces(sources));
  if (isElsewhere) return { happened: null, unknown: "changed", source: null };
  return { happened: goodBetween(recorded.history, sources, span.from, span.to), unknown: null, source: null };
}
