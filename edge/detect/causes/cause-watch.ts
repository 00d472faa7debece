import type { AlertMember } from "../../contracts/alerts/alert.ts";
import type { Finding } from "../../contracts/alerts/detector.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";
import type { StaleConfig } from "../rules/config.ts";
import { type CauseAnswer, type RuleDetector, type RuleKeys, ruleKey } from "../rules/rule-detector.ts";
import { BacklogCause, LOG_BACKLOG } from "./backlog-cause.ts";
import { type CauseNode, type Delays, MEMBERS_MAX } from "./cause-node.ts";
import { type CauseContext, type CauseTree, causeTree } from "./cause-tree.ts";
import { linkWords, networkWords, peerWords, type Share, sourceWords, strainWords } from "./cause-words.ts";
import { fallOf } from "./together.ts";

/**
 * Share and least number of the links of a source, the sources of an endpoint and the endpoints of the edge that must
 * fail together.
 */
const MOST = {
  source: { share: 0.6, least: 2 },
  peer: { share: 0.6, least: 2 },
  network: { share: 0.75, least: 3 },
} as const;
/** This number has one cause even where it is a small share: an alarm for each would be a flood (rule A71). */
const MANY = 10;
/** A group that fell together counts as failing while this share of its parts fails. */
const RELEASE = 0.5;

const AT_ONCE: Delays = { onUs: 0, offUs: 0 };

/**
 * Raises alerts on silence: one per cause, with everything below it as members (rules A13, A84 to A89, A104 to A106 and
 * A108 in docs/rules/alert.md). Each second it collects failures from the links upwards, then decides from the top
 * downwards which node raises the alert.
 */
export function createCauseWatch(config: StaleConfig, context: CauseContext): RuleDetector | undefined {
  const tree = causeTree(context, config.severity);
  return tree.all.length === 0 ? undefined : new CauseWatch(tree, config, context);
}

class CauseWatch implements RuleDetector {
  readonly kind = "stale";
  readonly watches = [];
  readonly counters = { used: 0, untrusted: 0, outOfOrder: 0 };
  readonly keys: RuleKeys;
  readonly #tree: CauseTree;
  readonly #config: StaleConfig;
  readonly #context: CauseContext;
  readonly #delays: Delays;
  readonly #byKey: ReadonlyMap<string, CauseNode>;
  readonly #hasRun = new Set<string>();
  readonly #backlog = new BacklogCause();
  #startedAt: Micros = Number.NaN;

  constructor(tree: CauseTree, config: StaleConfig, context: CauseContext) {
    this.#tree = tree;
    this.#config = config;
    this.#context = context;
    this.#delays = { onUs: config.afterS * 1e6, offUs: config.offDelayS * 1e6 };
    this.#byKey = new Map(tree.all.map((node) => [keyOf(node), node]));
    this.keys = this.#byKey;
  }

  observe(): readonly Finding[] {
    return [];
  }

  tick(now: Micros): readonly Finding[] {
    if (!(this.#startedAt <= now)) this.#startedAt = now;
    this.#readLinks(now);
    const isHeld = this.#readAbove(now);
    for (const node of this.#tree.all) node.settle(now, this.#delays, isHeld);
    return this.#findings(now);
  }

  causeOf(rule: string, assetUid: AssetUid): CauseAnswer {
    if (rule === LOG_BACKLOG) return this.#causeOfBacklog(assetUid);
    const node = this.#byKey.get(ruleKey(rule, assetUid));
    if (node === undefined) return undefined;
    if (node.coveredBy !== undefined) return { key: keyOf(node.coveredBy) };
    return node.said === undefined ? "undecided" : undefined;
  }

  #causeOfBacklog(assetUid: AssetUid): CauseAnswer {
    const { edge } = this.#tree;
    if (edge?.carrier !== assetUid) return undefined;
    if (this.#backlog.isMember === undefined) return "undecided";
    return this.#backlog.isMember ? { key: keyOf(edge) } : undefined;
  }

  #readLinks(now: Micros): void {
    const states = new Map(this.#context.links().map((link) => [link.ref, link]));
    const isEarly = now - this.#startedAt < this.#config.startGraceS * 1e6;
    for (const { ref, name, node, label, assets } of this.#tree.links) {
      const state = states.get(ref);
      if (state === undefined) continue;
      this.counters.used++;
      node.mayStand = state.ageMs !== undefined || !isEarly;
      node.observe(!state.live, now, this.#delays);
      if (node.holds || node.said === undefined)
        node.words = linkWords({ label, link: name, assets, reason: state.reason });
    }
  }

  /** Updates sources, endpoints and the edge, from the bottom up. True while the edge may be about to be overloaded. */
  #readAbove(now: Micros): boolean {
    const { causes } = this.#context;
    const { sources, peers, network, edge, storage } = this.#tree;
    if (causes === undefined || edge === undefined || storage === undefined) return false;
    const states = new Map(causes.sources().map((state) => [state.name, state]));
    const isEarly = now - this.#startedAt < this.#config.startGraceS * 1e6;
    for (const { name, node, isLink } of sources) {
      const state = states.get(name);
      if (state?.state === "running") this.#hasRun.add(name);
      if (isLink) continue;
      const isLost = state?.state === "degraded" || state?.state === "failed";
      node.mayStand = this.#hasRun.has(name) || !isEarly;
      const fell = this.#fell(node, "source");
      if (isLost) node.reach = undefined;
      node.observe(isLost || fell, now, this.#delays);
      if (node.holds) node.words = sourceWords(name, isLost ? (state?.reason ?? "") : undefined, shareOf(node));
      else if (node.said === undefined) node.words = sourceWords(name, undefined);
    }
    for (const { name, node } of peers) {
      node.observe(this.#fell(node, "peer"), now, this.#delays);
      node.words = peerWords(name, shareOf(node));
    }
    if (network !== undefined) {
      network.observe(this.#fell(network, "network"), now, this.#delays);
      network.words = networkWords(shareOf(network));
    }
    const strain = causes.strain();
    for (const [node, stands] of [
      [storage, strain.isHeld],
      [edge, strain.stands],
    ] as const) {
      // Their delays are those of their own measures.
      node.observe(stands, now, AT_ONCE);
      if (stands) node.settle(now, AT_ONCE, false);
    }
    edge.words = strainWords(strain.reasons);
    this.#backlog.look(strain, now);
    return strain.isForming;
  }

  /** Whether enough children of a node failed together for the node to be the cause; marks those that belong to it. */
  #fell(node: CauseNode, level: keyof typeof MOST): boolean {
    const { isMost, many } = fallOf(node.children, {
      ...MOST[level],
      many: MANY,
      windowUs: this.#config.togetherS * 1e6,
    });
    if (isMost) node.reach = undefined;
    else if (!node.isRaised || node.reach !== undefined) node.reach = many;
    return node.isRaised ? node.stillFailing >= RELEASE : isMost || many.size > 0;
  }

  #findings(now: Micros): Finding[] {
    const findings: Finding[] = [];
    const shown = this.#shown();
    for (const node of this.#tree.all) {
      if (!node.isRaised && (node.holds || node.said === false)) continue;
      const cause = node.coveredBy;
      if (node.isRaised && cause !== undefined && node.said !== true) {
        const count = shown.get(cause) ?? 0;
        if (node.children.length > 0 || count >= MEMBERS_MAX) continue;
        shown.set(cause, count + 1);
      }
      node.said = node.isRaised;
      findings.push(findingOf(node, now, node === this.#tree.edge ? this.#backlog.member(node.carrier) : []));
    }
    return findings;
  }

  /** Alerts that each cause hides: above a limit members are only counted and have no alert. */
  #shown(): Map<CauseNode, number> {
    const shown = new Map<CauseNode, number>();
    for (const { said, coveredBy } of this.#tree.all)
      if (said === true && coveredBy !== undefined) shown.set(coveredBy, (shown.get(coveredBy) ?? 0) + 1);
    return shown;
  }
}

function shareOf({ reach }: CauseNode): Share {
  return reach === undefined ? "most" : "many";
}

function keyOf({ rule, carrier }: CauseNode): string {
  return ruleKey(rule, carrier);
}

/** `others`: members beside the nodes that fell with it. */
function findingOf(node: CauseNode, at: Micros, others: readonly AlertMember[]): Finding {
  const { rule, carrier, severity, isRaised, words, children } = node;
  const { members, memberCount } = node.members();
  const fallen =
    children.length === 0
      ? {}
      : { members: [...others, ...members].slice(0, MEMBERS_MAX), memberCount: memberCount + others.length };
  const message = isRaised ? words.on : words.off;
  return {
    rule,
    assetUid: carrier,
    kind: "system",
    standing: isRaised,
    at,
    severity,
    message,
    evidence: [],
    ...fallen,
  };
}
