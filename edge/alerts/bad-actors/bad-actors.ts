/** Recommendations for alarms that annunciate too often, too briefly or for ever (rules FL14 to FL18). Pure. */
import { type Annunciation, alarmFigures } from "../../contracts/alerts/alarm-figures.ts";
import type { AlertKind } from "../../contracts/alerts/alert.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetUid, LocalizedText, TagRef } from "../../contracts/plant/tag.ts";
import type { NewAdvice } from "../../contracts/records/advice-book.ts";
import { type LimitRule, type Samples, smallestDeadBand } from "./dead-band.ts";
import { type Activation, annunciatedWith, shortestDelays } from "./delays.ts";
import { mostlyIn, type Spell } from "./mostly-in.ts";

const DAY_US = 86_400e6;
/** Fewer annunciations say nothing about a pattern. */
const LEAST_ANNUNCIATIONS = 8;
/** Fewer alarms a day are no burden: EEMUA 191 allows about 150 for the whole position. */
const LEAST_A_DAY = 1;
/** A change must leave out at least this share of the annunciations. */
const LEAST_REDUCTION = 0.5;
/** A delay may take at most this share of the time to respond. */
const MOST_OF_RESPONSE = 0.25;
const MOST_PROPOSED = 20;
const VALID_DAYS = 30;
const AUTHOR = { name: "alarm system", as: "program" } as const;
/** 80 % of a normal distribution lie within so many sigmas. */
const Z80 = 1.2816;

/** What is known of an alarm besides its annunciations. */
export interface ActorFacts {
  readonly label: string;
  /** The rule as lists show it. */
  readonly ruleName: LocalizedText;
  readonly kind: AlertKind;
  /** Time to respond, seconds. */
  readonly withinS: number | undefined;
  readonly tag: TagRef | undefined;
  /** Present for a limit. */
  readonly limit: { readonly rule: LimitRule; readonly samples: Samples } | undefined;
  /** States of the machine over the time; empty where nobody follows them. */
  readonly spells: readonly Spell[];
}

export interface Actor {
  readonly rule: string;
  readonly assetUid: AssetUid;
  /** Newest of its alerts. */
  readonly alertUid: string;
  readonly annunciations: readonly Annunciation[];
  /** Active for more than a day. */
  readonly isStanding: boolean;
}

interface Judged {
  readonly from: Micros;
  readonly to: Micros;
}

/** Chattering, fleeting, standing and most frequent alarms of the time, the most frequent first. */
export function badActors(annunciations: readonly Annunciation[], { from, to }: Judged): readonly Actor[] {
  const { chattering, fleeting, topTen, standing } = alarmFigures(annunciations, { from, to, positions: 1 });
  const days = (to - from) / DAY_US;
  const often = topTen.filter(({ count }) => count / days >= LEAST_A_DAY);
  const keys = new Map(
    [...chattering, ...fleeting, ...often, ...standing].map(({ rule, assetUid }) => [
      `${rule}\n${assetUid}`,
      { rule, assetUid },
    ]),
  );
  return [...keys.values()]
    .flatMap(({ rule, assetUid }): Actor[] => {
      const own = annunciations.filter(
        (one) => one.rule === rule && one.assetUid === assetUid && one.at >= from && one.at < to,
      );
      const isStanding = standing.some((one) => one.rule === rule && one.assetUid === assetUid);
      const newest = own.at(-1) ?? annunciations.findLast((one) => one.rule === rule && one.assetUid === assetUid);
      if (newest === undefined || (own.length < LEAST_ANNUNCIATIONS && !isStanding)) return [];
      return [{ rule, assetUid, alertUid: newest.alertUid, annunciations: own, isStanding }];
    })
    .sort((a, b) => b.annunciations.length - a.annunciations.length || (a.rule < b.rule ? -1 : 1))
    .slice(0, MOST_PROPOSED);
}

interface Remedy {
  readonly kind: "state" | "dead-band" | "delay" | "standing";
  readonly what: LocalizedText;
  readonly why: LocalizedText;
  /** Annunciations of the time that it would have left out; undefined where it is about something else. */
  readonly removed: number | undefined;
}

/** The remedy that fits the pattern best; undefined for safety alarms, and where none would have helped. */
export function adviceOn(actor: Actor, facts: ActorFacts, judged: Judged): NewAdvice | undefined {
  if (facts.kind === "safety") return undefined;
  const remedy = inState(actor, facts) ?? wider(actor, facts) ?? later(actor, facts) ?? standing(actor, facts);
  return remedy === undefined ? undefined : adviceOf(remedy, { actor, facts, judged });
}

function inState({ annunciations }: Actor, { spells, label, ruleName }: ActorFacts): Remedy | undefined {
  if (annunciations.length < LEAST_ANNUNCIATIONS) return undefined;
  const found = mostlyIn(annunciations, spells);
  if (found === undefined) return undefined;
  const { state, inside, whole, timeShare } = found;
  const [percent, ofTime] = [percentOf(inside / annunciations.length), percentOf(timeShare)];
  const words = WORDS_OF_STATE[state];
  return {
    kind: "state",
    what: {
      zh: `${label} 处于“${words.zh}”时抑制“${ruleName.zh}”（detectors.suppressions）`,
      en: `Suppress "${ruleName.en}" of ${label} while it is ${words.en} (detectors.suppressions)`,
    },
    why: {
      zh: `${annunciations.length} 次中有 ${percent}% 发生在该状态，而该状态只占 ${ofTime}% 的时间`,
      en: `${percent} % of ${annunciations.length} annunciations fell into this state, ${ofTime} % of the time`,
    },
    removed: whole,
  };
}

function wider({ annunciations }: Actor, { limit, label, ruleName }: ActorFacts): Remedy | undefined {
  if (limit === undefined || annunciations.length < LEAST_ANNUNCIATIONS) return undefined;
  const found = smallestDeadBand(limit.samples, limit.rule, LEAST_REDUCTION);
  if (found === undefined) return undefined;
  const { percent, before, left } = found;
  return {
    kind: "dead-band",
    what: {
      zh: `将 ${label} 的“${ruleName.zh}”的回差（hysteresisPercent）由 ${limit.rule.percent} 增至 ${percent}`,
      en: `Widen hysteresisPercent of "${ruleName.en}" of ${label} from ${limit.rule.percent} to ${percent}`,
    },
    why: {
      zh: `用最近的采样回放：报警由 ${before} 次减至 ${left} 次`,
      en: `Replayed with the newest samples: ${left} annunciations instead of ${before}`,
    },
    removed: ((before - left) / before) * annunciations.length,
  };
}

function later({ annunciations }: Actor, { withinS, label, ruleName }: ActorFacts): Remedy | undefined {
  if (withinS === undefined || annunciations.length < LEAST_ANNUNCIATIONS) return undefined;
  const activations = annunciations.map(({ at, clearedAt }): Activation => ({ from: at, to: clearedAt }));
  const found = shortestDelays(activations, { share: LEAST_REDUCTION, mostOnS: withinS * MOST_OF_RESPONSE });
  if (found === undefined) return undefined;
  const { onS, offS } = found.delays;
  const before = annunciatedWith(activations, { onS: 0, offS: 0 });
  const parts = [
    ...(onS === 0 ? [] : [{ zh: `onDelayS 增加 ${onS} 秒`, en: `onDelayS by ${onS} s` }]),
    ...(offS === 0 ? [] : [{ zh: `offDelayS 增加 ${offS} 秒`, en: `offDelayS by ${offS} s` }]),
  ];
  return {
    kind: "delay",
    what: {
      zh: `${label} 的“${ruleName.zh}”：${parts.map(({ zh }) => zh).join("，")}`,
      en: `Lengthen the delays of "${ruleName.en}" of ${label}: ${parts.map(({ en }) => en).join(", ")}`,
    },
    why: {
      zh: `回放已发生的报警：由 ${before} 次减至 ${found.left} 次`,
      en: `Replayed with the alarms that came: ${found.left} annunciations instead of ${before}`,
    },
    removed: before - found.left,
  };
}

function standing({ isStanding }: Actor, { label, ruleName }: ActorFacts): Remedy | undefined {
  if (!isStanding) return undefined;
  return {
    kind: "standing",
    what: {
      zh: `处理 ${label} 的“${ruleName.zh}”：排除原因，或说明理由后停用`,
      en: `Deal with "${ruleName.en}" of ${label}: remove its cause, or take it out of service with a reason`,
    },
    why: { zh: "该报警已持续超过 24 小时", en: "It has been active for more than 24 hours" },
    removed: undefined,
  };
}

function adviceOf(
  { kind, what, why, removed }: Remedy,
  { actor, facts, judged: { from, to } }: { actor: Actor; facts: ActorFacts; judged: Judged },
): NewAdvice {
  const { rule, assetUid, alertUid } = actor;
  const days = (to - from) / DAY_US;
  const aDay = (count: number): number => Math.round((100 * Math.max(0, count)) / days) / 100;
  const spread = Z80 * Math.sqrt(removed ?? 0);
  return {
    rule: `alarms/${kind}`,
    key: `alarms/${kind}/${rule}/${assetUid}`,
    about: { assetUid },
    what,
    why,
    ...(removed === undefined
      ? {}
      : {
          effect: {
            quantity: "alarms",
            unit: "1/d",
            expected: -aDay(removed),
            low: -aDay(removed + spread),
            high: -aDay(removed - spread),
            confidence: 0.8,
          },
        }),
    evidence:
      facts.tag === undefined ? [] : [{ tag: facts.tag, detector: "alarm-figures", from, to, quality: "good", why }],
    basis: [{ kind: "alert", uid: alertUid, from, to }],
    proposedBy: AUTHOR,
    validUntil: to + VALID_DAYS * DAY_US,
  };
}

function percentOf(share: number): number {
  return Math.round(100 * share);
}

const WORDS_OF_STATE: Readonly<Record<Spell["cause"], LocalizedText>> = {
  working: { zh: "加工", en: "working" },
  setup: { zh: "调整", en: "being set up" },
  failure: { zh: "故障", en: "failed" },
  blocked: { zh: "堵料", en: "blocked" },
  starved: { zh: "缺料", en: "starved" },
  loading: { zh: "上下料", en: "loading" },
  idle: { zh: "空闲", en: "idle" },
  maintenance: { zh: "维护", en: "in maintenance" },
  unknown: { zh: "未知", en: "in an unknown state" },
};
