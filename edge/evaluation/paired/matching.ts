/** Findings that both runs of a pair have: rule E22 in docs/rules/evaluation.md. Pure. */
import type { Occurrence } from "../occurrences.ts";

/** Largest difference in time between two runs' reports of one finding. */
const SLACK_US = 60e6;

/** The findings of the first run, by whether the second has them too. */
export function splitByTwins(
  heard: readonly Occurrence[],
  twins: readonly Occurrence[],
): { readonly both: readonly Occurrence[]; readonly only: readonly Occurrence[] } {
  const byKey = new Map<string, Occurrence[]>();
  for (const twin of twins) {
    const key = keyOf(twin);
    const own = byKey.get(key);
    if (own === undefined) byKey.set(key, [twin]);
    else own.push(twin);
  }
  const isInBoth = (one: Occurrence): boolean => byKey.get(keyOf(one))?.some((twin) => overlap(one, twin)) ?? false;
  return { both: heard.filter(isInBoth), only: heard.filter((one) => !isInBoth(one)) };
}

function keyOf({ rule, assetUid, component }: Occurrence): string {
  return `${rule}\n${assetUid}\n${component}`;
}

function overlap(one: Occurrence, twin: Occurrence): boolean {
  return one.raisedAt <= endOf(twin) + SLACK_US && twin.raisedAt <= endOf(one) + SLACK_US;
}

function endOf({ clearedAt = Number.POSITIVE_INFINITY }: Occurrence): number {
  return clearedAt;
}
