/** Evidence of an alert in answers of the API (rules R1 to R3, R21 and R22 in docs/rules/records.md). */

import type { TagTable } from "../../../contracts/plant/tag.ts";
import type { Evidence } from "../../../contracts/records/evidence.ts";
import { Type } from "../../../contracts/schema.ts";
import { closed, MaybeNumber, MaybeTime, orNull, Text } from "../../http/schemas.ts";
import { formatMicros, timeEntry } from "../../http/times.ts";

export const EvidenceEntry = closed({
  tagUid: orNull(Type.String()),
  component: orNull(Type.String(), "Path of the component; null: the one that the tag observes."),
  detector: orNull(Type.String(), "Kind of the detector, such as `limit`; null in alerts of older versions."),
  from: MaybeTime,
  to: MaybeTime,
  startValue: MaybeNumber,
  value: MaybeNumber,
  quality: orNull(Type.String(), "Quality of the value: `good` or `uncertain`."),
  limit: MaybeNumber,
  crossedAt: MaybeTime,
  prediction: orNull(closed({ at: MaybeTime, from: MaybeTime, to: MaybeTime, confidence: Type.Number() })),
  statistic: orNull(
    closed({ name: Text, meaning: Text, value: MaybeNumber, unit: Type.String({ description: "UCUM." }) }),
    "The statistic computed from the samples, where it is judged instead of a plain value.",
  ),
  usual: orNull(
    closed({ low: MaybeNumber, high: MaybeNumber }),
    "Usual range of the statistic; of the value where there is no statistic.",
  ),
  tailProbability: orNull(Type.Number(), "Probability of such an extreme value in normal running, 0 to 1."),
  contribution: orNull(Type.Number(), "Share of this tag in the finding, 0 to 1."),
  since: MaybeTime,
  regime: orNull(Text, "The state of the machine in which the usual range was learnt."),
  why: Text,
});

export function evidenceEntry(evidence: Evidence, tags: TagTable) {
  const { tag, component, detector, from, to, startValue, value, quality, limit, prediction, crossedAt, why } =
    evidence;
  const { statistic, usual, tailProbability, contribution, since, regime } = evidence;
  return {
    tagUid: tags.at(tag)?.tagUid ?? null,
    component: component ?? null,
    detector: detector ?? null,
    from: timeEntry(from),
    to: timeEntry(to),
    startValue: finite(startValue),
    value: finite(value),
    quality: quality ?? null,
    limit: finite(limit),
    crossedAt: timeEntry(crossedAt),
    prediction:
      prediction === undefined
        ? null
        : {
            at: formatMicros(prediction.at),
            from: formatMicros(prediction.from),
            to: formatMicros(prediction.to),
            confidence: prediction.confidence,
          },
    statistic: statistic === undefined ? null : { ...statistic, value: finite(statistic.value) },
    usual: usual === undefined ? null : { low: finite(usual.low), high: finite(usual.high) },
    tailProbability: finite(tailProbability),
    contribution: finite(contribution),
    since: timeEntry(since),
    regime: regime ?? null,
    why,
  };
}

/** The API's numbers are finite. */
export function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
