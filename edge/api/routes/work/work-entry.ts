/** A work item in answers of the API. */

import type { Plant } from "../../../contracts/plant/plant.ts";
import type { TagTable } from "../../../contracts/plant/tag.ts";
import { isMajor, missingFields } from "../../../contracts/records/danger-acts.ts";
import { Hypothesis } from "../../../contracts/records/hypothesis.ts";
import { replacedIn, type WorkItem } from "../../../contracts/records/work-book.ts";
import type { WorkAct } from "../../../contracts/records/work-item.ts";
import { dangerOf, inspectionOf } from "../../../contracts/safety/loop-facts.ts";
import type { GasTest } from "../../../contracts/safety/permit.ts";
import { Type } from "../../../contracts/schema.ts";
import { AssetUid, closed, MaybeTime, orNull, Text } from "../../http/schemas.ts";
import { formatMicros, timeEntry } from "../../http/times.ts";
import type { WorkView } from "../../services/work/list.ts";
import { EvidenceEntry, evidenceEntry } from "../alerts/evidence-entry.ts";

const Actor = closed({
  name: Type.String(),
  as: Type.String({ description: "`person` or `program`; a token is a program." }),
});
const Verdict = orNull(
  Type.String(),
  "Whether the statement that the work came from was right: `right`, `wrong` or `not-useful`.",
);
export const GasTestEntry = closed({
  ...{ gas: Type.String(), value: Type.Number(), unit: Type.String(), at: MaybeTime, by: Type.String() },
});
const PictureIds = Type.Array(Type.String(), { description: "Ids of stored pictures." });
const Act = closed({
  actUid: Type.String(),
  kind: Type.String({
    description: "`plan`, `start`, `finish`, `return`, `verify`, `reject`, `interrupt`, `remark`, `tick`.",
  }),
  at: MaybeTime,
  by: Actor,
  note: orNull(Type.String()),
  assignee: orNull(Type.String()),
  due: MaybeTime,
  grade: orNull(Type.Integer(), "1 (red, highest) to 4 (blue)."),
  done: orNull(Type.String()),
  doneBy: orNull(Type.String(), "The person who did the work, where another or a program reports it."),
  found: orNull(Type.String()),
  foundKind: orNull(Type.String(), "The kind of fault that was found; `none` where the component was sound."),
  verdict: Verdict,
  replaced: Type.Array(Type.String(), { description: "Paths of replaced components." }),
  parts: Type.Array(closed({ part: Type.String(), quantity: Type.Integer() }), { description: "Spare parts used." }),
  level: orNull(Type.String(), "Of a hidden danger: `general` or `major`."),
  criterion: orNull(Type.String()),
  measure: orNull(Type.String()),
  money: orNull(Type.Number(), "In the site's currency."),
  contingency: orNull(Type.String(), "Contingency plan."),
  ticks: Type.Array(closed({ result: Type.String(), note: orNull(Type.String()), pictures: PictureIds }), {
    description: "Of an inspection, in the order of its items: `ok`, `failed`, `not-applicable` or `not-checked`.",
  }),
  proofs: Type.Array(Type.String(), { description: "References to what proves it." }),
  pictures: PictureIds,
  informed: orNull(closed({ who: Type.String(), at: MaybeTime })),
  guardian: orNull(Type.String(), "Of a permit: named by this act; empty where the act says that there is none."),
  isolation: orNull(Type.String(), "Of a permit: the record of the lock-out."),
  gas: Type.Array(GasTestEntry, { description: "Gas tests of a permit." }),
  step: orNull(
    closed({ at: Type.Integer(), result: Type.String() }),
    "Of a response: a step of the plan, from 0, as `done` or `not-possible`.",
  ),
  blocked: orNull(
    closed({
      exits: Type.Array(Type.String()),
      places: Type.Array(closed({ x: Type.Number(), y: Type.Number(), radiusM: Type.Number() })),
    }),
    "Of a response: all that cannot be passed from this act on.",
  ),
  controls: Type.Array(
    closed({ hazard: Type.String(), layer: Type.String(), result: Type.String(), note: orNull(Type.String()) }),
    { description: "At the end of a response: `held`, `failed` or `unknown`." },
  ),
});

const Danger = closed({
  source: Type.String({ description: "`person`, `inspection`, `system` or `response`." }),
  hazard: orNull(Type.String(), "Hazard of the register."),
  criterion: orNull(Type.String(), "The criterion by which it was major when it was found."),
  isMajor: Type.Boolean(),
  isFiveFields: Type.Boolean({ description: "Whether its newest plan has person, time, measure, money and plan." }),
  detail: orNull(Type.String()),
  proofs: Type.Array(Type.String()),
  pictures: PictureIds,
  inspectionUid: orNull(Type.String(), "The inspection whose item failed."),
  alertUid: orNull(Type.String(), "The alert that found it."),
});

export const WorkEntry = closed({
  itemUid: Type.String(),
  kind: Type.String({
    description: "`maintenance`, `hidden-danger`, `inspection`, `corrective-action`, `permit` or `response`.",
  }),
  state: Type.String({
    description: "`reported`, `planned`, `in-progress`, `finished` (not yet verified), `closed` or `rejected`.",
  }),
  title: Text,
  assetUid: AssetUid,
  assetLabel: orNull(Type.String(), "Null where the config no longer has the asset."),
  component: orNull(Type.String(), "Path of the component."),
  cause: orNull(
    Type.String(),
    "Uid of the alert, recommendation or work item that it came from, or the plan with the time since which it " +
      "counts.",
  ),
  causeKind: orNull(
    Type.String(),
    "`alert`, `recommendation`, `work-item` or `plan`; null where the edge no longer has the cause.",
  ),
  evidence: Type.Array(EvidenceEntry),
  hypotheses: Type.Array(Hypothesis, { description: "What the alert said may be wrong, when work was reported." }),
  reportedAt: MaybeTime,
  reportedBy: Actor,
  assignee: orNull(Type.String(), "The assignee of the newest plan, as for `due` and `grade`."),
  due: MaybeTime,
  grade: orNull(Type.Integer()),
  isOverdue: Type.Boolean({ description: "Due in the past, and not finished." }),
  startedAt: MaybeTime,
  finishedAt: MaybeTime,
  endedAt: MaybeTime,
  verdict: Verdict,
  replaced: Type.Array(Type.String(), { description: "Paths of all replaced components." }),
  acts: Type.Array(Act, { description: "In order." }),
  may: Type.Array(Type.String(), { description: "Kinds of acts that the caller may do now." }),
  danger: orNull(Danger, "Of a hidden danger."),
  isInspection: Type.Boolean({ description: "An inspection of the safety register, with ticks for its items." }),
});

/** Names of things in an entry. */
export interface WorkNames {
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
}

export function workEntry({ item, state, plan, may, ...view }: WorkView, { plant, tags }: WorkNames) {
  const { itemUid, kind, title, about, cause, evidence, reportedAt, reportedBy, acts } = item;
  const { assetUid, component } = about;
  return {
    itemUid,
    kind,
    state,
    title,
    assetUid,
    assetLabel: plant.assets.find((asset) => asset.assetUid === assetUid)?.label ?? null,
    component: component ?? null,
    cause: cause ?? null,
    causeKind: view.causeKind ?? null,
    evidence: evidence.map((one) => evidenceEntry(one, tags)),
    hypotheses: (item.hypotheses ?? []).map(({ kind: of, p }) => ({ kind: of, p })),
    reportedAt: formatMicros(reportedAt),
    reportedBy: { ...reportedBy },
    assignee: plan?.assignee ?? null,
    due: timeEntry(plan?.due),
    grade: plan?.grade ?? null,
    isOverdue: view.isOverdue,
    startedAt: timeEntry(view.startedAt),
    finishedAt: timeEntry(view.finishedAt),
    endedAt: timeEntry(view.endedAt),
    verdict: view.verdict ?? null,
    replaced: [...new Set(replacedIn(item).map((one) => one.component))],
    acts: acts.map(actEntry),
    may: [...may],
    danger: kind === "hidden-danger" ? dangerEntry(item) : null,
    isInspection: inspectionOf(item) !== undefined,
  };
}

function dangerEntry(item: WorkItem) {
  const facts = dangerOf(item);
  const plan = item.acts.findLast(({ kind }) => kind === "plan");
  return {
    source: facts?.source ?? "person",
    hazard: facts?.hazard ?? null,
    criterion: plan?.criterion ?? facts?.criterion ?? null,
    isMajor: isMajor(item),
    isFiveFields: missingFields(item).length === 0,
    detail: facts?.detail ?? null,
    proofs: [...(facts?.proofs ?? [])],
    pictures: [...(facts?.pictures ?? [])],
    inspectionUid: facts?.inspection?.itemUid ?? null,
    alertUid: facts?.alert ?? null,
  };
}

function actEntry({ actUid, kind, at, by, due, replaced, parts, ...facts }: WorkAct) {
  return {
    actUid,
    kind,
    at: formatMicros(at),
    by: { ...by },
    note: facts.note ?? null,
    assignee: facts.assignee ?? null,
    due: timeEntry(due),
    grade: facts.grade ?? null,
    done: facts.done ?? null,
    doneBy: facts.doneBy ?? null,
    found: facts.found ?? null,
    foundKind: facts.foundKind ?? null,
    verdict: facts.verdict ?? null,
    replaced: [...(replaced ?? [])],
    parts: [...(parts ?? [])],
    level: facts.level ?? null,
    criterion: facts.criterion ?? null,
    measure: facts.measure ?? null,
    money: facts.money ?? null,
    contingency: facts.contingency ?? null,
    ticks: (facts.ticks ?? []).map(({ result, note, pictures = [] }) => ({
      ...{ result, note: note ?? null, pictures: [...pictures] },
    })),
    proofs: [...(facts.proofs ?? [])],
    pictures: [...(facts.pictures ?? [])],
    informed: facts.informed === undefined ? null : { who: facts.informed.who, at: formatMicros(facts.informed.at) },
    guardian: facts.guardian === undefined ? null : (facts.guardian ?? ""),
    isolation: facts.isolation ?? null,
    gas: (facts.gas ?? []).map((test) => gasTestEntry({ ...test, by: test.by ?? by.name })),
    ...responseFactsEntry(facts),
  };
}

function responseFactsEntry({ step, blocked, controls = [] }: Pick<WorkAct, "step" | "blocked" | "controls">) {
  return {
    step: step === undefined ? null : { at: step.at, result: step.result },
    blocked:
      blocked === undefined
        ? null
        : { exits: [...blocked.exits], places: blocked.places.map(({ x, y, radiusM }) => ({ x, y, radiusM })) },
    controls: controls.map(({ note, ...control }) => ({ ...control, note: note ?? null })),
  };
}

export function gasTestEntry({ gas, value, unit, at, by }: GasTest) {
  return { gas, value, unit, at: formatMicros(at), by };
}
