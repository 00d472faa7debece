/** The life of a work item step by step: maintenance, inspection, hidden danger, permit (docs/rules/records.md). */
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import type { Role } from "../../edge/contracts/access/access.ts";
import { isRefused } from "../../edge/contracts/records/life-cycle.ts";
import { afterWork, type WorkAct, workItemOf, workState } from "../../edge/contracts/records/work-item.ts";
import { Type } from "../../edge/contracts/schema.ts";
import { LI, MODEL, S, T0, WANG, work } from "../fakes/records/work.ts";

const ajv = new Ajv({ allErrors: true, strict: true });

it("[R6] [R10] the full life cycle of a work item, with every refusal", () => {
  const act = (kind: WorkAct["kind"], second: number, more: Partial<WorkAct> = {}): WorkAct => ({
    kind,
    actUid: `${kind}-${second}`,
    at: T0 + second * S,
    by: LI,
    ...more,
  });
  const ordered = { assignee: "li", due: T0 + 900 * S, grade: 1 };
  const steps: readonly (readonly [WorkAct, Role, string])[] = [
    [act("start", 1), "operator", "wrong-state"],
    [act("plan", 1, ordered), "operator", "not-allowed"],
    [act("plan", 1, { by: MODEL, ...ordered }), "admin", "not-allowed"],
    [act("plan", 1), "maintainer", "fact-missing"],
    [act("plan", 2, ordered), "maintainer", "planned"],
    [act("start", 1), "operator", "too-early"],
    [act("start", 3), "operator", "in-progress"],
    [act("finish", 4, { done: " " }), "operator", "fact-missing"],
    [act("finish", 5, { done: "guard mounted" }), "operator", "finished"],
    [act("verify", 6), "maintainer", "same-person"],
    [act("return", 7, { by: WANG, note: "loose" }), "maintainer", "planned"],
    [act("start", 8), "operator", "in-progress"],
    [act("finish", 9, { done: "tightened" }), "operator", "finished"],
    [act("verify", 10, { by: WANG }), "maintainer", "closed"],
    [act("plan", 11, ordered), "admin", "wrong-state"],
  ];
  let record = work();
  for (const [step, as, expected] of steps) {
    const answer = afterWork(record, step, as);
    expect(isRefused(answer) ? answer.refused : workState(answer), step.actUid).toBe(expected);
    if (!isRefused(answer)) record = answer;
  }
});

/** Steps of an item: an act, the actor's role, and the state after it or the refusal. */
function walk(head: object, steps: readonly (readonly [Partial<WorkAct> & Pick<WorkAct, "kind">, string])[]) {
  let record = work([], head);
  for (const [at, [step, expected]] of steps.entries()) {
    const answer = afterWork(record, { actUid: `a-${at}`, at: T0 + at * S, by: LI, ...step }, "maintainer");
    expect(isRefused(answer) ? answer.refused : workState(answer), `${at} ${step.kind}`).toBe(expected);
    if (!isRefused(answer)) record = answer;
  }
  return record;
}

const PLAN = { kind: "plan", assignee: "li", due: T0 + 900 * S, grade: 2 } as const;

it("[R12] [R23] [R24] [R27] a predicted failure is planned, interrupted, finished and checked, with a verdict", () => {
  const record = walk({ kind: "maintenance", reportedBy: MODEL, cause: "alert-1" }, [
    [{ kind: "remark", by: MODEL, note: "the band still rises" }, "reported"],
    [{ kind: "remark", by: MODEL, note: "it was right", verdict: "right" }, "not-allowed"],
    [{ kind: "remark", note: "no noise", verdict: "wrong", foundKind: "none" }, "reported"],
    [PLAN, "planned"],
    [{ kind: "start" }, "in-progress"],
    [{ kind: "interrupt" }, "fact-missing"],
    [{ kind: "interrupt", by: MODEL, note: "because" }, "not-allowed"],
    [{ kind: "interrupt", note: "waits for the bearing" }, "planned"],
    [{ kind: "start", by: WANG }, "in-progress"],
    [{ kind: "remark", note: "the seal is worn too" }, "in-progress"],
    [
      {
        kind: "finish",
        by: WANG,
        done: "new bearing",
        found: "flaking of the outer race",
        verdict: "right",
        replaced: ["spindle/front-bearing"],
      },
      "finished",
    ],
    [{ kind: "remark", note: "run for an hour" }, "finished"],
    [{ kind: "verify", verdict: "right" }, "closed"],
    [{ kind: "remark", note: "too late" }, "wrong-state"],
  ]);
  const isValid = ajv.compile(workItemOf(Type.Object({})));
  expect(isValid(record), ajv.errorsText(isValid.errors)).toBe(true);
  walk({ kind: "maintenance" }, [
    [{ kind: "start" }, "in-progress"],
    [{ kind: "finish", done: "reset" }, "finished"],
  ]);
  walk({ kind: "hidden-danger" }, [[{ kind: "start" }, "wrong-state"]]);
  walk({ kind: "maintenance" }, [[{ kind: "reject", note: "no play", verdict: "wrong" }, "rejected"]]);
});

it("[R25] an inspection is planned by a program only where it follows a schedule that a person approved", () => {
  const schedule = { uid: "s-1", approvedBy: "wang" };
  const byProgram = { ...PLAN, by: MODEL } as const;
  walk({ kind: "inspection" }, [[byProgram, "not-allowed"]]);
  walk({ kind: "inspection", schedule }, [[byProgram, "planned"]]);
  walk({ kind: "permit", schedule }, [[byProgram, "not-allowed"]]);
});

it("[R12] [R26] nobody approves or verifies their own work by way of a token or another spelling", () => {
  walk({ kind: "permit", reportedBy: { name: "li", as: "program" } }, [
    [PLAN, "same-person"],
    [{ ...PLAN, by: WANG }, "planned"],
  ]);
  walk({ kind: "hidden-danger" }, [
    [PLAN, "planned"],
    [{ kind: "start", by: WANG }, "in-progress"],
    [{ kind: "finish", by: WANG, done: "guard", doneBy: " Ｌi" }, "finished"],
    [{ kind: "verify" }, "same-person"],
    [{ kind: "verify", by: { name: "zhao", as: "person" } }, "closed"],
  ]);
});

it("[R26] a permit is approved by another person, ends in time, is suspended, handed back and closed", () => {
  const due = T0 + 6.5 * S;
  walk({ kind: "permit", reportedBy: LI }, [
    [PLAN, "same-person"],
    [{ ...PLAN, due, by: WANG }, "planned"],
    [{ kind: "start" }, "in-progress"],
    [{ kind: "interrupt", by: MODEL, note: "gas" }, "planned"],
    [{ kind: "start" }, "wrong-state"],
    [PLAN, "same-person"],
    [{ ...PLAN, due, by: WANG }, "planned"],
    [{ kind: "remark", note: "the fire watch left" }, "planned"],
    [{ kind: "start" }, "wrong-state"],
    [{ ...PLAN, by: WANG }, "planned"],
    [{ kind: "start" }, "in-progress"],
    [{ kind: "interrupt", note: "lunch" }, "planned"],
    [{ kind: "remark", note: "back from lunch" }, "planned"],
    [{ kind: "start" }, "wrong-state"],
    [{ ...PLAN, by: WANG }, "planned"],
    [{ kind: "start" }, "in-progress"],
    [{ kind: "finish", done: "welded" }, "finished"],
    [{ kind: "verify" }, "same-person"],
    [{ kind: "verify", by: WANG }, "closed"],
  ]);
});
