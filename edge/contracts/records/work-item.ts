/**
 * Work on an asset: maintenance, a hidden danger, an inspection, a corrective action. All have one life cycle (rules
 * R10 to R13 in docs/rules/records.md), so that one list shows all open work and its assignees.
 */
import { type Static, type TSchema, Type } from "typebox";
import type { Role } from "../access/access.ts";
import { Evidence } from "./evidence.ts";
import { LogTime, Name, Note, Subject, Words } from "./fields.ts";
import {
  ACT_FIELDS,
  Actor,
  afterAct,
  type LifeCycle,
  MOST_ACTS,
  type Refused,
  refused,
  stateIn,
} from "./life-cycle.ts";

const WORK_KINDS = ["maintenance", "hidden-danger", "inspection", "corrective-action"] as const;

type WorkState = "reported" | "planned" | "in-progress" | "finished" | "closed" | "rejected";

/** Grades of risk, red to blue (4 to 1), as hidden dangers are graded in China; of other work: its urgency. */
const Grade = Type.Integer({ minimum: 1, maximum: 4 });

const WorkAct = Type.Object({
  ...ACT_FIELDS,
  kind: Type.Union([
    Type.Literal("plan"),
    Type.Literal("start"),
    Type.Literal("finish"),
    Type.Literal("return"),
    Type.Literal("verify"),
    Type.Literal("reject"),
  ]),
  /** Of `plan`: who does it, until when, and how urgent it is. */
  assignee: Type.Optional(Name),
  due: Type.Optional(LogTime),
  grade: Type.Optional(Grade),
  /** For `finish`: the work done. */
  done: Type.Optional(Note),
});
export type WorkAct = Readonly<Static<typeof WorkAct>>;

/** A work item whose kind has the payload `Payload`: what its owner adds. */
export function workItemOf<Payload extends TSchema>(payload: Payload) {
  return Type.Object({
    itemUid: Type.String({ minLength: 1 }),
    kind: Type.Union(WORK_KINDS.map((kind) => Type.Literal(kind))),
    about: Subject,
    title: Words,
    evidence: Type.Array(Evidence, { maxItems: 20 }),
    /** Record that it came from: an alert, a recommendation, another work item. */
    cause: Type.Optional(Type.String()),
    reportedAt: LogTime,
    reportedBy: Actor,
    acts: Type.Array(WorkAct, { maxItems: MOST_ACTS }),
    payload: Type.Optional(payload),
  });
}

const NOTE = { note: { zh: "原因", en: "the reason" } };

export const WORK_CYCLE: LifeCycle<WorkState, WorkAct["kind"]> = {
  first: "reported",
  states: {
    reported: { zh: "已上报", en: "reported" },
    planned: { zh: "已安排", en: "planned" },
    "in-progress": { zh: "处理中", en: "in progress" },
    finished: { zh: "待验收", en: "finished and not yet verified" },
    closed: { zh: "已关闭", en: "closed" },
    rejected: { zh: "已驳回", en: "rejected" },
  },
  acts: {
    plan: { zh: "安排", en: "planning" },
    start: { zh: "开始", en: "starting" },
    finish: { zh: "完成", en: "finishing" },
    return: { zh: "退回", en: "returning" },
    verify: { zh: "验收", en: "verifying" },
    reject: { zh: "驳回", en: "rejecting" },
  },
  moves: {
    plan: {
      from: ["reported", "planned"],
      to: "planned",
      least: "maintainer",
      needs: {
        assignee: { zh: "负责人", en: "the person in charge" },
        due: { zh: "期限", en: "the due time" },
        grade: { zh: "等级", en: "the grade" },
      },
    },
    start: { from: ["planned"], to: "in-progress", least: "operator" },
    finish: {
      from: ["in-progress"],
      to: "finished",
      least: "operator",
      needs: { done: { zh: "处理内容", en: "what was done" } },
    },
    return: { from: ["finished"], to: "planned", least: "maintainer", needs: NOTE },
    verify: { from: ["finished"], to: "closed", least: "maintainer" },
    reject: { from: ["reported", "planned"], to: "rejected", least: "maintainer", needs: NOTE },
  },
};

interface WorkFacts {
  readonly kind: (typeof WORK_KINDS)[number];
  readonly acts: readonly WorkAct[];
}

/** Worked out from the acts, never stored. */
export function workState(item: Pick<WorkFacts, "acts">): WorkState {
  return stateIn(WORK_CYCLE, item);
}

/** The item after an act, or why it is refused. `role`: the one that counts for the actor now. */
export function afterWork<Item extends WorkFacts>(item: Item, act: WorkAct, role: Role): Item | Refused {
  return afterAct(WORK_CYCLE, item, act, { role, extra: verifiedByAnother });
}

/** Dangers and corrective actions are verified by a person other than the one who finished them. */
function verifiedByAnother({ kind, acts }: WorkFacts, act: WorkAct): Refused | undefined {
  if (act.kind !== "verify" || (kind !== "hidden-danger" && kind !== "corrective-action")) return undefined;
  return acts.findLast((one) => one.kind === "finish")?.by.name !== act.by.name
    ? undefined
    : refused("same-person", {
        zh: "验收人不能是完成整改的人，请由他人验收",
        en: "the person who finished the work cannot verify it; ask somebody else",
      });
}
