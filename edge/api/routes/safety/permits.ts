/** Permits to work: list with conflicts, and application. Acts on them are those of work items. */
import { EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import type { TagTable } from "../../../contracts/plant/tag.ts";
import { Name, Note } from "../../../contracts/records/fields.ts";
import { PERMIT_STAGES } from "../../../contracts/records/permit-acts.ts";
import {
  type GasDemand,
  gasTestsOf,
  guardianOf,
  MACHINE_DEMANDS,
  newestTests,
} from "../../../contracts/safety/permit.ts";
import { CONFLICT_WORDS } from "../../../contracts/safety/permit-words.ts";
import type { PermitKind, Place } from "../../../contracts/safety/register.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { XLSX_TYPE } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber, readRange } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, NoQuery, orNull, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { exportPermits, printPermit } from "../../services/safety/permit-export.ts";
import {
  type AskedPermit,
  applyForPermit,
  DEFAULT_PERMITS,
  MOST_PERMITS,
  type PermitDeps,
  type PermitView,
  workPermits,
} from "../../services/safety/permits.ts";
import { SAFETY_FORMATS, type WrittenDeps } from "../../services/safety/written.ts";
import { GasTestEntry, gasTestEntry, WorkEntry, workEntry } from "../work/work-entry.ts";
import { timeOf } from "../work/work-items.ts";
import { MaybeText, NewItemUid, onePlace, PlaceEntry, placeEntry, plain } from "./register.ts";
import { sendWritten } from "./send-written.ts";

export type PermitRouteDeps = PermitDeps & WrittenDeps & { readonly tags: TagTable };

const tags = ["safety"];
const answers = { "4xx": Problem, 503: Problem };
const range = { from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) };

const Gas = { id: Type.String(), name: Text, unit: Type.String(), low: MaybeNumber, high: MaybeNumber };
const Kind = closed({
  id: Type.String(),
  name: Text,
  maxHours: Type.Number(),
  levels: Type.Array(closed({ id: Type.String(), name: Text, maxHours: Type.Number(), approver: Type.String() })),
  approver: Type.String({ description: "Lowest role that approves." }),
  guardian: Type.Boolean(),
  gasTest: Type.Boolean(),
  gases: Type.Array(closed(Gas)),
  checklist: Type.Array(Text),
  machine: Type.Enum([...MACHINE_DEMANDS]),
});

const Permit = closed({
  stage: Type.Enum([...PERMIT_STAGES], {
    description:
      "How far it has come. `expired`: nobody opened it in its time. `suspended`: it is approved anew first.",
  }),
  permit: Type.String({ description: "Id of the kind." }),
  kind: Text,
  level: orNull(Text),
  place: PlaceEntry,
  from: MaybeTime,
  to: MaybeTime,
  until: orNull(Type.String({ format: "date-time" }), "End of the approval, or of the application before it."),
  workers: Type.Integer(),
  guardian: orNull(Type.String(), "By the newest word; null: there is none."),
  holder: orNull(Type.String(), "In charge of the work, by the approval."),
  detail: MaybeText,
  machine: Type.Enum([...MACHINE_DEMANDS], { description: "What machines of the place must be." }),
  gasTest: Type.Boolean(),
  gasMaxAgeMin: Type.Number({ description: "The oldest test with which it is opened, minutes." }),
  gasEveryMin: Type.Number({ description: "While it is open, the test is repeated after so many minutes." }),
  gases: Type.Array(closed({ ...Gas, newest: orNull(GasTestEntry) }), {
    description: "Where the kind names none, the newest test of any gas.",
  }),
  gasTests: Type.Array(GasTestEntry, { description: "All, in the order of their record." }),
  checklist: Type.Array(Text),
  lacks: Type.Array(Text, { description: "Facts that opening needs, beside those that are given with it." }),
  conflicts: orNull(
    Type.Array(
      closed({
        kind: Type.Enum(Object.keys(CONFLICT_WORDS)),
        text: Text,
        isBlocking: Type.Boolean({ description: "Nobody opens it while it stands; else a notice." }),
        itemUid: orNull(Type.String(), "The other permit."),
      }),
    ),
    "As far as records and sensors know; none is no statement that it is safe. Null: nothing watches the plant.",
  ),
  work: WorkEntry,
});

export function permitRoutes(app: Api, deps: PermitRouteDeps): void {
  listRoute(app, deps);
  applyRoute(app, deps);
  tableRoute(app, deps);
  formRoute(app, deps);
}

function listRoute(app: Api, deps: PermitRouteDeps): void {
  const schema = {
    tags,
    summary: "Permits to work",
    description:
      "Those that are open, then those that were applied for or ended in the range, each the newest first; default " +
      "the last 30 days. With what speaks against each now, and the kinds of the config. Acts are those of the work " +
      "item: `plan` approves, `start` opens, `interrupt` suspends, `finish` hands back, `verify` closes, `reject` " +
      "refuses or cancels. A record that advises, and no safety function.",
    querystring: closed({
      ...range,
      limit: Type.Optional(
        Type.String({ pattern: "^[0-9]{1,3}$", description: `1 to ${MOST_PERMITS}; default ${DEFAULT_PERMITS}.` }),
      ),
    }),
    response: {
      200: closed({
        from: MaybeTime,
        to: MaybeTime,
        count: Type.Integer({ description: "All that fit, also those that are not listed." }),
        kinds: Type.Array(Kind),
        permits: Type.Array(Permit),
      }),
      ...answers,
    },
  };
  app.get("/api/v1/safety/permits", { schema }, async (request) => {
    const { limit, ...asked } = request.query;
    const { from, to } = readRange(asked, deps.now(), "-30d");
    const { permits, count, kinds } = workPermits(deps, callerOf(request), { from, to, limit: readNumber(limit) });
    return {
      from: formatMicros(from),
      to: formatMicros(to),
      count,
      kinds: kinds.map(kindEntry),
      permits: permits.map((one) => permitEntry(one, deps)),
    };
  });
}

const Id = Type.String({ minLength: 1, maxLength: 200 });
const Moment = Type.String({ maxLength: 40, description: "RFC 3339." });
const Application = closed({
  itemUid: NewItemUid,
  permit: { ...Id, description: "Id of a kind of the config." },
  level: Type.Optional(Id),
  title: closed({
    zh: Type.Optional(Type.String({ maxLength: 200 })),
    en: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  place: onePlace(),
  from: Moment,
  to: Moment,
  workers: Type.Integer({ minimum: 1, maximum: 200, description: "People at the work; the guardian is not one." }),
  guardian: Type.Optional(Name),
  detail: Type.Optional(Note),
});

function applyRoute(app: Api, deps: PermitRouteDeps): void {
  const schema = {
    tags,
    summary: "Apply for a permit to work",
    description:
      "201 with the new permit and what speaks against it now; 200 with the present one where its `itemUid` is " +
      "there. " +
      "Its time is at most that of its kind and level. Answers when it is on disk and in the audit log.",
    querystring: NoQuery,
    body: Application,
    response: { 200: Permit, 201: Permit, ...answers },
  };
  app.post("/api/v1/safety/permits", { schema }, async (request, reply) => {
    const { from, to, place, ...asked } = request.body;
    const now = deps.now();
    const times = { from: timeOf("from", from, now), to: timeOf("to", to, now) };
    const application = { ...asked, ...times, place: place as Place } as AskedPermit;
    const { permit, isNew } = await applyForPermit(deps, callerOf(request), application);
    return reply.code(isNew ? 201 : 200).send(permitEntry(permit, deps));
  });
}

const language = Type.Enum([...EXPORT_LANGUAGES]);

function tableRoute(app: Api, deps: PermitRouteDeps): void {
  const schema = {
    tags,
    summary: "The ledger of permits as a table",
    description:
      "作业许可台账, oldest first, default the last 30 days, times by the site's clocks; as PDF on A4. It names " +
      "people, so the export is recorded.",
    querystring: closed({ ...range, format: Type.Enum([...SAFETY_FORMATS]), language }),
    produces: ["text/csv", XLSX_TYPE, "application/pdf"],
    response: { 200: Type.String(), ...answers },
  };
  app.get("/api/v1/safety/permits/table", { schema }, async (request, reply) => {
    const { format, language: asked, ...times } = request.query;
    const { from, to } = readRange(times, deps.now(), "-30d");
    const table = await exportPermits(deps, callerOf(request), { from, to, format, language: asked });
    return sendWritten(reply, "gemba-work-permits", table);
  });
}

function formRoute(app: Api, deps: PermitRouteDeps): void {
  const schema = {
    tags,
    summary: "A permit on paper",
    description: "作业许可证, A4, with checks, gas tests and steps. It names people, so the export is recorded.",
    params: closed({ itemUid: Type.String({ minLength: 1, maxLength: 64 }) }),
    querystring: closed({ language }),
    produces: ["application/pdf"],
    response: { 200: Type.String(), ...answers },
  };
  app.get("/api/v1/safety/permits/:itemUid/form", { schema }, async (request, reply) => {
    const { itemUid } = request.params;
    const form = await printPermit(deps, callerOf(request), { itemUid, language: request.query.language });
    return sendWritten(reply, "gemba-permit", form);
  });
}

function kindEntry({ id, name, maxHours, levels, approver, demands }: PermitKind) {
  const { guardian, gasTest, gases, checklist, machine } = demands;
  return {
    ...{ id, name: plain(name), maxHours, approver, guardian, gasTest, machine },
    levels: levels.map((level) => ({ ...level, name: plain(level.name) })),
    gases: gases.map(gasEntry),
    checklist: checklist.map(plain),
  };
}

function gasEntry({ id, name, unit, low, high }: GasDemand) {
  return { id, name: plain(name), unit, low: low ?? null, high: high ?? null };
}

function permitEntry({ view, facts, place, stage, until, lacks, conflicts }: PermitView, deps: PermitRouteDeps) {
  const { demands, level } = facts;
  const { acts } = view.item;
  const tests = gasTestsOf(acts);
  return {
    stage,
    permit: facts.permit,
    kind: plain(facts.kind),
    level: level === undefined ? null : plain(level.name),
    place: placeEntry(place),
    from: formatMicros(facts.from),
    to: formatMicros(facts.to),
    until: formatMicros(until),
    workers: facts.workers,
    guardian: guardianOf(facts, acts),
    holder: view.plan?.assignee ?? null,
    detail: facts.detail ?? null,
    ...{ machine: demands.machine, gasTest: demands.gasTest },
    ...{ gasMaxAgeMin: demands.gasMaxAgeMin, gasEveryMin: demands.gasEveryMin },
    gases: demands.gasTest
      ? newestTests(demands, tests).flatMap(({ gas, test }) => {
          const name = test?.gas ?? "";
          const asked = gas ?? { id: name, name: { zh: name, en: name }, unit: test?.unit ?? "" };
          return gas === null && test === undefined
            ? []
            : [{ ...gasEntry(asked), newest: test === undefined ? null : gasTestEntry(test) }];
        })
      : [],
    gasTests: tests.map(gasTestEntry),
    checklist: demands.checklist.map(plain),
    lacks: lacks.map(plain),
    conflicts:
      conflicts?.map(({ kind, words, isBlocking, itemUid }) => {
        return { kind, text: plain(words), isBlocking, itemUid: itemUid ?? null };
      }) ?? null,
    work: workEntry(view, deps),
  };
}
