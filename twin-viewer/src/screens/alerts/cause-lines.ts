import type { CauseGroup } from "./cause-groups.ts";
import type { AlertRow } from "./rows.ts";

/** A line of the list: an alert, and for a cause what follows from it. */
export interface CauseLine {
  readonly row: AlertRow;
  readonly group?: CauseGroup;
  /** Consequences, in order of time. */
  readonly below: readonly AlertRow[];
}

/**
 * One line for each group, where its most urgent listed alert would be, and one for every other alert.
 *
 * @param rows the listed alerts in their order
 * @param standing all alerts that may be consequences, hidden ones too, so that counts are true
 */
export function linesOf(
  rows: readonly AlertRow[],
  groups: readonly CauseGroup[],
  standing: readonly AlertRow[],
): readonly CauseLine[] {
  const byUid = new Map([...standing, ...rows].map((row) => [row.alertUid, row]));
  const groupOf = new Map(
    groups.flatMap((group) =>
      [group.cause.alertUid, ...group.consequences.map(({ alertUid }) => alertUid)].map((uid) => [uid, group] as const),
    ),
  );
  const done = new Set<CauseGroup>();
  return rows.flatMap((row): CauseLine[] => {
    const group = groupOf.get(row.alertUid);
    if (group === undefined) return [{ row, below: [] }];
    if (done.has(group)) return [];
    done.add(group);
    const below = group.consequences.flatMap(({ alertUid }) => byUid.get(alertUid) ?? []);
    return [{ row: byUid.get(group.cause.alertUid) ?? group.cause, ...(below.length === 0 ? {} : { group }), below }];
  });
}

/** Rows that are on the screen: lines, and what follows from the opened ones. */
export function visibleRows(lines: readonly CauseLine[], opened: ReadonlySet<string>): readonly AlertRow[] {
  return lines.flatMap(({ row, below }) => (opened.has(row.alertUid) ? [row, ...below] : [row]));
}
