/** Alerts of the book as the search for causes sees them. */
import type { AlertView } from "../../contracts/alerts/alert.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";
import type { GraphAlert } from "./explanations.ts";
import type { NodeId, PlantGraph } from "./plant-graph.ts";
import { symptomOf } from "./symptoms.ts";

export interface AlertFacts {
  readonly graph: PlantGraph;
  tagAt(ref: TagRef): Tag | undefined;
  /** On-delay of the alert's rule, seconds. */
  onDelayS(alert: AlertView, tag: Tag | undefined): number;
}

export function graphAlert(alert: AlertView, { graph, tagAt, onDelayS }: AlertFacts): GraphAlert {
  const { alertUid, rule, kind, message, assetUid } = alert;
  const tag = alert.values === undefined ? undefined : tagAt(alert.values.tag);
  const symptom = symptomOf({ rule, kind, tag, message, carries: graph.carries.get(assetUid) ?? new Set() });
  return {
    alertUid,
    node: nodeOf(alert),
    symptom,
    since: alert.raisedAt - onDelayS(alert, tag) * 1e6,
    raisedAt: alert.raisedAt,
    priority: alert.priority,
    isAlarm: alert.annunciation === "alarm",
    causedBy: alert.causedBy,
  };
}

/** Alerts about silence stand on the chain of sources, all others on their asset. */
function nodeOf({ rule, assetUid }: Pick<AlertView, "rule" | "assetUid">): NodeId {
  if (rule === "sources-lost") return "network";
  if (rule.startsWith("peer-lost/")) return `peer:${rule.slice("peer-lost/".length)}`;
  if (rule.startsWith("source-lost/")) return `source:${rule.slice("source-lost/".length)}`;
  return assetUid;
}
