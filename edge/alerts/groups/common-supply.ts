/** A supply that failed without an alert about itself: many of its consumers fail together (rule FL7). */
import type { CommonSupply, Way } from "../../contracts/alerts/alert-groups.ts";
import { MEDIA, type Medium } from "../../contracts/plant/media.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import { type GraphAlert, misfit } from "./explanations.ts";
import { LAG_S, type NodeId, type PlantGraph } from "./plant-graph.ts";

/** Assets that must fail together, and the share of all that the supply reaches: as for silent sources (rule A84). */
const LEAST_ASSETS = 4;
const LEAST_SHARE = 0.5;
/** Time within which they fail, besides the lag of the medium, seconds. */
const TOGETHER_S = 30;

interface Found {
  readonly members: readonly GraphAlert[];
  readonly supply: CommonSupply;
}

interface Candidate extends Found {
  readonly assets: number;
  readonly reach: number;
  /** Mean of how badly the medium fits the members. */
  readonly misfit: number;
}

/** How badly each alert is explained so far, in order of time; infinite where nothing explains it. */
type Explained = ReadonlyMap<GraphAlert, number>;

/**
 * An alert is evidence for a supply if it fits the supply at most `TYPICAL` badly and its present explanation at least
 * `BAD`.
 */
const TYPICAL = 0.3;
const BAD = 1;

/**
 * Supplies that explain alerts, each alert at most once; the one that explains most first, then the most specific. Only
 * alerts without a good explanation are evidence that a supply failed; the others go with them.
 */
export function commonSupplies(explained: Explained, graph: PlantGraph): readonly Found[] {
  const found: Found[] = [];
  const free = new Map(explained);
  if (free.size < LEAST_ASSETS) return found;
  const supplies = suppliesOf(graph);
  for (;;) {
    const best = supplies
      .flatMap((supply) => candidateOf(supply, free, graph))
      .sort((a, b) => worth(b) - worth(a) || a.reach - b.reach || (a.supply.label < b.supply.label ? -1 : 1))[0];
    if (best === undefined) return found;
    found.push(best);
    for (const alert of best.members) free.delete(alert);
  }
}

/** How much it explains times how much of its reach failed: a supply too far up reaches much that did not. */
function worth({ assets, reach, misfit: bad }: Candidate): number {
  return ((assets * assets) / Math.max(1, reach)) * (1 - bad / 2);
}

interface Supply {
  readonly node: NodeId;
  readonly medium: Medium;
  /** What it reaches over this medium. */
  readonly below: ReadonlySet<NodeId>;
  /** Number of consumers among it. */
  readonly reach: number;
}

/** A graph does not change, and its supplies are asked for at each change of the alerts. */
const SUPPLIES = new WeakMap<PlantGraph, readonly Supply[]>();

function suppliesOf(graph: PlantGraph): readonly Supply[] {
  const known = SUPPLIES.get(graph);
  if (known !== undefined) return known;
  const supplies = [...graph.downstream].flatMap(([node, edges]) =>
    MEDIA.filter((medium) => edges.some(({ way }) => way === medium)).map((medium): Supply => {
      const below = reachOf(node, medium, graph);
      const reach = [...below].filter((one) => isConsumer(one, medium, graph)).length;
      return { node, medium, below, reach };
    }),
  );
  SUPPLIES.set(graph, supplies);
  return supplies;
}

function reachOf(node: NodeId, medium: Medium, graph: PlantGraph): ReadonlySet<NodeId> {
  const reached = new Set<NodeId>();
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const { to, way } of graph.downstream.get(next) ?? []) {
      if (way !== medium || reached.has(to)) continue;
      reached.add(to);
      waiting.push(to);
    }
  return reached;
}

function candidateOf({ node, medium, below, reach }: Supply, free: Explained, graph: PlantGraph): Candidate[] {
  const badness = (alert: GraphAlert) =>
    misfit(medium, alert.symptom, graph.carries.get(alert.node as AssetUid) ?? new Set());
  const fitting = [...free.keys()].filter((alert) => below.has(alert.node) && badness(alert) !== undefined);
  const members = mostTogether(fitting, medium);
  const isEvidence = (alert: GraphAlert): boolean => {
    const now = free.get(alert) as number;
    return now === Number.POSITIVE_INFINITY || (now >= BAD && (badness(alert) ?? BAD) <= TYPICAL);
  };
  const sure = new Set(members.filter(isEvidence).map((alert) => alert.node)).size;
  const assets = new Set(members.map((alert) => alert.node)).size;
  if (sure < LEAST_ASSETS || assets < LEAST_SHARE * reach) return [];
  const assetUid = graph.assets.has(node) ? (node as AssetUid) : null;
  const supply = { assetUid, label: graph.labels.get(node) ?? node, way: medium as Way };
  const mean = members.reduce((sum, alert) => sum + (badness(alert) ?? 0), 0) / members.length;
  return [{ members, supply, assets, reach, misfit: mean }];
}

function isConsumer(node: NodeId, medium: Medium, graph: PlantGraph): boolean {
  return !(graph.downstream.get(node) ?? []).some(({ way }) => way === medium);
}

/** The longest run of alerts within the time; in order of time already. */
function mostTogether(alerts: readonly GraphAlert[], medium: Medium): readonly GraphAlert[] {
  const withinUs = (TOGETHER_S + LAG_S[medium]) * 1e6;
  let best: readonly GraphAlert[] = [];
  let first = 0;
  for (let last = 0; last < alerts.length; last++) {
    while ((alerts[last] as GraphAlert).since - (alerts[first] as GraphAlert).since > withinUs) first++;
    if (last - first + 1 > best.length) best = alerts.slice(first, last + 1);
  }
  return best;
}
