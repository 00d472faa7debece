/** What was the case when a piece was made, as it is kept beside its measurement. */
import type { MeasurementContext } from "../contracts/quality/quality.ts";
import type { StoredMeasurement } from "./quality-store.ts";
import type { SharedWords } from "./words.ts";

interface HasWords {
  readonly words: Pick<SharedWords, "wordOf">;
}

/** Nothing of what nobody reported. */
export function contextOf({ words }: HasWords, { context }: StoredMeasurement): Omit<MeasurementContext, "machine"> {
  const text = words.wordOf(context);
  return text === "" ? NO_CONTEXT : (JSON.parse(text) as Omit<MeasurementContext, "machine">);
}

const NO_CONTEXT: Omit<MeasurementContext, "machine"> = {
  operation: "",
  program: "",
  tools: [],
  fixture: "",
  variant: "",
  order: "",
  by: "",
  position: "",
};
