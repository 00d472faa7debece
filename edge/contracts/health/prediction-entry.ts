/** A change of a prediction as programs get it, by webhook and by MQTT (docs/predictions.md, rule PD6). */
import type { Micros } from "../path/sample-batch.ts";
import type { Asset } from "../plant/plant.ts";
import type { Tag, TagRef } from "../plant/tag.ts";
import type { Evidence } from "../records/evidence.ts";
import type { RemainingLife } from "../records/remaining-life.ts";
import type { PredictionChange } from "./prediction.ts";

export interface PredictionContext {
  /** The edge that says it. */
  readonly edgeUid: string;
  /** Address of the viewer; without it there is no link. */
  readonly viewer?: string | undefined;
  assetOf(assetUid: string): Asset | undefined;
  tagOf(ref: TagRef): Tag | undefined;
}

/** Plain JSON. Fields may be added; a change of meaning gets another `schema`. Times RFC 3339, in UTC. */
export function predictionEntry(change: PredictionChange, context: PredictionContext): object {
  const { eventUid, number, step, at, endedBy, prediction } = change;
  const { predictionUid, assetUid, component, kind, priority, severity, message, hypotheses, health, rul } = prediction;
  const asset = context.assetOf(assetUid);
  const hasEnded = endedBy !== undefined;
  return {
    schema: "prediction/1",
    eventUid,
    predictionUid,
    number,
    change: step,
    at: isoOf(at),
    state: hasEnded ? "ended" : "active",
    endedBy: endedBy ?? null,
    edge: context.edgeUid,
    asset: {
      uid: assetUid,
      label: asset?.label ?? null,
      name: asset?.name ?? null,
      kind: asset?.kind ?? null,
      path: asset?.equipmentPath ?? null,
    },
    simulated: asset?.simulated ?? false,
    component: component === "" ? null : component,
    kind,
    advisory: true,
    priority,
    severity,
    message,
    hypotheses,
    health: health ?? null,
    // A component that runs as usual again, or was replaced, has no forecast.
    remainingLife: rul === undefined || hasEnded ? null : lifeEntry(rul),
    evidence: prediction.evidence.map((one) => evidenceEntry(one, context.tagOf(one.tag))),
    raisedAt: isoOf(prediction.raisedAt),
    judgedAt: isoOf(prediction.judgedAt),
    alertUid: prediction.alertUid,
    link: linkTo(assetUid, context.viewer),
  };
}

/** The page of the asset for people, which shows its predictions; null without the viewer's address. */
export function linkTo(assetUid: string, viewer: string | undefined): string | null {
  return viewer === undefined ? null : `${viewer.replace(/\/$/, "")}/phone.html?id=${encodeURIComponent(assetUid)}`;
}

/** Seconds of clock time from `from` on, standstill included, if the machine is used as it was. */
function lifeEntry({ at, p05, p10, p50, p90, p95, model }: RemainingLife): object {
  return { unit: "s", basis: "clock-time", from: isoOf(at), p05, p10, p50, p90, p95, model };
}

function evidenceEntry(evidence: Evidence, tag: Tag | undefined): object {
  const { detector, value, statistic, usual, tailProbability, contribution, since, why } = evidence;
  return {
    tag: tag?.tagUid ?? null,
    name: tag?.name ?? null,
    value: value ?? null,
    unit: tag?.unit ?? null,
    statistic: statistic === undefined ? null : { name: statistic.name, value: statistic.value, unit: statistic.unit },
    usual: usual ?? null,
    tailProbability: tailProbability ?? null,
    contribution: contribution ?? null,
    since: since === undefined ? null : isoOf(since),
    detector: detector ?? null,
    why,
  };
}

function isoOf(at: Micros): string {
  return new Date(at / 1000).toISOString();
}
