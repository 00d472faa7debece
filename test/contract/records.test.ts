/**
 * Guarantees of every record of a shared kind, with any payload (docs/rules/records.md). An owner adds a row to
 * `OWNERS`: the payload's schema, values of it, and records as older versions stored them.
 */
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ROLES, type Role } from "../../edge/contracts/access/access.ts";
import { ADVICE_CYCLE } from "../../edge/contracts/records/advice-cycle.ts";
import { DefectCase } from "../../edge/contracts/records/defect-case.ts";
import { isRefused, type LifeCycle, MOST_ACTS, type Refused } from "../../edge/contracts/records/life-cycle.ts";
import {
  type AdviceAct,
  adviceState,
  afterAdvice,
  recommendationOf,
} from "../../edge/contracts/records/recommendation.ts";
import { WORK_CYCLE } from "../../edge/contracts/records/work-cycle.ts";
import { afterWork, type WorkAct, workItemOf, workState } from "../../edge/contracts/records/work-item.ts";
import { DangerFacts, InspectionFacts } from "../../edge/contracts/safety/loop-facts.ts";
import { type TSchema, Type } from "../../edge/contracts/schema.ts";
import { ADVICE, CASES, DANGERS, LI, MODEL, ROUND, S, T0, WANG, WORK, work } from "../fakes/records/work.ts";
import { SEED } from "../run/seed.ts";

const HAN = /\p{Script=Han}/u;
interface Owner {
  readonly name: string;
  readonly kind: "work-item" | "recommendation";
  readonly payload: TSchema;
  readonly values: fc.Arbitrary<unknown>;
  /** Heads as older versions stored them: without fields that came later. */
  readonly old: readonly object[];
}

const OWNERS: readonly Owner[] = [
  { name: "plain work", kind: "work-item", payload: Type.Object({}), values: fc.constant({}), old: [WORK] },
  {
    name: "work with a payload",
    kind: "work-item",
    payload: Type.Object({ hours: Type.Optional(Type.Number()), parts: Type.Optional(Type.Array(Type.String())) }),
    values: fc.record({ hours: fc.nat(99), parts: fc.array(fc.string()) }, { requiredKeys: [] }),
    old: [WORK, { ...WORK, kind: "maintenance", payload: { hours: 2 } }],
  },
  { name: "a case", kind: "work-item", payload: DefectCase, values: fc.constantFrom(...CASES), old: [WORK] },
  {
    name: "a hidden danger",
    kind: "work-item",
    payload: DangerFacts,
    values: fc.constantFrom(...DANGERS),
    old: [WORK, { ...WORK, payload: DANGERS[0] }],
  },
  { name: "an inspection", kind: "work-item", payload: InspectionFacts, values: fc.constant(ROUND), old: [WORK] },
  { name: "plain advice", kind: "recommendation", payload: Type.Object({}), values: fc.constant({}), old: [ADVICE] },
];

const ajv = new Ajv({ allErrors: true, strict: true });
const role = fc.constantFrom(...ROLES);
const actor = fc.constantFrom(LI, WANG, MODEL);
const note = fc.option(fc.constantFrom("because", " "), { nil: undefined });
const common = { actUid: fc.uuid(), at: fc.integer({ min: 0, max: 150 }).map((s) => T0 + s * S), by: actor, note };
const kindOf = <K extends string>(cycle: LifeCycle<string, K>) => fc.constantFrom(...(Object.keys(cycle.acts) as K[]));

const workActs = fc.array(
  fc.tuple(
    fc.record({
      ...common,
      kind: kindOf(WORK_CYCLE),
      assignee: fc.option(fc.constant("wang"), { nil: undefined }),
      due: fc.option(fc.constant(T0 + 900 * S), { nil: undefined }),
      grade: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      done: fc.option(fc.constant("guard mounted"), { nil: undefined }),
    }),
    role,
  ),
  { maxLength: 60 },
);
const adviceActs = fc.array(
  fc.tuple(
    fc.record({
      ...common,
      kind: kindOf(ADVICE_CYCLE),
      outcome: fc.option(fc.constant({ verdict: "less", actual: 12 } as const), { nil: undefined }),
    }),
    role,
  ),
  { maxLength: 60 },
);

/** Acts in the order of their time, without the fields that are undefined, as they come from the log. */
function inOrder<A extends { readonly at: number }>(acts: readonly (readonly [object, Role])[]): [A, Role][] {
  const clean = acts.map(([act, as]): [A, Role] => [JSON.parse(JSON.stringify(act)) as A, as]);
  return clean.sort(([a], [b]) => a.at - b.at);
}

function live<R extends object, A>(
  record: R,
  acts: readonly [A, Role][],
  after: (r: R, a: A, role: Role) => R | Refused,
) {
  let now = record;
  const refusals: Refused[] = [];
  for (const [act, as] of acts) {
    const answer = after(now, act, as);
    if (isRefused(answer)) refusals.push(answer);
    else now = answer;
  }
  return { record: now, refusals };
}

const check = (property: fc.IProperty<unknown[]> | fc.IRawProperty<unknown>) =>
  fc.assert(property as fc.IProperty<unknown[]>, { seed: SEED, numRuns: 150 });

const advice = (acts: readonly AdviceAct[] = []) => ({ ...ADVICE, acts });

describe.each(OWNERS)("record of $name", ({ kind, payload, values, old }) => {
  const schema = kind === "work-item" ? workItemOf(payload) : recommendationOf(payload);
  const isValid = ajv.compile(schema);

  it("[R4] [R5] [R9] any acts give a record that fits its schema and that replay and repetition do not change", () => {
    check(
      fc.property(fc.constantFrom(...old), values, workActs, adviceActs, (head, value, done, decided) => {
        const record = { ...head, payload: value, acts: [] };
        const run =
          kind === "work-item"
            ? replayed(record as never, inOrder<WorkAct>(done), afterWork)
            : replayed(record as never, inOrder<AdviceAct>(decided), afterAdvice);
        expect(isValid(run), ajv.errorsText(isValid.errors)).toBe(true);
        expect(run).toMatchObject({ payload: value });
      }),
    );
  });

  it("[R9] records of older versions, and those of later ones with fields of their own, are read", () => {
    for (const head of old) {
      expect(isValid({ ...head, acts: [] }), ajv.errorsText(isValid.errors)).toBe(true);
      expect(isValid({ ...head, acts: [], laterField: 1 })).toBe(true);
    }
  });
});

/** The record after the acts; asserts that once more, all acts from the start, and every refused act change nothing. */
function replayed<R extends { readonly acts: readonly A[] }, A extends { readonly actUid: string }>(
  head: R,
  acts: readonly [A, Role][],
  after: (record: R, act: A, role: Role) => R | Refused,
): R {
  const { record, refusals } = live(head, acts, after);
  expect(record.acts.length + refusals.length).toBe(acts.length);
  for (const act of record.acts) expect(after(record, act, "admin")).toBe(record);
  const again = live(
    head,
    record.acts.map((act): [A, Role] => [act, "admin"]),
    after,
  );
  expect(again.record).toEqual(record);
  for (const { reason } of refusals) {
    expect(reason.zh).toMatch(HAN);
    expect(reason.en).not.toMatch(HAN);
  }
  return record;
}

const KINDS = ["hidden-danger", "corrective-action", "maintenance", "inspection", "permit"] as const;

/** Kinds of acts by which a program reports what people did. */
const REPORTED = ["remark", "start", "finish"];

it("[R6] [R7] [R10] [R11] [R12] [R30] work is planned, started, finished, verified and closed, in this order", () => {
  check(
    fc.property(fc.constantFrom(...KINDS), workActs, (kind, acts) => {
      const { record } = live(work([], { kind }), inOrder<WorkAct>(acts), afterWork);
      const moves = record.acts.filter((act) => act.kind !== "remark");
      const kinds = moves.map((act) => act.kind).join(" ");
      expect(kinds).toMatch(
        /^(plan ?)*(start (interrupt ?(plan ?)*|finish (return ?(plan ?)*|verify$)?)|start ?(finish)?$|reject$)*$/,
      );
      const state = workState(record);
      const isChecked = kind !== "maintenance" && kind !== "inspection";
      if (isChecked && (state === "closed" || state === "in-progress" || state === "finished"))
        expect(record.acts.some(({ assignee, due, grade }) => assignee && due && grade)).toBe(true);
      if (state === "closed" && isChecked)
        expect(moves.findLast((act) => act.kind === "finish")?.by.name).not.toBe(moves.at(-1)?.by.name);
      const byProgram = isChecked ? (kind === "permit" ? ["remark", "interrupt"] : ["remark"]) : REPORTED;
      for (const [at, { kind: what, by, doneBy, verdict }] of record.acts.entries()) {
        if (by.as !== "program") continue;
        expect(byProgram).toContain(what);
        if (what === "start") expect(record.acts.slice(0, at).some((act) => act.kind === "plan")).toBe(true);
        if (what === "finish") expect([doneBy, verdict]).toEqual([expect.any(String), undefined]);
      }
      expect(record.acts.every((act) => act.kind !== "finish" || act.done !== undefined)).toBe(true);
    }),
  );
});

it("[R14] a recommendation names rule, action, reason, evidence and author; an effect has an interval", () => {
  const isValid = ajv.compile(recommendationOf(Type.Object({})));
  const whole = { ...ADVICE, acts: [] };
  const without = (part: object, field: string) =>
    Object.fromEntries(Object.entries(part).filter(([name]) => name !== field));
  expect(isValid(whole)).toBe(true);
  for (const field of ["rule", "key", "about", "what", "why", "evidence", "basis", "proposedBy", "validUntil"])
    expect(isValid(without(whole, field)), field).toBe(false);
  for (const field of ["quantity", "unit", "expected", "low", "high", "confidence"])
    expect(isValid({ ...whole, effect: without(ADVICE.effect, field) }), field).toBe(false);
  expect(isValid({ ...whole, effect: { ...ADVICE.effect, confidence: 1.1 } })).toBe(false);
  // A line about an order has records that it rests on, and no tag.
  const ofOrder = { ...without(whole, "effect"), about: {}, evidence: [], basis: [{ kind: "order", uid: "O-1" }] };
  expect(isValid(ofOrder), ajv.errorsText(isValid.errors)).toBe(true);
  expect(isValid({ ...ofOrder, basis: [{ kind: "rumour", uid: "1" }] })).toBe(false);
});

it("[R7] [R15] [R16] advice is followed only if a person accepted it in time; programs decide nothing", () => {
  check(
    fc.property(adviceActs, (acts) => {
      const { record } = live(advice(), inOrder<AdviceAct>(acts), afterAdvice);
      const kinds = record.acts.map((act) => act.kind);
      const undone = kinds
        .join(" ")
        .replaceAll(/(decline|not-useful) take-back ?/g, "")
        .trim();
      expect(undone).toMatch(/^(decline|not-useful|expire|withdraw|accept( withdraw| assess| carry-out( assess)?)?)?$/);
      for (const { kind, by, at, note: why, outcome } of record.acts) {
        if (by.as === "program") expect(["withdraw", "expire", "carry-out", "assess"]).toContain(kind);
        if (kind === "accept" || kind === "take-back") expect(at).toBeLessThanOrEqual(ADVICE.validUntil);
        if (kind === "expire") expect(at).toBeGreaterThan(ADVICE.validUntil);
        if (kind === "decline" || kind === "withdraw") expect(why?.trim()).toBeTruthy();
        if (kind === "assess") expect(outcome).toBeDefined();
      }
      expect(adviceState(record) === "proposed").toBe(kinds.length === 0 || kinds.at(-1) === "take-back");
    }),
  );
});

it("[R8] a record takes 200 acts, of which the last ten can only end it, and then names the remedy", () => {
  let record = work();
  const plan = (n: number): WorkAct => ({
    kind: "plan",
    actUid: String(n),
    at: T0 + n,
    by: LI,
    assignee: "li",
    due: T0,
    grade: 4,
  });
  const most = MOST_ACTS - 10;
  for (let n = 0; n < most; n++) record = afterWork(record, plan(n), "maintainer") as typeof record;
  expect(record.acts).toHaveLength(most);
  expect(afterWork(record, plan(most), "maintainer")).toMatchObject({ refused: "too-many-acts" });
  const rejected = afterWork(record, { ...plan(most), kind: "reject", note: "too many plans" }, "maintainer");
  expect(isRefused(rejected) ? rejected : workState(rejected)).toBe("rejected");
  expect(afterWork(record, plan(0), "maintainer")).toBe(record);
});

it("[R8] programs take half of the places with acts that change no state; people and the end have the others", () => {
  let record = work([], { kind: "maintenance" });
  const remark = (n: number, by: WorkAct["by"]): WorkAct => ({
    kind: "remark",
    actUid: String(n),
    at: T0 + n,
    by,
    note: "-",
  });
  const take = (act: WorkAct): void => {
    const after = afterWork(record, act, "maintainer");
    expect(after).not.toHaveProperty("refused");
    record = after as typeof record;
  };
  take({ ...remark(0, LI), kind: "plan", assignee: "li", due: T0, grade: 4 });
  for (let n = 1; n <= 100; n++) take(remark(n, MODEL));
  expect(afterWork(record, remark(101, MODEL), "maintainer")).toMatchObject({ refused: "too-many-acts" });
  take({ ...remark(102, MODEL), kind: "start" });
  take(remark(103, LI));
  take({ ...remark(104, MODEL), kind: "finish", done: "-", doneBy: "li" });
  expect(workState(record)).toBe("finished");
});

it("[R13] a grade is 1 to 4", () => {
  const isValid = ajv.compile(workItemOf(Type.Object({})));
  const planned = (grade: number) =>
    work([{ kind: "plan", actUid: "p", at: T0, by: LI, assignee: "li", due: T0, grade }]);
  expect([0, 1, 4, 5, 2.5].map((grade) => isValid(planned(grade)))).toEqual([false, true, true, false, false]);
});

it("[R6] names of states and acts are unique and in both languages", () => {
  for (const { states, acts } of [WORK_CYCLE, ADVICE_CYCLE])
    for (const names of [Object.values(states), Object.values(acts)]) {
      expect(new Set(names.map(({ zh }) => zh)).size).toBe(names.length);
      expect(new Set(names.map(({ en }) => en)).size).toBe(names.length);
      for (const { zh, en } of names) expect([HAN.test(zh), HAN.test(en)]).toEqual([true, false]);
    }
});
