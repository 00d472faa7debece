/** An adaptation from labels: counts for priors, levels of watches, severity (rules VL2 to VL4). Pure. */
import {
  type Adaptation,
  DEFAULT_LEVEL,
  MOST_PLACES,
  MOST_RAISE,
  type PlaceAdaptation,
  type WatchAdaptation,
} from "../contracts/health/adaptation.ts";
import { softerAfter } from "../contracts/records/softer.ts";
import { NOTHING_FOUND } from "../contracts/records/work-book.ts";
import { isFault, type Label } from "./labels.ts";

/** Labels about a component of a type that count for priors: the newest, so that they can outweigh one sign at most. */
const MOST_FOUND = 100;
/** Decades by which a false finding raises the levels of its watches, and a right one brings them back. */
const UP = 0.5;
/** Share of wrong ones among a watch's judged findings at which its level stays, by the weighted up-down rule. */
const WRONG_SHARE = 0.1;
const DOWN = (UP * WRONG_SHARE) / (1 - WRONG_SHARE);
/** Evidence is read from a stored probability, which rounds. */
const ROUNDING = 1e-9;

/** `labels` in the order of their time. */
export function adaptationFrom(labels: readonly Label[], version: number): Adaptation {
  const byPlace = Map.groupBy(labels, ({ assetType, component }) => `${assetType}\n${component}`);
  const newestFirst = [...byPlace.values()].sort((a, b) => timeOf(b) - timeOf(a));
  return {
    version,
    places: newestFirst.slice(0, MOST_PLACES).map(placeOf).sort(byName("component")),
    watches: watchesOf(labels).slice(0, MOST_PLACES).sort(byName("watch")),
  };
}

function timeOf(labels: readonly Label[]): number {
  return labels.at(-1)?.at ?? 0;
}

function placeOf(labels: readonly Label[]): PlaceAdaptation {
  const { assetType, component } = labels[0] as Label;
  const counts = new Map<string, number>();
  const named = labels.flatMap(({ found }) => (found === undefined || found === NOTHING_FOUND ? [] : [found]));
  for (const kind of named.slice(-MOST_FOUND)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const found = [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => (a.kind < b.kind ? -1 : 1));
  return {
    assetType,
    component,
    verdicts: labels.length,
    found,
    softer: softerAfter(labels.map(({ verdict }) => verdict)),
  };
}

/** Watches whose level differs from the default; the ones judged last come first. */
function watchesOf(labels: readonly Label[]): readonly WatchAdaptation[] {
  const raises = new Map<string, WatchAdaptation>();
  for (const label of labels) {
    const step = stepOf(label);
    if (step === 0) continue;
    for (const { watch, strength } of label.watches) {
      // A watch that did not reach the level alone did not raise the finding.
      if (strength < DEFAULT_LEVEL - ROUNDING) continue;
      const { assetType } = label;
      const key = `${assetType}\n${watch}`;
      const raise = Math.max(0, Math.min(MOST_RAISE, (raises.get(key)?.raise ?? 0) + step));
      raises.delete(key);
      raises.set(key, { assetType, watch, raise });
    }
  }
  return [...raises.values()].filter(({ raise }) => raise > 0).reverse();
}

/** Not useful, and right without a fault that anybody could find, say nothing about detection. */
function stepOf(label: Label): number {
  const { verdict } = label;
  if (verdict === "not-useful") return 0;
  if (isFault(label)) return -DOWN;
  return verdict === "right" ? 0 : UP;
}

function byName<Field extends string>(field: Field) {
  type One = { readonly assetType: string } & { readonly [Key in Field]: string };
  const keyOf = (one: One): string => `${one.assetType}\n${one[field]}`;
  return (a: One, b: One): number => (keyOf(a) < keyOf(b) ? -1 : 1);
}
