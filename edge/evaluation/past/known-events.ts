/** Failures that the plant's people know of, and which findings came before them (rule PH7). */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { PastFinding } from "./findings.ts";

/** A failure, as `--events` names it. */
export interface KnownEvent {
  readonly at: Micros;
  readonly asset: string;
  readonly component: string;
  /** Kind of the fault, where it is known. */
  readonly kind: string;
  readonly line: number;
}

export interface JudgedEvent extends KnownEvent {
  /** `after`: a finding came only then, which is too late. `outside`: the data do not cover it. */
  readonly outcome: "found" | "after" | "missed" | "outside";
  /** Seconds from the first finding about it to the failure; negative: after it. */
  readonly leadS?: number;
  /** That finding. */
  readonly finding?: PastFinding;
  /** Whether that finding named the kind first; absent where the kind is not known or none was named. */
  readonly kindIsFirst?: boolean;
}

export interface JudgedPast {
  readonly events: readonly JudgedEvent[];
  /** Findings near no known failure: false, or of something that nobody wrote down. */
  readonly unexplained: readonly PastFinding[];
}

export interface JudgingPlan {
  readonly from: Micros;
  readonly to: Micros;
  /** A finding counts for a failure if it was raised at most this long before it, or is active then. */
  readonly withinUs: Micros;
}

/** A finding this soon after a failure is about it. */
const AFTER_US = 86_400e6;

export function judgePast(
  events: readonly KnownEvent[],
  findings: readonly PastFinding[],
  plan: JudgingPlan,
): JudgedPast {
  const explained = new Set<PastFinding>();
  const judged = events.map((event): JudgedEvent => {
    if (event.at < plan.from || event.at > plan.to) return { ...event, outcome: "outside" };
    const near = findings
      .filter((finding) => isAbout(finding, event) && isNear(finding, event, plan.withinUs))
      .sort((a, b) => a.at - b.at);
    for (const finding of near) explained.add(finding);
    const [first] = near;
    if (first === undefined) return { ...event, outcome: "missed" };
    const named = first.hypotheses[0]?.kind;
    return {
      ...event,
      outcome: first.at <= event.at ? "found" : "after",
      leadS: (event.at - first.at) / 1e6,
      finding: first,
      ...(event.kind === "" || named === undefined ? {} : { kindIsFirst: named === event.kind }),
    };
  });
  return { events: judged, unexplained: findings.filter((finding) => !explained.has(finding)) };
}

/** The same asset, and the same component, one below it or one above it. */
function isAbout(finding: PastFinding, event: KnownEvent): boolean {
  if (finding.asset !== event.asset) return false;
  const [said, known] = [finding.component, event.component];
  return said === "" || known === "" || `${said}/`.startsWith(`${known}/`) || `${known}/`.startsWith(`${said}/`);
}

function isNear({ at, clearedAt }: PastFinding, event: KnownEvent, withinUs: number): boolean {
  if (at > event.at) return at <= event.at + AFTER_US;
  return at >= event.at - withinUs || clearedAt === undefined || clearedAt >= event.at;
}
