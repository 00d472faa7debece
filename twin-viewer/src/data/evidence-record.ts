import type { LocalizedText, TagRef, TagUid } from "../../../edge/contracts/plant/tag.ts";
import type { Evidence } from "../../../edge/contracts/records/evidence.ts";
import type { PastAlert } from "./api.ts";
import { ms, only, time } from "./record-fields.ts";

/**
 * The evidence of a detector, the same for active and past alerts. Times in milliseconds UTC, values in the tag's unit.
 */
export interface RecordEvidence {
  readonly tagUid?: TagUid;
  readonly component?: string;
  readonly detector?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly startValue?: number;
  readonly value?: number;
  readonly quality?: string;
  readonly limit?: number;
  readonly crossedMs?: number;
  readonly prediction?: {
    readonly atMs: number;
    readonly fromMs: number;
    readonly toMs: number;
    readonly confidence: number;
  };
  readonly statistic?: {
    readonly name: LocalizedText;
    readonly meaning: LocalizedText;
    readonly value?: number;
    readonly unit: string;
  };
  readonly usual?: { readonly low?: number; readonly high?: number };
  readonly tailProbability?: number;
  readonly contribution?: number;
  readonly sinceMs?: number;
  readonly regime?: LocalizedText;
  readonly why: LocalizedText;
}

/** Evidence of the stream. */
export function evidenceOf(one: Evidence, tagUidOf: (ref: TagRef) => TagUid | undefined): RecordEvidence {
  const { tag, from, to, crossedAt, since, prediction } = one;
  return {
    ...plain(one),
    ...only("tagUid", tagUidOf(tag)),
    ...only("statistic", one.statistic),
    ...only("usual", one.usual),
    ...only("fromMs", from === undefined ? undefined : ms(from)),
    ...only("toMs", to === undefined ? undefined : ms(to)),
    ...only("crossedMs", crossedAt === undefined ? undefined : ms(crossedAt)),
    ...only("sinceMs", since === undefined ? undefined : ms(since)),
    ...only(
      "prediction",
      prediction === undefined
        ? undefined
        : {
            atMs: ms(prediction.at),
            fromMs: ms(prediction.from),
            toMs: ms(prediction.to),
            confidence: prediction.confidence,
          },
    ),
  };
}

type EvidenceAnswer = NonNullable<PastAlert["evidence"]>[number];

/** Evidence of the API; an older edge leaves fields out. */
export function evidenceOfAnswer(one: EvidenceAnswer): RecordEvidence {
  const { statistic, usual } = one;
  return {
    ...plain(one),
    ...only("tagUid", one.tagUid),
    ...only("statistic", statisticOf(statistic)),
    ...only("usual", usualOf(usual)),
    ...only("fromMs", time(one.from)),
    ...only("toMs", time(one.to)),
    ...only("crossedMs", time(one.crossedAt)),
    ...only("sinceMs", time(one.since)),
    ...only("prediction", predictionOf(one.prediction)),
  };
}

/** Fields that are the same in both forms. */
function plain(one: Evidence | EvidenceAnswer) {
  return {
    why: one.why,
    ...only("component", one.component),
    ...only("detector", one.detector),
    ...only("startValue", one.startValue),
    ...only("value", one.value),
    ...only("quality", one.quality),
    ...only("limit", one.limit),
    ...only("tailProbability", one.tailProbability),
    ...only("contribution", one.contribution),
    ...only("regime", one.regime),
  };
}

function statisticOf(statistic: EvidenceAnswer["statistic"]): RecordEvidence["statistic"] {
  if (statistic === null || statistic === undefined) return undefined;
  const { name, meaning, value, unit } = statistic;
  return { name, meaning, unit, ...only("value", value) };
}

function usualOf(usual: EvidenceAnswer["usual"]): RecordEvidence["usual"] {
  return usual === null || usual === undefined ? undefined : { ...only("low", usual.low), ...only("high", usual.high) };
}

function predictionOf(prediction: EvidenceAnswer["prediction"]): RecordEvidence["prediction"] {
  if (prediction === null || prediction === undefined) return undefined;
  const { at, from, to, confidence } = prediction;
  return {
    atMs: time(at) ?? Number.NaN,
    fromMs: time(from) ?? Number.NaN,
    toMs: time(to) ?? Number.NaN,
    confidence,
  };
}
