/** Groups alerts by cause: a pure function of alerts and graph, whatever the order in which they came (FL4 to FL9). */
import type { AlertGroup, CommonSupply, Consequence, Way } from "../../contracts/alerts/alert-groups.ts";
import { commonSupplies } from "./common-supply.ts";
import { explanationsOf, type GraphAlert } from "./explanations.ts";
import type { NodeId, PlantGraph } from "./plant-graph.ts";

/** More are not looked at; the newest count. The alert book keeps as many. */
export const MOST_GROUPED = 2000;

interface Parent {
  readonly alert: GraphAlert;
  readonly ways: readonly Way[];
  /** How badly it fits; 0 where nothing else may explain the alert. */
  readonly misfit: number;
}

/** From here on an explanation is weak: a supply that many of them share explains them better (rule FL7). */
const WEAK_FROM = 0.5;

/** Groups with at least one consequence, the most urgent first. Every other alert is a line of its own. */
export function groupAlerts(alerts: readonly GraphAlert[], graph: PlantGraph): readonly AlertGroup[] {
  const ordered = [...alerts].sort(byOnset).slice(-MOST_GROUPED);
  const parents = parentsOf(ordered, graph);
  const commons = shareSupplies(ordered, parents, graph);
  const families = familiesOf(ordered, parents);
  return [...families]
    .filter(([, below]) => below.length > 0)
    .map(([root, below]) => groupOf(root, below, { parents, common: commons.get(root) ?? null }))
    .sort((a, b) => a.priority - b.priority || b.since - a.since || (a.cause < b.cause ? -1 : 1));
}

/** Puts alerts under the first of those that share a failed supply; changes `parents`. */
function shareSupplies(
  alerts: readonly GraphAlert[],
  parents: Map<GraphAlert, Parent>,
  graph: PlantGraph,
): ReadonlyMap<GraphAlert, CommonSupply> {
  const commons = new Map<GraphAlert, CommonSupply>();
  const explained = new Map(
    alerts.flatMap((alert) => {
      const misfit = parents.get(alert)?.misfit ?? Number.POSITIVE_INFINITY;
      return misfit >= WEAK_FROM ? [[alert, misfit] as const] : [];
    }),
  );
  for (const { members, supply } of commonSupplies(explained, graph)) {
    const [first, ...rest] = [...members].sort(byOnset) as [GraphAlert, ...GraphAlert[]];
    parents.delete(first);
    commons.set(first, supply);
    for (const alert of rest) parents.set(alert, { alert: first, ways: [supply.way], misfit: 0 });
  }
  return commons;
}

function byOnset(a: GraphAlert, b: GraphAlert): number {
  return a.since - b.since || (a.alertUid < b.alertUid ? -1 : a.alertUid > b.alertUid ? 1 : 0);
}

/** The best explanation of each alert that does not lead back to it. */
function parentsOf(alerts: readonly GraphAlert[], graph: PlantGraph): Map<GraphAlert, Parent> {
  const byNode = new Map<NodeId, GraphAlert[]>();
  const byUid = new Map(alerts.map((alert) => [alert.alertUid, alert]));
  for (const alert of alerts) {
    const known = byNode.get(alert.node);
    if (known === undefined) byNode.set(alert.node, [alert]);
    else known.push(alert);
  }
  const parents = new Map<GraphAlert, Parent>();
  // The watch of sources has decided already (rule A84).
  for (const alert of alerts) {
    const known = alert.causedBy === undefined ? undefined : byUid.get(alert.causedBy);
    if (known !== undefined && !leadsBack(known, alert, parents))
      parents.set(alert, { alert: known, ways: ["signal"], misfit: 0 });
  }
  const wanted = alerts
    .filter((alert) => !parents.has(alert))
    .map((alert) => ({ alert, found: explanationsOf(alert, graph, byNode) }));
  // The surest first: where two explain each other, the better explanation stands.
  wanted.sort((a, b) => (a.found[0]?.cost ?? 0) - (b.found[0]?.cost ?? 0) || byOnset(b.alert, a.alert));
  for (const { alert, found } of wanted) {
    const best = found.find(({ cause }) => !leadsBack(cause, alert, parents));
    if (best !== undefined) parents.set(alert, { alert: best.cause, ways: best.ways, misfit: best.misfit });
  }
  return parents;
}

function leadsBack(from: GraphAlert, to: GraphAlert, parents: ReadonlyMap<GraphAlert, Parent>): boolean {
  for (let at: GraphAlert | undefined = from; at !== undefined; at = parents.get(at)?.alert) if (at === to) return true;
  return false;
}

function familiesOf(
  alerts: readonly GraphAlert[],
  parents: ReadonlyMap<GraphAlert, Parent>,
): ReadonlyMap<GraphAlert, readonly GraphAlert[]> {
  const families = new Map<GraphAlert, GraphAlert[]>();
  for (const alert of alerts) if (!parents.has(alert)) families.set(alert, []);
  for (const alert of alerts) {
    let root = alert;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up.alert;
    if (root !== alert) families.get(root)?.push(alert);
  }
  return families;
}

function groupOf(
  root: GraphAlert,
  below: readonly GraphAlert[],
  { parents, common }: { parents: ReadonlyMap<GraphAlert, Parent>; common: CommonSupply | null },
): AlertGroup {
  const all = [root, ...below];
  const alarms = all.filter(({ isAlarm }) => isAlarm);
  const firstRaised = Math.min(...below.map(({ raisedAt }) => raisedAt));
  return {
    cause: root.alertUid,
    since: root.since,
    lateS: Math.max(0, (root.raisedAt - firstRaised) / 1e6),
    priority: Math.min(...(alarms.length > 0 ? alarms : all).map(({ priority }) => priority)) as AlertGroup["priority"],
    common,
    consequences: below.map((alert): Consequence => {
      const parent = parents.get(alert) as Parent;
      const { alertUid } = alert;
      return { alertUid, explainedBy: parent.alert.alertUid, step: parent.ways, ways: waysTo(alert, parents) };
    }),
  };
}

/** Ways from the root down to the alert, each once. */
function waysTo(alert: GraphAlert, parents: ReadonlyMap<GraphAlert, Parent>): readonly Way[] {
  const steps: (readonly Way[])[] = [];
  for (let up = parents.get(alert); up !== undefined; up = parents.get(up.alert)) steps.unshift(up.ways);
  return [...new Set(steps.flat())];
}
