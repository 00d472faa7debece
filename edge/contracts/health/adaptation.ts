/**
 * Experience from people's verdicts on findings about components of a type of asset, and its effect on priors, levels
 * and severity (rules VL1 to VL10 in docs/rules/verdicts.md; formulas in docs/methods/verdicts.md).
 */
import type { EdgeEvent } from "../path/event-batch.ts";
import type { Asset } from "../plant/plant.ts";
import type { AssetUid } from "../plant/tag.ts";
import { MOST_SOFTER } from "../records/softer.ts";

/** Verdicts that the table of signatures is worth: the strength of the Dirichlet prior. */
const TABLE_WORTH = 20;
/** Evidence, in decades, that a finding needs by default. It never needs less. */
export const DEFAULT_LEVEL = 9;
/** The level rises by this much at most. Every watch that speaks alone reaches a decade more than the highest level. */
export const MOST_RAISE = 2;
/** Types and components, and types and watches, that an adaptation may have. */
export const MOST_PLACES = 2_000;

/** How often people found this kind of fault. */
export interface FoundCount {
  readonly kind: string;
  readonly count: number;
}

/** A component of a type of asset. */
export interface PlaceAdaptation {
  readonly assetType: string;
  /** Path; empty where the asset itself is meant. */
  readonly component: string;
  /** Verdicts that this rests on. */
  readonly verdicts: number;
  readonly found: readonly FoundCount[];
  /** Steps by which the severity of its findings is lower. */
  readonly softer: number;
}

/** A watch of a type of asset. */
export interface WatchAdaptation {
  readonly assetType: string;
  readonly watch: string;
  /** Decades of evidence that a finding needs beyond the default. */
  readonly raise: number;
}

export interface Adaptation {
  /** 0: the defaults. */
  readonly version: number;
  readonly places: readonly PlaceAdaptation[];
  readonly watches: readonly WatchAdaptation[];
}

/** The version that a judgement rests on, with the number of verdicts about this component of this type of asset. */
export interface AdaptationInForce {
  readonly version: number;
  readonly verdicts: number;
}

export const NO_ADAPTATION: Adaptation = { version: 0, places: [], watches: [] };

/** Event of the log: from here on this adaptation is in force. Its payload is the `Adaptation` (rule VL6). */
export const HEALTH_ADAPTED = "health.adapted";
export const HEALTH_ADAPTED_SCHEMA = "health-adapted/1";

/** The name under which assets share what was learnt: their type, or their kind where none is described. */
export function assetTypeOf({ type, kind }: Pick<Asset, "type" | "kind">): string {
  return type ?? kind;
}

/**
 * Probability of each kind of fault before any evidence: the posterior mean of a Dirichlet distribution, whose
 * parameters are the weights of the table, scaled to `TABLE_WORTH` verdicts. The sum is 1. Kinds that are not in the
 * table do not count.
 *
 * @param table weight of each kind that the watches of the component know
 */
export function priorsOf(
  table: ReadonlyMap<string, number>,
  found: readonly FoundCount[],
): ReadonlyMap<string, number> {
  const counts = new Map(found.map(({ kind, count }) => [kind, count]));
  let [weights, labels] = [0, 0];
  for (const [kind, weight] of table) {
    weights += weight;
    labels += counts.get(kind) ?? 0;
  }
  return new Map(
    [...table].map(([kind, weight]) => [
      kind,
      ((TABLE_WORTH * weight) / weights + (counts.get(kind) ?? 0)) / (TABLE_WORTH + labels),
    ]),
  );
}

/**
 * The adaptation of an event; undefined where the event is none, or not the edge's own. Values out of bounds are moved
 * to them, so that no event can silence a watch.
 */
export function adaptationIn(event: EdgeEvent, edgeUid: AssetUid | undefined): Adaptation | undefined {
  const { type, schema, assetUid, payload } = event;
  if (type !== HEALTH_ADAPTED || schema !== HEALTH_ADAPTED_SCHEMA || edgeUid === undefined || assetUid !== edgeUid)
    return undefined;
  const { version, places, watches } = payload as unknown as Partial<Adaptation>;
  if (typeof version !== "number" || !Array.isArray(places) || !Array.isArray(watches)) return undefined;
  return {
    version,
    places: (places as readonly PlaceAdaptation[]).slice(0, MOST_PLACES).map((place) => ({
      assetType: String(place.assetType),
      component: String(place.component),
      verdicts: within(place.verdicts, Number.MAX_SAFE_INTEGER),
      found: (Array.isArray(place.found) ? place.found : []).map(({ kind, count }) => ({
        kind: String(kind),
        count: within(count, Number.MAX_SAFE_INTEGER),
      })),
      softer: within(place.softer, MOST_SOFTER),
    })),
    watches: (watches as readonly WatchAdaptation[]).slice(0, MOST_PLACES).map(({ assetType, watch, raise }) => ({
      assetType: String(assetType),
      watch: String(watch),
      raise: within(raise, MOST_RAISE),
    })),
  };
}

function within(value: unknown, most: number): number {
  return typeof value === "number" && value > 0 ? Math.min(most, value) : 0;
}
