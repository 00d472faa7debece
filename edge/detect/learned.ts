/**
 * States that detectors learn by themselves and that a restart must not lose. Rules A76 to A79 in
 * docs/rules/alert.md.
 */
import { createHash } from "node:crypto";

/** The learnt state of one tag for one rule. */
export interface LearnedState {
  /** Fingerprint of everything that the numbers depend on: with another one they mean nothing. */
  readonly print: string;
  readonly numbers: Float64Array;
}

/** By `ruleKey`: one rule of one asset. */
export type LearnedStates = ReadonlyMap<string, LearnedState>;

/** A detector that learns. Both name the methods of a follower, which keeps its state the same way. */
export interface Learner {
  /** The states as they are now. The numbers are copies. */
  snapshot(): LearnedStates;
  /** Resumes from a snapshot, as if there had been no interruption. States of another print or format are ignored. */
  restore(states: LearnedStates): void;
}

/** A fingerprint that shows whether a rule or tag has changed. */
export function learnedPrint(...dependsOn: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(dependsOn)).digest("base64url").slice(0, 16);
}
