import type { CausePath, PathStep } from "../../data/cause-path.ts";
import { edgeNowMs } from "../../data/signals.ts";
import type { CauseGroup } from "./cause-groups.ts";
import type { AlertRow } from "./rows.ts";

/** The path of a group over the assets of its alerts, the cause first, then in the order in which they were reached. */
export function pathOf({ cause, common, consequences }: CauseGroup, rows: readonly AlertRow[]): CausePath {
  const byUid = new Map([...rows, cause].map((row) => [row.alertUid, row]));
  const steps = new Map<string, PathStep>([[cause.assetUid, stepOf(cause, { from: null, ways: [] })]]);
  // In order of time already; of an asset the first alert counts.
  for (const { alertUid, explainedBy, step } of consequences) {
    const row = byUid.get(alertUid);
    if (row === undefined) continue;
    const known = steps.get(row.assetUid);
    const from = byUid.get(explainedBy)?.assetUid ?? cause.assetUid;
    steps.set(
      row.assetUid,
      known === undefined ? stepOf(row, { from, ways: step }) : { ...known, alerts: known.alerts + 1 },
    );
  }
  return { steps: [...steps.values()], common, atMs: edgeNowMs() };
}

function stepOf({ assetUid, raisedMs, message }: AlertRow, came: Pick<PathStep, "from" | "ways">): PathStep {
  return { asset: assetUid, raisedMs, message, alerts: 1, ...came };
}
