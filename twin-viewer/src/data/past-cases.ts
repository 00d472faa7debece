import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { PastAlert } from "./api.ts";
import type { ComponentAnswer, Verdict, WorkItemAnswer } from "./maintenance-api.ts";

/** An earlier fault of the same kind on an asset of the same type. */
export interface PastCase {
  readonly alert: PastAlert;
  readonly raisedMs: number;
  readonly clearedMs: number | undefined;
  /** The cause that people found, from the work item that came from it. */
  readonly done: string | undefined;
  /** Name of the person who did it, and knows more. */
  readonly doneBy: string | undefined;
  readonly found: string | undefined;
  readonly verdict: Verdict | undefined;
}

const MOST = 3;

interface Known {
  readonly alerts: readonly PastAlert[];
  readonly work: readonly WorkItemAnswer[];
  /** Type of an asset, or its kind where it has none. */
  typeOf(asset: AssetUid): string | undefined;
}

/** The last cases like this one, newest first: closed alerts whose most likely kind is the same, on the same type. */
export function pastCases(
  { assetUid, hypotheses, alertUid }: Pick<ComponentAnswer, "assetUid" | "hypotheses" | "alertUid">,
  { alerts, work, typeOf }: Known,
): readonly PastCase[] {
  const kind = hypotheses[0]?.kind;
  const type = typeOf(assetUid);
  if (kind === undefined || type === undefined) return [];
  return alerts
    .filter(
      (one) =>
        one.alertUid !== alertUid &&
        one.state === "closed" &&
        one.hypotheses?.[0]?.kind === kind &&
        typeOf(one.assetUid) === type,
    )
    .map((one) => caseOf(one, work))
    .sort((a, b) => b.raisedMs - a.raisedMs)
    .slice(0, MOST);
}

function caseOf(alert: PastAlert, work: readonly WorkItemAnswer[]): PastCase {
  const item = work.find(({ cause }) => cause === alert.alertUid);
  const cleared = Date.parse(alert.clearedAt ?? "");
  const finish = item?.acts.findLast(({ done }) => done !== null);
  return {
    alert,
    raisedMs: Date.parse(alert.raisedAt ?? ""),
    clearedMs: Number.isNaN(cleared) ? undefined : cleared,
    done: finish?.done ?? undefined,
    doneBy: finish?.doneBy ?? finish?.by.name,
    found: item?.acts.findLast(({ found }) => found !== null)?.found ?? undefined,
    verdict: item?.verdict ?? undefined,
  };
}
