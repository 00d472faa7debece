import { TrendCard } from "../charts/trend-card.tsx";
import { openTrend } from "../data/signals.ts";

/** The trend that was asked for, if any. */
export function OpenTrend() {
  return openTrend.value === null ? null : <TrendCard />;
}
