import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { TagTable } from "../../../contracts/plant/tag.ts";
import { ComponentPath, Name, Note } from "../../../contracts/records/fields.ts";
import { WORK_CYCLE } from "../../../contracts/records/work-cycle.ts";
import { WORK_KINDS, WorkAct } from "../../../contracts/records/work-item.ts";
import { SAFETY_ACT_FIELDS } from "../../../contracts/safety/loop-facts.ts";
import { PERMIT_ACT_FIELDS } from "../../../contracts/safety/permit.ts";
import { RESPONSE_ACT_FIELDS } from "../../../contracts/safety/response.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber, readRange } from "../../http/read-range.ts";
import { closed, NoQuery, TimeParam, UidParam } from "../../http/schemas.ts";
import { parseTime } from "../../http/times.ts";
import {
  type AskedReport,
  type AskedWorkAct,
  actOnWork,
  reportWork,
  type WorkActDeps,
} from "../../services/work/acts.ts";
import { DEFAULT_ITEMS, listWork, MOST_ITEMS, type WorkFilter, workItem } from "../../services/work/list.ts";
import { WorkEntry, workEntry } from "./work-entry.ts";

export type WorkRouteDeps = WorkActDeps & {
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
};

const tags = ["work"];
const answers = { "4xx": Problem, 503: Problem };
const uid = Type.String({ minLength: 1, maxLength: 128 });
/** Not `.` or `..`, which no address can contain: nobody could act on such an item. */
const ItemUid = Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9_][A-Za-z0-9._:-]*$" });
const params = closed({ itemUid: Type.String({ minLength: 1, maxLength: 64 }) });
const STATES = [...Object.keys(WORK_CYCLE.states), "open", "all"];

const filters = {
  state: Type.Optional(
    Type.Enum(STATES, { description: "A state, `open` (default: neither closed nor rejected), or `all`." }),
  ),
  asset: Type.Optional(UidParam),
  kind: Type.Optional(Type.Enum([...WORK_KINDS])),
  cause: Type.Optional(uid),
  from: Type.Optional(TimeParam),
  to: Type.Optional(TimeParam),
  safety: Type.Optional(
    Type.Enum(["true", "false"], {
      description: "Only hidden dangers, inspections and permits of the safety register, or all but these.",
    }),
  ),
};
export const WorkFilters = closed(filters);

/** Work items: the list, reports and acts. */
export function workRoutes(app: Api, deps: WorkRouteDeps): void {
  listRoute(app, deps);
  itemRoute(app, deps);
  reportRoute(app, deps);
  actRoute(app, deps);
}

function listRoute(app: Api, deps: WorkRouteDeps): void {
  const schema = {
    tags,
    summary: "Work items",
    description:
      "Newest report first; `from` and `to` are about the report. `version` changes with every change of an item. " +
      "`cursor` leads to the next page and is null where there is none; a page of large items ends before `limit`.",
    querystring: closed({
      ...filters,
      limit: Type.Optional(
        Type.String({ pattern: "^[0-9]{1,4}$", description: `1 to ${MOST_ITEMS}; default ${DEFAULT_ITEMS}.` }),
      ),
      cursor: Type.Optional(uid),
    }),
    response: {
      200: closed({
        version: Type.Integer(),
        openCount: Type.Integer({ description: "Items that are neither closed nor rejected, with `safety` of these." }),
        items: Type.Array(WorkEntry),
        cursor: Type.Union([Type.String(), Type.Null()]),
      }),
      ...answers,
    },
  };
  app.get("/api/v1/work-items", { schema }, async (request) => {
    const { limit, cursor } = request.query;
    const filter = workFilterOf(request.query, deps.now());
    const { version, openCount, ...page } = listWork(deps, callerOf(request), {
      ...filter,
      limit: readNumber(limit),
      cursor,
    });
    return {
      version,
      openCount,
      items: page.items.map((view) => workEntry(view, deps)),
      cursor: page.cursor ?? null,
    };
  });
}

function itemRoute(app: Api, deps: WorkRouteDeps): void {
  const schema = {
    tags,
    summary: "A work item",
    params,
    querystring: NoQuery,
    response: { 200: WorkEntry, ...answers },
  };
  app.get("/api/v1/work-items/:itemUid", { schema }, async (request) => {
    return workEntry(workItem(deps, callerOf(request), request.params.itemUid), deps);
  });
}

const Words = Type.Optional(Type.String({ maxLength: 200 }));
const Report = closed({
  itemUid: Type.Optional(ItemUid),
  kind: Type.Optional(Type.Enum([...WORK_KINDS])),
  assetUid: Type.Optional(UidParam),
  component: Type.Optional(ComponentPath),
  title: Type.Optional(closed({ zh: Words, en: Words }, { description: "One language is enough; it stands in both." })),
  cause: Type.Optional(uid),
});

function reportRoute(app: Api, deps: WorkRouteDeps): void {
  const schema = {
    tags,
    summary: "Report work",
    description:
      "With an alert as `cause`, asset, component, title and evidence are those of the alert where they are not " +
      "given. `kind` is `maintenance` where it is not given. 201 with the new item; 200 with the present one if an " +
      "open item has this cause, or the item with this `itemUid` is there already, so that a request can be " +
      "repeated. Answers when it is on disk and in the audit log.",
    querystring: NoQuery,
    body: Report,
    response: { 200: WorkEntry, 201: WorkEntry, ...answers },
  };
  app.post("/api/v1/work-items", { schema }, async (request, reply) => {
    const { view, isNew } = await reportWork(deps, callerOf(request), request.body as AskedReport);
    return reply.code(isNew ? 201 : 200).send(workEntry(view, deps));
  });
}

const { verdict, foundKind, grade, replaced, parts, kind } = WorkAct.properties;
const { informed: _informed, ...safetyFacts } = SAFETY_ACT_FIELDS;
const GasEntry = closed({
  gas: Type.String({ minLength: 1, maxLength: 200, description: "Id of a gas of the permit." }),
  value: Type.Number(),
  unit: Type.String({ maxLength: 20 }),
  at: Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339, not later than now, which it is without." })),
  by: Type.Optional(Name),
});
const ActBody = closed({
  actUid: Type.String({ minLength: 1, maxLength: 64, description: "Made by the client, new for each act." }),
  kind,
  note: Type.Optional(Note),
  assignee: Type.Optional(Name),
  due: Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339, later than now." })),
  grade,
  done: Type.Optional(Note),
  doneBy: Type.Optional(Name),
  found: Type.Optional(Note),
  foundKind,
  verdict,
  replaced,
  parts,
  ...safetyFacts,
  informed: Type.Optional(
    closed({ who: Name, at: Type.String({ maxLength: 40, description: "RFC 3339, not later than now." }) }),
  ),
  guardian: PERMIT_ACT_FIELDS.guardian,
  isolation: PERMIT_ACT_FIELDS.isolation,
  gas: Type.Optional(Type.Array(GasEntry, { minItems: 1, maxItems: 20 })),
  ...RESPONSE_ACT_FIELDS,
});

function actRoute(app: Api, deps: WorkRouteDeps): void {
  const schema = {
    tags,
    summary: "Act on a work item",
    description:
      "`plan` takes assignee, due and grade; `start` nothing; `interrupt`, `return`, `reject` and `remark` a " +
      "note; `finish` what was done, and may say who did it, what was found, which components were replaced, " +
      "which spare parts were used (they leave the stock), whether the cause was right, and the kind of fault " +
      "(`foundKind`, `none` for a sound component); `verify`, `reject` and `remark` may say the last two too. " +
      "On a hidden danger `plan` also says its level, and of a major one measure, money and contingency plan, " +
      "without which nobody starts; an inspection is finished with `ticks`, one for each item. On a permit `plan`, " +
      "`start` and `remark` may name the guardian, `start` and `remark` have gas tests, and `start` has `ticks` for " +
      "its checklist and, where machines are locked out, the record of it (`isolation`). " +
      "On a response `tick` says of a `step` that it is done or was not possible, `remark` what is `blocked`, and " +
      "`finish` how `controls` held. " +
      "The life cycle decides who may do what; `may` of an item names what the caller may do now. A repeated " +
      "`actUid` changes nothing and answers the item. A token is a program: it may remark, and start and " +
      "finish planned maintenance and inspections in the name of the person who did them. Answers when it is " +
      "on disk and in the audit log.",
    params,
    querystring: NoQuery,
    body: ActBody,
    response: { 200: WorkEntry, ...answers },
  };
  app.post("/api/v1/work-items/:itemUid/acts", { schema }, async (request) => {
    const { due, informed, gas, ...act } = request.body as Static<typeof ActBody>;
    const now = deps.now();
    const asked = {
      ...act,
      ...(due === undefined ? {} : { due: timeOf("due", due, now) }),
      ...(gas === undefined
        ? {}
        : { gas: gas.map((one) => ({ ...one, at: one.at === undefined ? now : timeOf("gas", one.at, now) })) }),
      ...(informed === undefined ? {} : { informed: { who: informed.who, at: timeOf("informed", informed.at, now) } }),
    } as AskedWorkAct;
    return workEntry(await actOnWork(deps, callerOf(request), { itemUid: request.params.itemUid, act: asked }), deps);
  });
}

export function timeOf(field: string, text: string, now: Micros): Micros {
  const at = parseTime(text, now);
  if (at === undefined) throw new EdgeError("bad-request", `${field}: not a time`);
  return at;
}

/** The filter of a query. Throws EdgeError `bad-request`. */
export function workFilterOf(query: Static<typeof WorkFilters>, now: Micros): WorkFilter {
  const { state, asset, kind: ofKind, cause, from, to, safety } = query;
  const range = from === undefined && to === undefined ? undefined : readRange({ ...query }, now, "-7d");
  const ofSafety = safety === undefined ? undefined : safety === "true";
  return { state, asset, kind: ofKind, cause, range, safety: ofSafety } as WorkFilter;
}
