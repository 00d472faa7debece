/** What acts on a response need (rules RE5 and RE6). Pure. */
import { type ResponseAct, responseOf, stepsOf } from "../safety/response.ts";
import { type Refused, refused } from "./life-cycle.ts";

interface ResponseItem {
  readonly kind: string;
  readonly payload?: object;
  readonly acts: readonly ResponseAct[];
}

/** A tick names a step of the plan, and one that was not possible says why. */
export function tickRefusal(item: ResponseItem, { step, note }: ResponseAct): Refused | undefined {
  const facts = responseOf(item);
  if (facts === undefined)
    return refused("not-allowed", {
      zh: "只有应急处置的步骤可以确认",
      en: "only steps of a response are ticked",
    });
  if (step === undefined) return undefined;
  if (step.at >= facts.steps.length)
    return refused("fact-missing", {
      zh: `该预案只有 ${facts.steps.length} 个步骤`,
      en: `the plan has only ${facts.steps.length} steps`,
    });
  return step.result === "not-possible" && (note ?? "").trim() === ""
    ? refused("fact-missing", { zh: "步骤无法执行时请说明原因", en: "say why the step was not possible" })
    : undefined;
}

/** At the end each step is ticked, and what failed says how. */
export function endRefusal(item: ResponseItem, { controls = [] }: ResponseAct): Refused | undefined {
  const facts = responseOf(item);
  if (facts === undefined) return undefined;
  const open = stepsOf(facts, item.acts).filter(({ newest }) => newest === null).length;
  if (open > 0)
    return refused("fact-missing", {
      zh: `还有 ${open} 个步骤未确认；请逐项标为已完成或无法执行`,
      en: `${open} steps are not ticked; say of each that it is done or was not possible`,
    });
  return controls.some(({ result, note }) => result === "failed" && (note ?? "").trim() === "")
    ? refused("fact-missing", { zh: "失效的管控措施请说明情况", en: "say how each control failed" })
    : undefined;
}
