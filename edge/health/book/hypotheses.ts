/** Which fault explains the pattern of evidence best: a table of signatures against what deviates. */
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { KnownKind, NamedHypothesis } from "../../contracts/health/component-condition.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type { Hypothesis } from "../../contracts/records/hypothesis.ts";
import type { ComponentWatch, FaultKind, Signature } from "../watch.ts";
import { type Odds, tableOf } from "./experience.ts";

/** Evidence at which an indication counts in full. */
const FULL = 9;
/** How much a missing or a surplus sign costs, in nats at full evidence. */
const SHARPNESS = 4;
/** Hypotheses that a finding names at most. */
const MOST = 5;
/** Hypotheses with a lower probability are left out. */
const LEAST = 0.02;

/** A finding ends when the component has been calm for this long, because evidence comes and goes with the regime. */
const HOLD_US = 900e6;

export interface Explained extends Hypothesis {
  readonly fault: FaultKind;
}

/**
 * Hypotheses of a component, most likely first. Each watch compares its evidence with the signs of each of its faults;
 * faults that several watches know add up. A fault that explains no more than the assumption of no fault is left out,
 * so that the list is empty where the evidence has the signs of no fault. `odds`: what people found in such components
 * before.
 */
export function hypothesesOf(watches: readonly ComponentWatch[], odds?: Odds): readonly Explained[] {
  const scores = new Map<string, Scored>();
  for (const watch of watches) {
    if (watch.strengths.every((strength) => strength === 0)) continue;
    for (const [kind, scored] of ofWatch(watch)) {
      const found = scores.get(kind);
      if (found === undefined) scores.set(kind, scored);
      else {
        found.score += scored.score;
        found.gain += scored.gain;
      }
    }
  }
  if (odds !== undefined) for (const [kind, scored] of scores) scored.score += Math.log(odds.get(kind) ?? 1);
  return normalised([...scores.values()].filter(({ gain }) => gain > 0));
}

/** Hypotheses with the words of their fault; kinds that no watch has any longer keep their kind as name. */
export function named(
  hypotheses: readonly Hypothesis[],
  watches: readonly ComponentWatch[],
): readonly NamedHypothesis[] {
  const faults = watches.flatMap(({ signatures }) => signatures);
  return hypotheses.map(({ kind, p }) => {
    const { name, advice } = faults.find((one) => one.kind === kind) ?? {
      name: { zh: kind, en: kind },
      advice: { zh: "", en: "" },
    };
    return { kind, p, name, advice };
  });
}

/** Kinds of faults that these watches distinguish, with their weight in the table. */
export function kindsOf(watches: readonly ComponentWatch[]): readonly KnownKind[] {
  const faults = watches.flatMap(({ signatures }) => signatures);
  return [...tableOf(watches)].map(([kind, weight]) => ({
    kind,
    name: faults.find((one) => one.kind === kind)?.name ?? { zh: kind, en: kind },
    weight,
  }));
}

/** Text of a finding about a component of this name. */
export function messageOf(name: LocalizedText, best: Explained | undefined): LocalizedText {
  if (best === undefined) return { zh: `${name.zh}：运行与平时不同`, en: `${name.en}: runs differently from usual` };
  const { name: what, advice } = best.fault;
  return {
    zh: `${name.zh}：疑似${what.zh}。${advice.zh}`,
    en: `${name.en}: ${what.en} suspected. ${advice.en}`,
  };
}

/** Whether evidence that has the sign of this kind of fault reaches the level of its watch. */
export function isReached(
  kind: string,
  watches: readonly ComponentWatch[],
  levelOf: (watch: ComponentWatch) => number,
): boolean {
  return watches.some((watch) =>
    watch.signatures.some((signature) => signature.kind === kind && strengthFor(signature, watch) >= levelOf(watch)),
  );
}

/** How long a component has to be calm before the finding of its likeliest fault ends. */
export function holdOf({ hypotheses }: Pick<Finding, "hypotheses">, watches: readonly ComponentWatch[]): number {
  const kind = hypotheses?.[0]?.kind;
  const isMarked = watches.some(({ signatures }) =>
    signatures.some((one) => one.kind === kind && one.endsAtOnce === true),
  );
  return isMarked ? 0 : HOLD_US;
}

/** The strongest evidence of the watch that has the sign of the fault; 0 where none has. */
function strengthFor({ signs }: Signature, { indications, strengths }: ComponentWatch): number {
  let most = 0;
  for (const [at, name] of indications.entries()) {
    const sign = Object.hasOwn(signs, name) ? (signs[name] as number) : undefined;
    if (sign === 1 || sign === -1) most = Math.max(most, sign * (strengths[at] as number));
  }
  return most;
}

interface Scored {
  readonly fault: FaultKind;
  /** By how much it reduces the mismatch, compared with no fault. */
  gain: number;
  /** Logarithm of how likely it is, up to a constant. */
  score: number;
}

/** The best signature of each kind of fault. */
function ofWatch({ signatures, indications, strengths }: ComponentWatch): Map<string, Scored> {
  const best = new Map<string, Scored>();
  const nothing = mismatchOf({ signs: {} }, indications, strengths);
  for (const signature of signatures) {
    const gain = nothing - mismatchOf(signature, indications, strengths);
    const score = SHARPNESS * gain + Math.log(signature.prior ?? 1);
    const found = best.get(signature.kind);
    if (found === undefined || score > found.score) best.set(signature.kind, { fault: signature, gain, score });
  }
  return best;
}

function mismatchOf(
  { signs }: Pick<Signature, "signs">,
  indications: readonly string[],
  strengths: Float64Array,
): number {
  // An incipient fault shows all of its signs weakly, so they are compared with the strongest one.
  const full = Math.min(1, strengths.reduce((most, strength) => Math.max(most, Math.abs(strength)), 0) / FULL);
  let sum = 0;
  for (const [at, name] of indications.entries()) {
    const seen = Math.max(-1, Math.min(1, (strengths[at] as number) / FULL));
    const sign = Object.hasOwn(signs, name) ? (signs[name] as number) : undefined;
    // Where a fault may show either way, or not at all, nothing speaks against it.
    if (sign === 0) continue;
    sum += (seen - full * (sign ?? 0)) ** 2;
  }
  return sum;
}

function normalised(scored: readonly { readonly fault: FaultKind; readonly score: number }[]): readonly Explained[] {
  const most = Math.max(...scored.map(({ score }) => score));
  const weights = scored.map(({ score }) => Math.exp(score - most));
  const sum = weights.reduce((all, one) => all + one, 0);
  return scored
    .map(({ fault }, at) => ({ kind: fault.kind, fault, p: (weights[at] as number) / sum }))
    .filter(({ p }) => p >= LEAST)
    .sort((a, b) => b.p - a.p || a.kind.localeCompare(b.kind))
    .slice(0, MOST);
}
