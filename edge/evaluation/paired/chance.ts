/** How many faults the same findings would name by chance: rule E26 in docs/rules/evaluation.md. Pure. */

import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { Grounds } from "../judge.ts";
import type { Occurrence } from "../occurrences.ts";
import type { TrueFault } from "../truth.ts";
import { namedBy } from "./naming.ts";

/** Number of shifts in time, and the largest number of rotations of assets. */
const TRIALS = 19;

/** Mean number of faults over the trials. */
interface Expected {
  readonly component: number;
  readonly hits: number;
}

export interface ChanceHits {
  /** With all findings moved together through the run. */
  readonly byTime: Expected;
  /** With the findings of each asset moved to another of its kind; over faults whose asset has others of its kind. */
  readonly byAsset: Expected;
}

interface Run {
  readonly from: Micros;
  readonly to: Micros;
  readonly grounds: Grounds;
}

export function chanceHits(
  faults: readonly TrueFault[],
  findings: readonly Occurrence[],
  { from, to, grounds }: Run,
): ChanceHits {
  const shifts = Array.from({ length: TRIALS }, (_, trial) => ((trial + 1) / (TRIALS + 1)) * (to - from));
  const kinds = kindsOf([...grounds.assetOf.values()]);
  const comparable = faults.filter(({ asset }) => (kinds.get(asset)?.length ?? 1) > 1);
  const most = Math.max(0, ...comparable.map(({ asset }) => (kinds.get(asset) as readonly string[]).length - 1));
  const rotations = Array.from({ length: Math.min(TRIALS, most) }, (_, trial) => trial + 1);
  return {
    byTime: expected(
      faults,
      shifts.map((by) => shifted(findings, by, { from, to })),
      grounds,
    ),
    byAsset: expected(
      comparable,
      rotations.map((by) => rotated(findings, by, kinds)),
      grounds,
    ),
  };
}

function expected(
  faults: readonly TrueFault[],
  trials: readonly (readonly Occurrence[])[],
  grounds: Grounds,
): Expected {
  let [component, hits] = [0, 0];
  for (const findings of trials)
    for (const fault of faults) {
      const named = namedBy(findings, fault, grounds);
      if (named.namesComponent) component++;
      if (named.isHit) hits++;
    }
  const count = Math.max(1, trials.length);
  return { component: component / count, hits: hits / count };
}

/** Findings shifted beyond the end continue at the start. */
function shifted(findings: readonly Occurrence[], by: Micros, { from, to }: Pick<Run, "from" | "to">): Occurrence[] {
  return findings
    .map((finding) => {
      const raisedAt = from + ((finding.raisedAt - from + by) % (to - from));
      const move = raisedAt - finding.raisedAt;
      const { clearedAt, since } = finding;
      return {
        ...finding,
        raisedAt,
        laterKinds: finding.laterKinds.map(({ at, kinds }) => ({ at: at + move, kinds })),
        since: since + move,
        clearedAt: clearedAt === undefined ? undefined : clearedAt + move,
      };
    })
    .sort((a, b) => a.raisedAt - b.raisedAt);
}

/** Labels of the assets of one kind, for each of these. */
function kindsOf(assets: readonly Asset[]): ReadonlyMap<string, readonly string[]> {
  const byKind = new Map<string, string[]>();
  for (const { kind, label } of assets) byKind.set(kind, [...(byKind.get(kind) ?? []), label]);
  return new Map(assets.map(({ kind, label }) => [label, (byKind.get(kind) as string[]).sort()]));
}

function rotated(
  findings: readonly Occurrence[],
  by: number,
  kinds: ReadonlyMap<string, readonly string[]>,
): Occurrence[] {
  return findings.flatMap((finding) => {
    const peers = kinds.get(finding.label) ?? [finding.label];
    const to = (peers.indexOf(finding.label) + by) % peers.length;
    const label = peers[to] as string;
    // A rotation that leads back to the finding's own asset is not a trial.
    return label === finding.label && peers.length > 1 ? [] : [{ ...finding, label }];
  });
}
