/** What acts on permits to work need (rules WP4 to WP8 in docs/rules/permits.md). Pure. */
import { isAtLeast, type Role } from "../access/access.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";
import {
  gasTestsOf,
  guardianOf,
  isWithin,
  newestTests,
  type PermitAct,
  type PermitFacts,
  permitOf,
} from "../safety/permit.ts";
import { missingWords, PERMIT_FACTS } from "../safety/permit-words.ts";
import { type Refused, refused } from "./life-cycle.ts";

/** The part of an act that is judged here. */
interface JudgedAct extends PermitAct {
  readonly assignee?: string;
  readonly due?: Micros;
  readonly isolation?: string;
  readonly ticks?: readonly { readonly result: string }[];
}

interface PermitItem {
  readonly kind: string;
  readonly payload?: object;
  readonly acts: readonly JudgedAct[];
}

const MINUTE_US = 60e6;

/** The approver has the role of the kind, is not the guardian, and approves no longer than was applied for. */
export function approvalRefusal(item: PermitItem, act: JudgedAct, role: Role): Refused | undefined {
  const facts = permitOf(item);
  if (facts === undefined) return undefined;
  const { approver } = facts.demands;
  if (!isAtLeast(role, approver))
    return refused("not-allowed", {
      zh: `批准该作业需要 ${approver} 或更高角色`,
      en: `approving this work takes the role ${approver} or a higher one`,
    });
  if ((act.due ?? 0) > facts.to)
    return refused("wrong-state", {
      zh: "批准的结束时间晚于申请的结束时间",
      en: "the approval ends later than was applied for",
    });
  const guardian = guardianOf(facts, [...item.acts, act]);
  if (isSameName(guardian, act.by.name))
    return samePerson("监护人不能批准作业", "the guardian cannot approve the work");
  return isSameName(guardian, act.assignee)
    ? samePerson("作业负责人不能兼任监护人", "the holder of the permit cannot be its guardian")
    : undefined;
}

/** Nobody opens a permit that lacks a fact, or whose facts do not allow it. */
export function openingRefusal(item: PermitItem, act: JudgedAct): Refused | undefined {
  const facts = permitOf(item);
  if (facts === undefined) return undefined;
  const opening = { acts: [...item.acts, act], act };
  const missing = missingOf(facts, opening);
  if (missing.length === 0) return wrongOf(facts, opening);
  const { zh, en } = missingWords(missing);
  return refused("fact-missing", {
    zh: `不能开始作业，还缺：${zh}`,
    en: `the work cannot be opened; missing: ${en}`,
  });
}

interface Opening {
  readonly acts: readonly JudgedAct[];
  readonly act: JudgedAct;
}

function missingOf(facts: PermitFacts, { acts, act }: Opening): readonly (keyof typeof PERMIT_FACTS)[] {
  const { checklist, machine } = facts.demands;
  const isLocked = (act.isolation ?? "").trim() !== "";
  return [
    ...notGiven(facts, acts),
    ...(checklist.some((_, at) => act.ticks?.[at] === undefined) ? (["checks"] as const) : []),
    ...(machine === "isolated" && !isLocked ? (["isolation"] as const) : []),
  ];
}

/** Of the facts that may be given before the opening. */
function notGiven(facts: PermitFacts, acts: readonly PermitAct[]): readonly ("guardian" | "gas")[] {
  const { guardian, gasTest } = facts.demands;
  const isUntested = newestTests(facts.demands, gasTestsOf(acts)).some(({ test }) => test === undefined);
  return [
    ...(guardian && guardianOf(facts, acts) === null ? (["guardian"] as const) : []),
    ...(gasTest && isUntested ? (["gas"] as const) : []),
  ];
}

function wrongOf({ demands, from }: PermitFacts, { acts, act }: Opening): Refused | undefined {
  if (act.at < from)
    return refused("wrong-state", { zh: "还没到作业许可的开始时间", en: "the time of the permit has not come yet" });
  if (act.ticks?.some(({ result }) => result === "failed") === true)
    return refused("wrong-state", { zh: "有检查项不合格，不能开始作业", en: "a check of the list failed" });
  if (act.ticks?.some(({ result }) => result === "not-checked") === true)
    return refused("wrong-state", { zh: "有检查项未检查，不能开始作业", en: "a check of the list was not done" });
  for (const { gas, test } of demands.gasTest ? newestTests(demands, gasTestsOf(acts)) : []) {
    if (test === undefined) continue;
    if (gas !== null && !isWithin(test.value, gas))
      return refused("wrong-state", {
        zh: `${gas.id} 检测值 ${test.value} 超出限值`,
        en: `${gas.id}: the tested value ${test.value} is beyond its limits`,
      });
    if (act.at - test.at > demands.gasMaxAgeMin * MINUTE_US)
      return refused("wrong-state", {
        zh: `${test.gas} 检测早于 ${demands.gasMaxAgeMin} 分钟，请重新检测`,
        en: `${test.gas}: the test is older than ${demands.gasMaxAgeMin} min; test again`,
      });
  }
  return undefined;
}

/** A gas test is dated by its reader, not later than its record. */
export function gasRefusal(item: PermitItem, act: JudgedAct): Refused | undefined {
  const gases = permitOf(item)?.demands.gases ?? [];
  for (const { gas, unit, at } of act.gas ?? []) {
    if (at > act.at)
      return refused("wrong-state", { zh: "气体检测时间晚于现在", en: "the gas test is dated later than now" });
    const known = gases.find(({ id }) => id === gas);
    if (gases.length > 0 && known === undefined)
      return refused("not-allowed", {
        zh: `该作业不检测 ${gas}，应检测：${gases.map(({ id }) => id).join("、")}`,
        en: `this work has no test of ${gas}; it has ${gases.map(({ id }) => id).join(", ")}`,
      });
    if (known !== undefined && known.unit !== unit)
      return refused("not-allowed", {
        zh: `${gas} 的单位应为 ${known.unit}`,
        en: `the unit of ${gas} is ${known.unit}`,
      });
  }
  return undefined;
}

/** A guardian watches and does nothing else: neither the holder nor the approver. */
export function guardianRefusal({ acts }: PermitItem, act: JudgedAct): Refused | undefined {
  if (typeof act.guardian !== "string") return undefined;
  const plan = acts.findLast(({ kind }) => kind === "plan");
  if (plan === undefined) return undefined;
  if (isSameName(act.guardian, plan.assignee))
    return samePerson("作业负责人不能兼任监护人", "the holder of the permit cannot be its guardian");
  return isSameName(act.guardian, plan.by.name)
    ? samePerson("批准人不能兼任监护人", "the approver cannot be the guardian")
    : undefined;
}

/** Whether the time of a permit is over that nobody ever opened: a program ends it as expired. */
export function isExpiredUnopened(item: PermitItem, at: Micros): boolean {
  const facts = permitOf(item);
  return facts !== undefined && at >= facts.to && !item.acts.some(({ kind }) => kind === "start");
}

export const PERMIT_STAGES = [
  "applied",
  "approved",
  "open",
  "suspended",
  "handed-back",
  "closed",
  "refused",
  "cancelled",
  "expired",
] as const;
/** How far a permit has come: the states of work, in the words of permits. */
export type PermitStage = (typeof PERMIT_STAGES)[number];

export function permitStage({ acts }: Pick<PermitItem, "acts">): PermitStage {
  const last = acts.findLast(({ kind }) => kind !== "remark");
  switch (last?.kind) {
    case undefined:
      return "applied";
    case "start":
      return "open";
    case "interrupt":
    case "return":
      return "suspended";
    case "finish":
      return "handed-back";
    case "verify":
      return "closed";
    case "reject":
      if (last.by.as === "program") return "expired";
      return acts.some(({ kind }) => kind === "plan") ? "cancelled" : "refused";
    default:
      return "approved";
  }
}

/** The end of the newest approval; of a permit without one, the end that was applied for. */
export function permitUntil({ acts }: Pick<PermitItem, "acts">, facts: PermitFacts): Micros {
  return acts.findLast(({ kind }) => kind === "plan")?.due ?? facts.to;
}

/** Facts that opening needs and nobody has given yet; ticks and the lock-out are given with the opening. */
export function lacksOf({ acts }: Pick<PermitItem, "acts">, facts: PermitFacts): readonly LocalizedText[] {
  return notGiven(facts, acts).map((one) => PERMIT_FACTS[one]);
}

/** Made-up facts with which an opening lacks nothing: for the question whether it would be taken. */
export function wholeFacts(item: PermitItem, at: Micros): Partial<JudgedAct> {
  const facts = permitOf(item);
  if (facts === undefined) return {};
  const { gasTest, gases, checklist } = facts.demands;
  const all = gases.length === 0 ? [{ id: "-", unit: "" }] : gases;
  const tests = all.map((gas: { id: string; unit: string; low?: number; high?: number }) => {
    return { gas: gas.id, value: gas.low ?? gas.high ?? 0, unit: gas.unit, at };
  });
  return {
    ticks: checklist.map(() => ({ result: "ok" })),
    isolation: "-",
    ...(gasTest ? { gas: tests } : {}),
    ...(guardianOf(facts, item.acts) === null ? { guardian: "-" } : {}),
  };
}

function samePerson(zh: string, en: string): Refused {
  return refused("same-person", { zh, en });
}

/** Whether two names are the same, however they are spaced or capitalized. */
export function isSameName(a: string | null | undefined, b: string | null | undefined): boolean {
  const plain = (name: string) => name.normalize("NFKC").trim().toLowerCase();
  return a != null && b != null && plain(a) === plain(b);
}
