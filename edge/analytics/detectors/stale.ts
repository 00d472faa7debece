import { causeOf, sayCause } from "../../contracts/causes.ts";
import type { Finding } from "../../contracts/detector.ts";
import type { Asset } from "../../contracts/plant.ts";
import type { Micros } from "../../contracts/sample-batch.ts";
import type { LinkRef } from "../../contracts/tag.ts";
import type { LinkState } from "../../contracts/twin.ts";
import type { StaleConfig } from "../config.ts";
import { type DetectorContext, type RuleDetector, ruleKey } from "../rule-detector.ts";

/** Assets that fall silent with one link. */
interface Reach {
  readonly first: Asset;
  count: number;
}

/** Says when a link is stale for some time: one alert per link, carried by the first asset behind it, so that one pulled cable is one alert. */
export function createStaleDetector(config: StaleConfig, context: DetectorContext): RuleDetector | undefined {
  const reach = new Map<LinkRef, Reach>();
  for (const asset of context.plant.assets) {
    const seen = new Set<LinkRef>();
    for (const tag of context.tags.ofAsset(asset.assetUid)) {
      if (seen.has(tag.link)) continue;
      seen.add(tag.link);
      const known = reach.get(tag.link);
      if (known === undefined) reach.set(tag.link, { first: asset, count: 1 });
      else known.count++;
    }
  }
  return reach.size === 0 ? undefined : new StaleDetector(reach, config, context);
}

class StaleDetector implements RuleDetector {
  readonly kind = "stale";
  readonly watches = [];
  readonly counters = { used: 0, untrusted: 0, outOfOrder: 0 };
  readonly #reach: ReadonlyMap<LinkRef, Reach>;
  readonly #config: StaleConfig;
  readonly #context: DetectorContext;
  /** When each link was first seen stale. */
  readonly #since = new Map<LinkRef, Micros>();
  /** Links whose state was said: true for standing. */
  readonly #said = new Map<LinkRef, boolean>();
  #startedAt: Micros = Number.NaN;

  constructor(reach: ReadonlyMap<LinkRef, Reach>, config: StaleConfig, context: DetectorContext) {
    this.#reach = reach;
    this.#config = config;
    this.#context = context;
  }

  get keys(): readonly string[] {
    return this.#context.links().flatMap((link) => {
      const reach = this.#reach.get(link.ref);
      return reach === undefined ? [] : [ruleKey(ruleOf(link), reach.first.assetUid)];
    });
  }

  observe(): readonly Finding[] {
    return [];
  }

  tick(now: Micros): readonly Finding[] {
    if (Number.isNaN(this.#startedAt) || now < this.#startedAt) this.#startedAt = now;
    const findings: Finding[] = [];
    for (const link of this.#context.links()) {
      const reach = this.#reach.get(link.ref);
      if (reach === undefined) continue;
      this.counters.used++;
      const standing = !link.live && this.#isDue(link, now);
      if (link.live) this.#since.delete(link.ref);
      if (!link.live && !standing) continue;
      if (standing || this.#said.get(link.ref) !== false) findings.push(this.#finding(link, reach, { standing, now }));
      this.#said.set(link.ref, standing);
    }
    return findings;
  }

  #isDue(link: LinkState, now: Micros): boolean {
    const since = this.#since.get(link.ref);
    if (since === undefined || now < since) {
      this.#since.set(link.ref, now);
      return false;
    }
    if (now - since < this.#config.afterS * 1e6) return false;
    return link.ageMs !== undefined || now - this.#startedAt >= this.#config.startGraceS * 1e6;
  }

  #finding(link: LinkState, reach: Reach, how: { standing: boolean; now: Micros }): Finding {
    const others = reach.count > 1 ? { zh: `（共 ${reach.count} 台设备）`, en: ` (${reach.count} assets)` } : { zh: "", en: "" };
    const { zh, en } = sayCause(causeOf(link.reason ?? ""));
    const reason = link.reason === undefined ? { zh: "", en: "" } : { zh: `，原因：${zh}`, en: `: ${en}` };
    return {
      rule: ruleOf(link),
      assetUid: reach.first.assetUid,
      kind: "system",
      standing: how.standing,
      at: how.now,
      severity: this.#config.severity,
      message: how.standing
        ? { zh: `${reach.first.label} 通信中断：链路 ${link.name} 无数据${others.zh}${reason.zh}`, en: `${reach.first.label} communication lost: link ${link.name} is silent${others.en}${reason.en}` }
        : { zh: `${reach.first.label} 通信恢复：链路 ${link.name}`, en: `${reach.first.label} communication is back: link ${link.name}` },
      evidence: [],
    };
  }
}

function ruleOf(link: LinkState): string {
  return `link-stale/${link.name}`;
}
