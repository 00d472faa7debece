/** The file of the book of predictions: a checked line for each change (rules PD3 and PD5). */
import type { PredictionChange } from "../../contracts/health/prediction.ts";

/** Its name in the data folder. */
export const PREDICTIONS_FILE = "predictions.jsonl";
/** Changes that are kept, about 2 KB each. */
export const MOST_KEPT = 2_000;

/** Names the component that a prediction is about. */
export function keyOf({
  assetUid,
  component = "",
}: {
  readonly assetUid: string;
  readonly component?: string;
}): string {
  return `${assetUid}\n${component}`;
}

/** Whether a line that was read has a change. */
export function isChange(line: unknown): line is PredictionChange {
  const { eventUid, prediction } = (line ?? {}) as Partial<PredictionChange>;
  return typeof eventUid === "string" && typeof prediction?.assetUid === "string";
}
