/** Remaining life in answers of the API (rule R29 in docs/rules/records.md). */

import type { RemainingLife } from "../../../contracts/records/remaining-life.ts";
import { Type } from "../../../contracts/schema.ts";
import { closed, MaybeTime } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";

const Seconds = Type.Number({ description: "Seconds from `at` on." });

export const RemainingLifeEntry = closed({
  at: MaybeTime,
  p05: Seconds,
  p10: Seconds,
  p50: Seconds,
  p90: Seconds,
  p95: Seconds,
  model: Type.String({ description: "Method and version." }),
});

export function remainingLifeEntry(rul: RemainingLife) {
  return { ...rul, at: formatMicros(rul.at) };
}
