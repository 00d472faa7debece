/** Judges the groups of floods on plants of random shape. */
import { buildGraph } from "../../../../edge/alerts/groups/build-graph.ts";
import { graphAlert } from "../../../../edge/alerts/groups/graph-alert.ts";
import { groupAlerts } from "../../../../edge/alerts/groups/group-alerts.ts";
import type { AlertGroup } from "../../../../edge/contracts/alerts/alert-groups.ts";
import { EVENTS, type EventKind, type Flood, floodOf } from "./flood-events.ts";
import { drawOf, floodPlant } from "./flood-plant.ts";

interface Verdict {
  readonly alarms: number;
  readonly lines: number;
  /** Causes that are named rightly, of all. */
  readonly right: number;
  /** Share of the consequences that are in the group of their cause. */
  readonly placed: number;
  /** Unrelated alarms that were taken for consequences. */
  readonly swallowed: number;
}

/** Each kind alone, and two at once. */
export const FLOODS: readonly (readonly EventKind[])[] = [
  ...EVENTS.map((kind) => [kind]),
  ["power-sag", "air"],
  ["emergency-stop", "power-sag"],
  ["network", "jam"],
  ["chilled-water", "emergency-stop"],
];

function verdictOn(seed: number, kinds: readonly EventKind[]): Verdict {
  const draw = drawOf(seed);
  const plant = floodPlant(draw);
  const flood = floodOf(plant, draw, kinds);
  const graph = buildGraph(plant);
  const groups = groupAlerts(
    flood.alerts.map(({ alert, tag, onDelayS }) =>
      graphAlert(
        { ...alert, ...(tag === undefined ? {} : { values: { tag: tag.ref } as never }) },
        {
          graph,
          tagAt: (ref) => plant.tags[ref],
          onDelayS: () => onDelayS,
        },
      ),
    ),
    graph,
  );
  return measured(flood, groups);
}

function measured({ alerts, truths }: Flood, groups: readonly AlertGroup[]): Verdict {
  const eventOf = new Map(alerts.map(({ alert, event }) => [alert.alertUid, event]));
  const ofTruth = truths.map(({ cause, supply }) =>
    groups.find((group) => (cause === undefined ? group.common?.assetUid === supply : group.cause === cause)),
  );
  const consequences = alerts.filter(({ alert, event }) => event >= 0 && truths[event]?.cause !== alert.alertUid);
  const isIn = (uid: string, group: AlertGroup | undefined) =>
    group !== undefined && (group.cause === uid || group.consequences.some(({ alertUid }) => alertUid === uid));
  const grouped = groups.reduce((sum, { consequences: below }) => sum + below.length, 0);
  return {
    alarms: alerts.length,
    lines: alerts.length - grouped,
    right: ofTruth.filter((group) => group !== undefined).length,
    placed:
      consequences.filter(({ alert, event }) => isIn(alert.alertUid, ofTruth[event])).length / consequences.length,
    swallowed: groups.flatMap(({ consequences: below }) => below).filter(({ alertUid }) => eventOf.get(alertUid) === -1)
      .length,
  };
}

/** Figures over floods of the same kinds. */
export interface Judged {
  readonly floods: number;
  /** Least number of alarms. */
  readonly alarms: number;
  /** Floods in which a cause is not named, or another one is. */
  readonly wrong: number;
  readonly mostLines: number;
  readonly placed: number;
  readonly swallowed: number;
}

/** Judges `count` floods of these kinds, from a seed on. */
export function judge(kinds: readonly EventKind[], first: number, count: number): Judged {
  const all = Array.from({ length: count }, (_, n) => verdictOn(first + n, kinds));
  return {
    floods: count,
    alarms: Math.min(...all.map(({ alarms }) => alarms)),
    wrong: all.filter(({ right }) => right < kinds.length).length,
    mostLines: Math.max(...all.map(({ lines }) => lines)),
    placed: all.reduce((sum, { placed }) => sum + placed, 0) / count,
    swallowed: all.reduce((sum, { swallowed }) => sum + swallowed, 0),
  };
}
