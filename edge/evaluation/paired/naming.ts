/** How exactly findings name a fault: rule E23 in docs/rules/evaluation.md. Pure. */
import { bearingOf, isAboutItsAsset } from "../expectations.ts";
import { countsFor, explains, type Grounds, isOfOldTool, standing } from "../judge.ts";
import type { Occurrence } from "../occurrences.ts";
import type { TrueFault } from "../truth.ts";

/** Each includes the ones before it. */
export interface Named {
  /** Something was said that the fault explains. */
  readonly isFound: boolean;
  readonly namesAsset: boolean;
  readonly namesComponent: boolean;
  /** A finding on the right component has the right kind among its three likeliest. */
  readonly inTop3: boolean;
  /** A hit: the kind is the likeliest one of such a finding. */
  readonly isHit: boolean;
  /** From when the fault showed to the first such finding, seconds; 0 when it was already active. */
  readonly hitDelayS?: number;
}

const NOT_NAMED: Named = {
  isFound: false,
  namesAsset: false,
  namesComponent: false,
  inTop3: false,
  isHit: false,
};
const TOP = 3;

/** `findings`: those of the faulty run alone, in order of time. */
export function namedBy(findings: readonly Occurrence[], fault: TrueFault, grounds: Grounds): Named {
  const { observableAt, kind } = fault;
  if (observableAt === undefined) return NOT_NAMED;
  const during = findings.filter((one) => countsFor(fault, observableAt, standing(one, grounds.tools)));
  const assetOf = (one: Occurrence) => grounds.assetOf.get(one.label);
  const right = during.filter((one) => bearingOf(fault, one, assetOf(one)) === "right" && !isOfOldTool(one, grounds));
  const namesAsset = right.length > 0 || during.some((one) => isAboutItsAsset(fault, one));
  const hit = right.find(({ kinds }) => kinds[0] === kind);
  return {
    isFound: namesAsset || findings.some((one) => explains(fault, one, assetOf(one)) !== undefined),
    namesAsset,
    namesComponent: right.length > 0,
    inTop3: right.some(({ kinds }) => kinds.slice(0, TOP).includes(kind)),
    isHit: hit !== undefined,
    ...(hit === undefined ? {} : { hitDelayS: Math.max(0, hit.raisedAt - observableAt) / 1e6 }),
  };
}
