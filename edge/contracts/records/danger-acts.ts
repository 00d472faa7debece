/** What acts on hidden dangers and inspections need (rules SR8 to SR12 and SR21). Pure. */
import { type DangerLevel, dangerOf, inspectionOf } from "../safety/loop-facts.ts";
import { responseOf } from "../safety/response.ts";
import { type Refused, refused } from "./life-cycle.ts";
import { isExpiredUnopened } from "./permit-acts.ts";

/** The part of an act that is judged here. */
interface SafetyAct {
  readonly kind: string;
  readonly at: number;
  readonly by: { readonly name: string; readonly as: "person" | "program" };
  readonly note?: string;
  readonly level?: DangerLevel;
  readonly measure?: string;
  readonly money?: number;
  readonly contingency?: string;
  readonly ticks?: readonly { readonly result: string; readonly note?: string }[];
}

interface SafetyItem {
  readonly kind: string;
  readonly payload?: object;
  readonly acts: readonly SafetyAct[];
  readonly schedule?: object;
}

/** Whether a danger is major: by the criterion of its report, or once a person graded it so. */
export function isMajor(item: SafetyItem): boolean {
  return dangerOf(item)?.criterion !== undefined || item.acts.some(({ level }) => level === "major");
}

/** Grading says the level; what is major stays so. */
export function gradeRefusal(item: SafetyItem, act: SafetyAct): Refused | undefined {
  if (item.kind !== "hidden-danger") return undefined;
  if (act.level === undefined && dangerOf(item) !== undefined)
    return refused("fact-missing", {
      zh: "评级时请填写隐患级别（一般或重大）",
      en: "grading: give the level of the danger, general or major",
    });
  return isMajor(item) && act.level !== "major"
    ? refused("not-allowed", {
        zh: "重大隐患不能降级；如属误报，请驳回并说明原因",
        en: "a major danger is graded no lower; if it is none, reject it with the reason",
      })
    : undefined;
}

/** The five fields of a major danger (五定), besides person and time, which every plan has. */
const FIELDS = [
  ["measure", { zh: "措施", en: "the measure" }],
  ["money", { zh: "资金", en: "the money" }],
  ["contingency", { zh: "预案", en: "the contingency plan" }],
] as const;

/** Names of those of the five fields that the newest plan lacks. */
export function missingFields({ acts }: Pick<SafetyItem, "acts">): readonly (typeof FIELDS)[number][1][] {
  const plan = acts.findLast(({ kind }) => kind === "plan");
  return FIELDS.filter(([field]) => isBlank(plan?.[field])).map(([, name]) => name);
}

/** Nobody starts on a major danger whose newest plan lacks one of the five fields. */
export function fiveFieldsRefusal(item: SafetyItem): Refused | undefined {
  if (item.kind !== "hidden-danger" || !isMajor(item)) return undefined;
  const missing = missingFields(item);
  return missing.length === 0
    ? undefined
    : refused("fact-missing", {
        zh: `重大隐患须“五定”后才能开始整改，还缺：${missing.map(({ zh }) => zh).join("、")}`,
        en: `a major danger needs its five fields first; missing: ${missing.map(({ en }) => en).join(", ")}`,
      });
}

/** Each item of an inspection has its tick, and what failed says how. */
export function ticksRefusal(item: SafetyItem, { ticks = [] }: SafetyAct): Refused | undefined {
  const facts = inspectionOf(item);
  if (facts === undefined) return undefined;
  if (ticks.length !== facts.items.length)
    return refused("fact-missing", {
      zh: `请为全部 ${facts.items.length} 个检查项填写结果`,
      en: `give the result of each of the ${facts.items.length} items`,
    });
  if (ticks.some(({ result, note }) => result === "failed" && isBlank(note)))
    return refused("fact-missing", {
      zh: "不合格的检查项请说明情况",
      en: "say what is wrong with each item that failed",
    });
  return ticks.some(({ result, note }) => result === "not-checked" && isBlank(note))
    ? refused("fact-missing", {
        zh: "无法检查的检查项请说明原因",
        en: "say why each item that was not checked could not be",
      })
    : undefined;
}

/** A danger is closed by somebody who says what was checked. */
export function checkedRefusal(item: SafetyItem, { note }: SafetyAct): Refused | undefined {
  return dangerOf(item) !== undefined && isBlank(note)
    ? refused("fact-missing", { zh: "验收时请填写验收情况", en: "verifying: say what was checked" })
    : undefined;
}

/** A program ends nothing but an inspection or a permit whose time is over and that nobody began. */
export function missedRefusal(item: SafetyItem, act: SafetyAct): Refused | undefined {
  if (act.by.as !== "program") return undefined;
  const facts = inspectionOf(item);
  const isBegun = item.acts.some(({ kind }) => kind === "start");
  const isOver = facts !== undefined && item.schedule !== undefined && act.at >= facts.to && !isBegun;
  return isOver || isExpiredUnopened(item, act.at)
    ? undefined
    : refused("not-allowed", { zh: "驳回须由人员决定", en: "rejecting takes a person" });
}

/** A program closes nothing but inspections of the register that were done, and drills: what failed is a danger. */
export function doneRefusal(item: SafetyItem, act: SafetyAct): Refused | undefined {
  const isDone = inspectionOf(item) !== undefined && item.schedule !== undefined;
  return act.by.as !== "program" || isDone || responseOf(item)?.isDrill === true
    ? undefined
    : refused("not-allowed", { zh: "验收须由人员决定", en: "verifying takes a person" });
}

/** Whether an inspection ended without being done. */
export function isMissed(item: Pick<SafetyItem, "kind" | "payload" | "acts">): boolean {
  const last = item.acts.at(-1);
  return inspectionOf(item) !== undefined && last?.kind === "reject" && last.by.as === "program";
}

/** Items of a finished inspection that could not be checked: nothing is known of them. */
export function uncheckedOf({ acts }: Pick<SafetyItem, "acts">): number {
  const { ticks = [] } = acts.findLast(({ kind }) => kind === "finish") ?? {};
  return ticks.filter(({ result }) => result === "not-checked").length;
}

function isBlank(value: unknown): boolean {
  return value === undefined || (typeof value === "string" && value.trim() === "");
}
