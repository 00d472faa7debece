import { EdgeError } from "../../contracts/errors.ts";
import type { HistorianReader } from "../../contracts/path/historian.ts";

/**
 * Asks `first`, if there is one. While that cannot answer, asks `second`, which has the same samples as far as it
 * keeps them.
 */
export function withFallback(first: HistorianReader | undefined, second: HistorianReader): HistorianReader {
  if (first === undefined) return second;
  const ask = async <T>(question: (historian: HistorianReader) => Promise<T>): Promise<T> => {
    try {
      return await question(first);
    } catch (error) {
      if (error instanceof EdgeError && error.code === "unavailable") return question(second);
      throw error;
    }
  };
  return {
    trend: (question) => ask((historian) => historian.trend(question)),
    trends: (question) => ask((historian) => historian.trends(question)),
    raw: (ref, from, to, limit) => ask((historian) => historian.raw(ref, from, to, limit)),
    aggregates: (question) => ask((historian) => historian.aggregates(question)),
    stateDurations: (ref, from, to) => ask((historian) => historian.stateDurations(ref, from, to)),
    aligned: (refs, from, to, step) => ask((historian) => historian.aligned(refs, from, to, step)),
  };
}
