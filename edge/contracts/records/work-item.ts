/**
 * Work on an asset: maintenance, a hidden danger, an inspection, a corrective action, work that takes a permit. All
 * have one life cycle (rules R10 to R13, R23 to R27 and R30 in docs/rules/records.md), so that one list shows all
 * open work.
 */

import type { Role } from "../access/access.ts";
import type { Micros } from "../path/sample-batch.ts";
import { SAFETY_ACT_FIELDS } from "../safety/loop-facts.ts";
import { PERMIT_ACT_FIELDS } from "../safety/permit.ts";
import { RESPONSE_ACT_FIELDS } from "../safety/response.ts";
import { type Static, type TSchema, Type } from "../schema.ts";
import {
  checkedRefusal,
  doneRefusal,
  fiveFieldsRefusal,
  gradeRefusal,
  missedRefusal,
  ticksRefusal,
} from "./danger-acts.ts";
import { ClosingEffect } from "./defect-case.ts";
import { Evidence } from "./evidence.ts";
import { ComponentPath, LogTime, Name, Note, Subject, Words } from "./fields.ts";
import { Hypothesis } from "./hypothesis.ts";
import { ACT_FIELDS, Actor, afterAct, MOST_ACTS, type Refused, refused, stateIn } from "./life-cycle.ts";
import { approvalRefusal, gasRefusal, guardianRefusal, isSameName, openingRefusal } from "./permit-acts.ts";
import { endRefusal, tickRefusal } from "./response-acts.ts";
import { isOpenState, WORK_CYCLE, type WorkState } from "./work-cycle.ts";

export const WORK_KINDS = [
  "maintenance",
  "hidden-danger",
  "inspection",
  "corrective-action",
  "permit",
  "response",
] as const;

export type WorkKind = (typeof WORK_KINDS)[number];

/** Grades of risk, 1 (red, highest) to 4 (blue), as hidden dangers are graded in China; of other work: its urgency. */
const Grade = Type.Integer({ minimum: 1, maximum: 4 });

const UsedPart = Type.Object(
  { part: Type.String({ minLength: 1, maxLength: 60 }), quantity: Type.Integer({ minimum: 1, maximum: 10_000 }) },
  { additionalProperties: false },
);

export const WorkAct = Type.Object({
  ...ACT_FIELDS,
  kind: Type.Union([
    Type.Literal("plan"),
    Type.Literal("start"),
    Type.Literal("finish"),
    Type.Literal("return"),
    Type.Literal("verify"),
    Type.Literal("reject"),
    Type.Literal("interrupt"),
    Type.Literal("remark"),
    Type.Literal("tick"),
  ]),
  /** Fields of `plan`: the person, the due time, and the urgency. */
  assignee: Type.Optional(Name),
  due: Type.Optional(LogTime),
  grade: Type.Optional(Grade),
  /** For `finish`: the work done. */
  done: Type.Optional(Note),
  /** For `finish`: the person who did the work, where another or a program reports it. */
  doneBy: Type.Optional(Name),
  /** The result in the person's own words, for `finish`, `reject` and `remark`. */
  found: Type.Optional(Note),
  /** Whether the statement that the work came from was right: of `finish`, `verify`, `reject` and `remark`. */
  verdict: Type.Optional(Type.Union([Type.Literal("right"), Type.Literal("wrong"), Type.Literal("not-useful")])),
  /** The kind of fault that was found, a word of the finding's author, or `none`: of the same kinds of acts. */
  foundKind: Type.Optional(Hypothesis.properties.kind),
  /** For `finish`: components that were replaced. Their life begins again at the time of the action. */
  replaced: Type.Optional(Type.Array(ComponentPath, { maxItems: 50 })),
  /** For `finish`: spare parts that were used, by part number. They leave the stock. */
  parts: Type.Optional(Type.Array(UsedPart, { maxItems: 50 })),
  /** For `verify` of a corrective action against a defect: the check of its effect, which the edge adds. */
  effect: Type.Optional(ClosingEffect),
  ...SAFETY_ACT_FIELDS,
  ...RESPONSE_ACT_FIELDS,
  ...PERMIT_ACT_FIELDS,
});
export type WorkAct = Readonly<Static<typeof WorkAct>>;

/** A work item whose kind has the payload `Payload`: what its owner adds. */
export function workItemOf<Payload extends TSchema>(payload: Payload) {
  return Type.Object({
    itemUid: Type.String({ minLength: 1 }),
    kind: Type.Enum([...WORK_KINDS]),
    about: Subject,
    title: Words,
    evidence: Type.Array(Evidence, { maxItems: 20 }),
    /** The alert's hypotheses when the item was reported. */
    hypotheses: Type.Optional(Type.Array(Hypothesis, { maxItems: 20 })),
    /** Record that it came from: an alert, a recommendation, another work item. */
    cause: Type.Optional(Type.String()),
    /** The acceptance of a recommendation that reported it, so that both are on disk at once. */
    accepts: Type.Optional(
      Type.Object({
        adviceUid: Type.String({ minLength: 1, maxLength: 64 }),
        actUid: Type.String({ minLength: 1, maxLength: 64 }),
        role: Name,
        note: Type.Optional(Note),
      }),
    ),
    /** The schedule that it follows, with the person who approved it: a program may then plan it. */
    schedule: Type.Optional(Type.Object({ uid: Type.String({ minLength: 1 }), approvedBy: Name })),
    reportedAt: LogTime,
    reportedBy: Actor,
    acts: Type.Array(WorkAct, { maxItems: MOST_ACTS }),
    payload: Type.Optional(payload),
  });
}

interface WorkFacts {
  readonly kind: WorkKind;
  readonly acts: readonly WorkAct[];
  readonly schedule?: { readonly uid: string; readonly approvedBy: string };
  readonly reportedBy?: WorkAct["by"];
  readonly payload?: object;
}

/** Derived from the acts, never stored. */
export function workState(item: Pick<WorkFacts, "acts">): WorkState {
  return stateIn(WORK_CYCLE, item);
}

/** Whether its state is an open one. */
export function isOpenWork(item: Pick<WorkFacts, "acts">): boolean {
  return isOpenState(workState(item));
}

/** How far a work item has come. */
export interface WorkProgress {
  readonly itemUid: string;
  readonly state: WorkState;
  /** Planned time; null without a plan. */
  readonly due: Micros | null;
}

export function progressOf({ itemUid, acts }: Pick<WorkFacts, "acts"> & { readonly itemUid: string }): WorkProgress {
  return { itemUid, state: workState({ acts }), due: acts.findLast(({ kind }) => kind === "plan")?.due ?? null };
}

/** The item after an act, or why it is refused. `role`: the actor's present role. */
export function afterWork<Item extends WorkFacts>(item: Item, act: WorkAct, role: Role): Item | Refused {
  return afterAct(WORK_CYCLE, item, act, { role, extra: (before, next) => refusedByFacts(before, next, role) });
}

/** Kinds that a person checks before anybody starts, and after somebody else has finished. */
const CHECKED: readonly WorkFacts["kind"][] = ["hidden-danger", "corrective-action", "permit"];

function refusedByFacts(item: WorkFacts, act: WorkAct, role: Role): Refused | undefined {
  switch (act.kind) {
    case "plan":
      return planRefusal(item, act) ?? gradeRefusal(item, act) ?? approvalRefusal(item, act, role);
    case "start":
      return (
        reportRefusal(item, act) ??
        startRefusal(item, act) ??
        fiveFieldsRefusal(item) ??
        gasRefusal(item, act) ??
        guardianRefusal(item, act) ??
        openingRefusal(item, act)
      );
    case "finish":
      return reportRefusal(item, act) ?? finishRefusal(act) ?? ticksRefusal(item, act) ?? endRefusal(item, act);
    case "remark":
      return judgementRefusal(act) ?? gasRefusal(item, act) ?? guardianRefusal(item, act);
    case "tick":
      return tickRefusal(item, act);
    case "verify":
      return (
        doneRefusal(item, act) ??
        (CHECKED.includes(item.kind) ? verifyRefusal(item, act) : undefined) ??
        checkedRefusal(item, act)
      );
    case "reject":
      return missedRefusal(item, act);
    case "interrupt":
      return act.by.as === "program" && item.kind !== "permit"
        ? refused("not-allowed", { zh: "该工作只能由人员中断", en: "interrupting this work takes a person" })
        : undefined;
    default:
      return undefined;
  }
}

function planRefusal({ kind, schedule, reportedBy }: WorkFacts, act: WorkAct): Refused | undefined {
  if (act.by.as === "program" && (schedule === undefined || CHECKED.includes(kind)))
    return refused("not-allowed", {
      zh: "没有经批准的计划，安排须由人员决定",
      en: "without an approved schedule, planning takes a person",
    });
  // A person's token has the person's name: a request by it is a request by them.
  return kind === "permit" && act.by.name === reportedBy?.name
    ? refused("same-person", {
        zh: "作业许可不能由申请人自己批准，请由他人批准",
        en: "the person who requested the permit cannot approve it; another person must",
      })
    : undefined;
}

/** A program reports what people did, of work that needs no second person (rule R30). */
function reportRefusal({ kind, acts }: WorkFacts, act: WorkAct): Refused | undefined {
  if (act.by.as !== "program") return undefined;
  if (CHECKED.includes(kind))
    return refused("not-allowed", {
      zh: "该类工作须由人员开始和完成",
      en: "work of this kind is started and finished by a person",
    });
  return act.kind === "start" && !acts.some((one) => one.kind === "plan")
    ? refused("not-allowed", {
        zh: "须先由人员安排，程序才能上报开始",
        en: "a person plans the work before a program reports its start",
      })
    : undefined;
}

function finishRefusal(act: WorkAct): Refused | undefined {
  if (act.by.as !== "program") return undefined;
  if (act.doneBy === undefined)
    return refused("fact-missing", {
      zh: "程序上报完成时请填写执行人",
      en: "a program that reports finished work names the person who did it",
    });
  return judgementRefusal(act);
}

function judgementRefusal(act: WorkAct): Refused | undefined {
  return act.by.as === "person" || (act.verdict === undefined && act.foundKind === undefined)
    ? undefined
    : refused("not-allowed", {
        zh: "报警是否正确须由人员判断",
        en: "whether the statement was right is judged by a person",
      });
}

function startRefusal(item: WorkFacts, act: WorkAct): Refused | undefined {
  const { kind, acts } = item;
  const plan = acts.findLast((one) => one.kind === "plan");
  if (plan === undefined && CHECKED.includes(kind))
    return refused("wrong-state", {
      zh: "须先评定等级并安排，才能开始",
      en: "it is graded and planned before anybody starts",
    });
  if (kind !== "permit") return undefined;
  // The approval ends with the interruption: the cause of it, such as gas, may still be there.
  if (acts.findLast((one) => one.kind === "plan" || one.kind === "interrupt")?.kind === "interrupt")
    return refused("wrong-state", {
      zh: "作业许可已中断，须重新批准后才能开始",
      en: "the permit was interrupted; it must be approved again before work starts",
    });
  return act.at > (plan?.due ?? 0)
    ? refused("wrong-state", {
        zh: "作业许可已过有效期，请重新安排",
        en: "the permit is no longer valid; plan it again",
      })
    : undefined;
}

/** Dangers, corrective actions and permits are verified by somebody other than the person who finished them. */
function verifyRefusal({ acts }: WorkFacts, act: WorkAct): Refused | undefined {
  const finish = acts.findLast((one) => one.kind === "finish");
  return finish?.by.name !== act.by.name && !isSameName(finish?.doneBy, act.by.name)
    ? undefined
    : refused("same-person", {
        zh: "验收人不能是完成整改的人，请由他人验收",
        en: "the person who finished the work cannot verify it; ask somebody else",
      });
}
