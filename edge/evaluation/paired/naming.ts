/** How exactly findings name a fault: rule E23 in docs/rules/evaluation.md. Pure. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { bearingOf, isAboutItsAsset } from "../expectations.ts";
import { countsFor, explains, type Grounds, isOfOldTool, standing } from "../judge.ts";
import type { Occurrence } from "../occurrences.ts";
import type { TrueFault } from "../truth.ts";

/** Each member includes the previous ones. */
export interface Named {
  /** There was a finding that the fault explains. */
  readonly isFound: boolean;
  readonly namesAsset: boolean;
  readonly namesComponent: boolean;
  /** The right kind is among the first three kinds that were named on the right component. */
  readonly inTop3: boolean;
  /** A hit: the right kind comes first. */
  readonly isHit: boolean;
  /** Seconds from the time at which the fault showed until it was named; 0 if it was already named. */
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
  const named = kindsNamed(right, fault, grounds);
  const place = named.findIndex((one) => one.kind === kind);
  return {
    isFound: namesAsset || findings.some((one) => explains(fault, one, assetOf(one)) !== undefined),
    namesAsset,
    namesComponent: right.length > 0,
    inTop3: place >= 0 && place < TOP,
    isHit: place === 0,
    ...(place === 0 ? { hitDelayS: Math.max(0, (named[0] as KindNamed).at - observableAt) / 1e6 } : {}),
  };
}

interface KindNamed {
  readonly kind: string;
  readonly at: Micros;
}

/**
 * The kinds that findings on the right component named while the fault counts, each once, in the order in which they
 * were named. Kinds of other faults that these findings name correctly are left out.
 */
function kindsNamed(right: readonly Occurrence[], fault: TrueFault, grounds: Grounds): readonly KindNamed[] {
  const observableAt = fault.observableAt as Micros;
  const isOfAnother = (kind: string, one: Occurrence, at: Micros): boolean =>
    kind !== fault.kind &&
    grounds.faults.some(
      (other) =>
        other.kind === kind && explains(other, { ...one, raisedAt: at }, grounds.assetOf.get(one.label)) === "right",
    );
  const named = right.flatMap((one) => {
    const said = [{ at: one.raisedAt, kinds: one.kinds }, ...one.laterKinds];
    const { clearedAt } = standing(one, grounds.tools);
    return said.flatMap(({ at, kinds }, place) => {
      const isOver = place > 0 && clearedAt !== undefined && at > clearedAt;
      const until = said[place + 1]?.at ?? clearedAt;
      if (isOver || !countsFor(fault, observableAt, { raisedAt: at, clearedAt: until })) return [];
      return kinds.filter((kind) => !isOfAnother(kind, one, at)).map((kind) => ({ kind, at }));
    });
  });
  const first = new Map<string, KindNamed>();
  for (const one of named.sort((a, b) => a.at - b.at)) if (!first.has(one.kind)) first.set(one.kind, one);
  return [...first.values()];
}
