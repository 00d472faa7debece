import type { Logger } from "pino";
import type { Detector } from "../../contracts/alerts/detector.ts";
import type { SourceHealth } from "../../contracts/path/health.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { StrainState } from "../../contracts/path/strain.ts";
import type { LinkState } from "../../contracts/path/twin.ts";
import type { Asset, Plant } from "../../contracts/plant/plant.ts";
import type { AssetUid, LinkRef, Tag, TagTable } from "../../contracts/plant/tag.ts";
import { matchesTag, type TagPattern } from "../../contracts/plant/tag-pattern.ts";
import type { Learner } from "../learned.ts";
import type { DetectorCounters } from "../watchlist.ts";
import type { AlertAttributes } from "./attributes.ts";

/** A set of `ruleKey`s with only a test for membership, because a list of them takes 17 MB for 100,000 tags. */
export type RuleKeys = Pick<ReadonlySet<string>, "has">;

/** The treatment of alerts by `ruleKey`, stored or computed for each query. */
export interface RuleTable extends RuleKeys {
  get(key: string): AlertAttributes | undefined;
}

/** A detector that knows every alert it can raise and counts how it used its samples. */
export interface RuleDetector extends Detector {
  /** Kind of detector, such as `limit`. */
  readonly kind: string;
  readonly counters: DetectorCounters;
  /** Every (rule, asset) it can raise, as `ruleKey`. */
  readonly keys: RuleKeys;
  /** Present where it learns a reference by itself. */
  readonly learner?: Learner;
  /** Configured treatment of those alerts, by `ruleKey`. */
  readonly attributes?: RuleTable;
  /** The cause that hides one of its alerts now. */
  causeOf?(rule: string, assetUid: AssetUid): CauseAnswer;
}

/**
 * `ruleKey` of the alert that is the cause; undefined: there is none. `undecided`: too soon after the start, leave it
 * unchanged.
 */
export type CauseAnswer = { readonly key: string } | "undecided" | undefined;

/** Facts about the edge, besides its links, for the search for causes. */
interface CauseFacts {
  /** The edge as carrier of alerts about itself. */
  readonly edgeUid: AssetUid;
  /** host:port that each source talks to, by its name. */
  readonly peers: ReadonlyMap<string, string>;
  /** Every source of the config, with its state. */
  sources(): readonly Pick<SourceHealth, "name" | "state" | "reason">[];
  /** Whether the edge itself keeps up. */
  strain(): StrainState;
}

/**
 * One alert per rule and asset: the key of both. Uses `join`, because V8 keeps a template's text in pieces, which
 * doubles the memory of 100,000 keys.
 */
export function ruleKey(rule: string, assetUid: AssetUid): string {
  return [rule, assetUid].join("\n");
}

export interface DetectorContext {
  readonly plant: Plant;
  readonly tags: TagTable;
  /** States of the links now. */
  links(): readonly LinkState[];
  readonly log: Logger;
  /** Absent where samples have no live sources, such as in a trial of rules over history. */
  readonly causes?: CauseFacts;
}

/** A tag with its asset. */
export interface AssetTag {
  readonly asset: Asset;
  readonly tag: Tag;
}

/** Numeric tags that fit a pattern, in config order. */
export function selectNumbers(pattern: TagPattern, context: Pick<DetectorContext, "plant" | "tags">): AssetTag[] {
  const found: AssetTag[] = [];
  for (const asset of context.plant.assets) {
    for (const tag of context.tags.ofAsset(asset.assetUid))
      if (tag.type === "number" && matchesTag(pattern, asset, tag)) found.push({ asset, tag });
  }
  return found;
}

/** Name of a tag in rule ids, such as `spindle-bearing-temperature`. */
export function slugOf(tag: Tag): string {
  return tag.component === "" ? tag.signal : `${tag.component}-${tag.signal}`;
}

/** Width of a tag's range: as configured, else between its outermost limits, else the size of its only limit. */
export function spanOf(tag: Tag): number {
  if (tag.range !== undefined) return Math.abs(tag.range[1] - tag.range[0]);
  const limits = [tag.limits?.lowLow, tag.limits?.low, tag.limits?.high, tag.limits?.highHigh].filter(
    (limit) => limit !== undefined,
  );
  if (limits.length === 0) return 0;
  const width = Math.max(...limits) - Math.min(...limits);
  return width > 0 ? width : Math.abs(limits[0] as number);
}

/** Which links are live, queried at most once for each time. */
export class LinkWatch {
  readonly #links: () => readonly LinkState[];
  readonly #live = new Set<LinkRef>();
  #askedFor: Micros = Number.NaN;

  constructor(links: () => readonly LinkState[]) {
    this.#links = links;
  }

  isLive(link: LinkRef, now: Micros): boolean {
    if (now !== this.#askedFor) {
      this.#askedFor = now;
      this.#live.clear();
      for (const state of this.#links()) if (state.live) this.#live.add(state.ref);
    }
    return this.#live.has(link);
  }
}
