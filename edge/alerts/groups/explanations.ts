/** Which alerts may have caused which, along the plant's graph (rules FL2 to FL5). */
import type { Way } from "../../contracts/alerts/alert-groups.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { MEDIA, type Medium } from "../../contracts/plant/media.ts";
import { LAG_S, type NodeId, type PlantGraph } from "./plant-graph.ts";
import { isStop, type Stop, type Symptom } from "./symptoms.ts";

/** An alert as the search for causes sees it. */
export interface GraphAlert {
  readonly alertUid: string;
  readonly node: NodeId;
  readonly symptom: Symptom;
  /** When its condition began: when it was raised, less the delay of its rule. */
  readonly since: Micros;
  readonly raisedAt: Micros;
  readonly priority: 1 | 2 | 3 | 4;
  readonly isAlarm: boolean;
  /** The alert under which a watch of the edge put it already (rule A84). */
  readonly causedBy: string | undefined;
}

export interface Explanation {
  readonly cause: GraphAlert;
  /** From the cause down to the alert. */
  readonly ways: readonly Way[];
  /** The smaller, the better it fits. */
  readonly cost: number;
  /** Part of the cost: how badly the last step fits the symptom. */
  readonly misfit: number;
}

/** Detection may be this much later at the cause than at the consequence, seconds: scans, filters, clocks. */
const JITTER_S = 25;
/** The longest path, in steps and in seconds. */
const MOST_STEPS = 12;
const MOST_LAG_S = 1800;
/** Nodes that one search visits at most. */
const MOST_VISITED = 4000;

const STEP_COST = 0.1;

type WayClass = "media" | "starved" | "blocked" | "control" | "signal";

function classOf(way: Way): WayClass | undefined {
  if (way === "same-asset") return undefined;
  return way === "starved" || way === "blocked" || way === "control" || way === "signal" ? way : "media";
}

/**
 * How badly the last step fits the symptom, from 0 (it names the medium) upwards; undefined: it does not. A stop by
 * hand is explained by another stop of its cell alone, so that no supply ever covers it (rule FL5).
 */
export function misfit(way: Way, symptom: Symptom, supplies: ReadonlySet<Medium>): number | undefined {
  switch (classOf(way)) {
    case "control":
      return isStop(symptom) ? 0.2 : { "protective-stop": 0, "emergency-stop": 0.5, unknown: 1 }[symptom as string];
    case "signal":
      return symptom === "silence" ? 0 : undefined;
    case "starved":
    case "blocked":
      return symptom === way ? 0 : undefined;
    case "media":
      return fitOfMedium(way as Medium, symptom, supplies);
    case undefined:
      return undefined;
  }
}

function fitOfMedium(medium: Medium, symptom: Symptom, supplies: ReadonlySet<Medium>): number | undefined {
  if (symptom === medium) return 0;
  // What a producer makes falls away with what it uses.
  if (isMedium(symptom)) return supplies.has(symptom) ? 0.5 : undefined;
  if (isStop(symptom)) return misfitOfStop(medium, symptom);
  if (symptom === "unknown") return 1;
  if (symptom === "process") return 1;
  if (symptom === "temperature") return HEATS.includes(medium) ? 0.5 : medium === "electricity" ? 1 : undefined;
  if (symptom === "silence") return medium === "electricity" ? 0.5 : undefined;
  return undefined;
}

/** Media without which something gets too hot or too cold. */
const HEATS: readonly Medium[] = ["chilled-water", "water", "steam", "natural-gas"];

/** What gave way tells of the supply: drives trip on a dip of the voltage, clamps open without air. */
function misfitOfStop(medium: Medium, symptom: Stop): number {
  const typical = {
    "drive-fault": "electricity",
    "clamp-fault": "compressed-air",
    overheat: "chilled-water",
    stop: medium,
  };
  return typical[symptom] !== medium ? 1 : symptom === "stop" ? 0.5 : 0.3;
}

/** Whether an alert with this symptom can act on what lies below it on this way. */
function actsOn(way: Way, symptom: Symptom): boolean {
  switch (classOf(way)) {
    case "control":
      return symptom === "emergency-stop";
    case "signal":
      return symptom === "silence" || isStop(symptom) || symptom === "unknown";
    case "starved":
      return symptom === "starved" || stopsPieces(symptom);
    case "blocked":
      return symptom === "blocked" || stopsPieces(symptom);
    case "media":
      return isMedium(symptom) || isStop(symptom) || symptom === "emergency-stop" || symptom === "unknown";
    case undefined:
      return false;
  }
}

function stopsPieces(symptom: Symptom): boolean {
  return (
    isMedium(symptom) ||
    isStop(symptom) ||
    symptom === "emergency-stop" ||
    symptom === "protective-stop" ||
    symptom === "unknown"
  );
}

function isMedium(symptom: Symptom): symptom is Medium {
  return (MEDIA as readonly string[]).includes(symptom);
}

interface Reached {
  readonly node: NodeId;
  readonly ways: readonly Way[];
  readonly lagS: number;
}

const NOTHING: ReadonlySet<Medium> = new Set();

/** Causes that the graph offers for an alert, the best first. */
export function explanationsOf(
  alert: GraphAlert,
  graph: PlantGraph,
  byNode: ReadonlyMap<NodeId, readonly GraphAlert[]>,
): readonly Explanation[] {
  if (alert.symptom === "own") return [];
  const found: Explanation[] = sameAsset(alert, byNode.get(alert.node) ?? []);
  const seen = new Set<string>();
  const waiting: Reached[] = [{ node: alert.node, ways: [], lagS: 0 }];
  for (let at = 0; at < waiting.length && at < MOST_VISITED; at++) {
    const here = waiting[at] as Reached;
    for (const next of stepsFrom(here, alert, graph)) {
      // The step into the alert decides what it explains, the one out of the cause what the cause must be.
      const key = `${next.node} ${next.ways.at(-1)} ${next.ways[0]}`;
      if (seen.has(key)) continue;
      seen.add(key);
      waiting.push(next);
      for (const cause of byNode.get(next.node) ?? []) {
        const fitting = costOf(alert, cause, next, graph);
        if (fitting !== undefined) found.push({ cause, ways: next.ways, ...fitting });
      }
    }
  }
  return found.sort(bestFirst);
}

function bestFirst(a: Explanation, b: Explanation): number {
  return a.cost - b.cost || a.cause.since - b.cause.since || (a.cause.alertUid < b.cause.alertUid ? -1 : 1);
}

function stepsFrom({ node, ways, lagS }: Reached, alert: GraphAlert, graph: PlantGraph): readonly Reached[] {
  if (ways.length >= MOST_STEPS) return [];
  const last = ways[0];
  // An emergency stop acts on its own cell: the way ends at the asset whose stop it is.
  if (last === "control" && graph.assets.has(node)) return [];
  return (graph.upstream.get(node) ?? []).flatMap((edge): Reached[] => {
    const lag = lagS + edge.lagS;
    if (lag > MOST_LAG_S || !follows(edge.way, last)) return [];
    if (
      last === undefined &&
      misfit(edge.way, alert.symptom, graph.carries.get(node as never) ?? NOTHING) === undefined
    )
      return [];
    return [{ node: edge.from, ways: [edge.way, ...ways], lagS: lag }];
  });
}

/** Whether a step may lead into one of the way `next`: pieces do not turn round, and silence comes from silence. */
function follows(way: Way, next: Way | undefined): boolean {
  if (next === undefined) return true;
  if ((way === "starved" && next === "blocked") || (way === "blocked" && next === "starved")) return false;
  if (next === "control") return way === "control";
  return way !== "signal" || next === "signal";
}

function costOf(
  alert: GraphAlert,
  cause: GraphAlert,
  { ways, lagS }: Reached,
  graph: PlantGraph,
): Pick<Explanation, "cost" | "misfit"> | undefined {
  if (cause === alert || !actsOn(ways[0] as Way, cause.symptom)) return undefined;
  const delayS = (alert.since - cause.since) / 1e6;
  if (delayS < -JITTER_S || delayS > lagS + JITTER_S) return undefined;
  const own = misfit(ways.at(-1) as Way, alert.symptom, graph.carries.get(alert.node as never) ?? NOTHING);
  if (own === undefined) return undefined;
  return { misfit: own, cost: own + Math.abs(delayS) / (lagS + JITTER_S) + STEP_COST * ways.length };
}

/** Explained on the asset itself: worse than any supply, because a supply explains why all of it happened. */
const SAME_ASSET_COST = 3;

function sameAsset(alert: GraphAlert, others: readonly GraphAlert[]): Explanation[] {
  return others.flatMap((cause): Explanation[] => {
    const delayS = (alert.since - cause.since) / 1e6;
    if (cause === alert || !leadsTo(cause.symptom, alert.symptom)) return [];
    // Of two stops the earlier one is the cause; what explains a stop may be seen later than the stop.
    if (isStop(cause.symptom) && isStop(alert.symptom) && delayS < 0) return [];
    if (delayS < -JITTER_S || delayS > LAG_S["same-asset"]) return [];
    return [{ cause, ways: ["same-asset"], misfit: 1, cost: SAME_ASSET_COST + Math.abs(delayS) / LAG_S["same-asset"] }];
  });
}

function leadsTo(cause: Symptom, symptom: Symptom): boolean {
  const isEffect = symptom === "process" || symptom === "temperature" || symptom === "unknown";
  if (isMedium(cause)) return isEffect || isStop(symptom) || symptom === "silence";
  if (cause === "emergency-stop") return isEffect || isStop(symptom) || symptom === "protective-stop";
  if (cause === "protective-stop") return isEffect || isStop(symptom);
  return isStop(cause) && (isEffect || isStop(symptom));
}
