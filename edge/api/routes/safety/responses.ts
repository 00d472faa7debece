/** Response plans that were opened: list, event view, ways out, muster. Acts are those of work items. */
import type { TagTable } from "../../../contracts/plant/tag.ts";
import { isMajor } from "../../../contracts/records/danger-acts.ts";
import { workState } from "../../../contracts/records/work-item.ts";
import type { MusterCounts } from "../../../contracts/safety/muster.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, NoQuery, orNull, Text } from "../../http/schemas.ts";
import { formatMicros, timeEntry } from "../../http/times.ts";
import {
  type AskedResponse,
  checkIn,
  type EventView,
  MOST_RESPONSES,
  openResponse,
  type PeopleReported,
  type ResponseDeps,
  type ResponseView,
  response,
  responses,
  takeAccessRecord,
  unaccountedIn,
  waysOutOf,
} from "../../services/safety/responses.ts";
import { WorkEntry, workEntry } from "../work/work-entry.ts";
import { NewItemUid, onePlace, PlaceEntry, placeEntry, plain } from "./register.ts";

type Deps = ResponseDeps & { readonly tags: TagTable };

const tags = ["safety"];
const answers = { "4xx": Problem, 503: Problem };
const params = Type.Object({ itemUid: Type.String({ minLength: 1, maxLength: 64 }) });
const Id = Type.String({ minLength: 1, maxLength: 200 });

const Step = closed({
  do: Text,
  role: orNull(Type.String(), "Role of the plan."),
  result: orNull(Type.String(), "`done` or `not-possible`; null: nobody said anything about it."),
  at: MaybeTime,
  by: orNull(Type.String()),
  note: orNull(Type.String()),
});
const RESPONSE = {
  plan: Type.String(),
  isDrill: Type.Boolean(),
  place: PlaceEntry,
  lead: orNull(Type.String(), "Who leads it, or led it to its end; null: nobody yet, or after a hand-over or return."),
  steps: Type.Array(Step),
  work: WorkEntry,
};
const Counts = closed({
  recordAt: MaybeTime,
  inside: orNull(Type.Integer(), "By the record of access control; null: there is none."),
  checkedIn: Type.Integer(),
  unaccounted: orNull(Type.Integer(), "Inside by the record and not checked in: unknown, never safe."),
  strangers: orNull(Type.Integer(), "Checked in and not on the record."),
});
const Point = closed({ x: Type.Number(), y: Type.Number() });
const PEOPLE = { known: Type.Integer(), unknown: Type.Integer() };
const Event = closed({
  ...RESPONSE,
  hazards: Type.Array(Type.String()),
  roles: Type.Array(closed({ id: Type.String(), name: Text, person: orNull(Type.String()) })),
  posted: orNull(Text, "Where the posted escape plan hangs; it comes before any computed way."),
  call: Type.Array(closed({ who: Text, number: Type.String() })),
  alertUid: orNull(Type.String(), "The alert that opened it."),
  blocked: closed({
    exits: Type.Array(Type.String()),
    places: Type.Array(closed({ x: Type.Number(), y: Type.Number(), radiusM: Type.Number() })),
  }),
  resources: Type.Array(
    closed({
      id: Type.String(),
      kind: Type.String(),
      name: orNull(Text),
      place: PlaceEntry,
      distanceM: orNull(Type.Number(), "Walking distance as the layout shows it; null: no way is known."),
      isOfPlan: Type.Boolean(),
      state: Type.String({ description: "`expired`, `missed`, `late`, or `none`: nothing is known to be wrong." }),
    }),
    { description: "Those of the plan, and the nearest of each kind, nearest first." },
  ),
  people: orNull(
    closed({
      ...PEOPLE,
      zones: Type.Array(closed({ ...PEOPLE, zone: Text }), {
        description: "Zones in which sensors report or lost somebody.",
      }),
    }),
    "People whom sensors report in the area, and those last seen there; null: nothing reports them.",
  ),
  gas: Type.Array(
    closed({
      label: Type.String({ description: "Label of the detector." }),
      tag: Type.String({ description: "Its concentration, as configs write it." }),
      value: orNull(Type.Number(), "Null: silent or faulty, never low."),
      unit: Type.String({ description: "UCUM code." }),
      at: orNull(Type.String(), "Time of its newest sample."),
    }),
    { description: "What gas detectors at the place, in a zone around it or in its area report now." },
  ),
  muster: orNull(Counts, "Null: the plant has not switched it on, or the response has ended; a remark has the counts."),
  alertText: orNull(Text, "What that alert says; null: none, or no longer kept."),
  dangers: Type.Array(closed({ itemUid: Type.String(), title: Text, state: Type.String(), isMajor: Type.Boolean() }), {
    description: "Hidden dangers that follow from it, newest first.",
  }),
});

/** When it happens. */
export function responseRoutes(app: Api, deps: Deps): void {
  listRoute(app, deps);
  openRoute(app, deps);
  eventRoute(app, deps);
  waysRoute(app, deps);
  musterRoutes(app, deps);
}

function listRoute(app: Api, deps: Deps): void {
  const schema = {
    tags,
    summary: "Response plans that were opened",
    description: `Open ones first, each the newest first, ${MOST_RESPONSES} at most. A record, and no safety function.`,
    querystring: NoQuery,
    response: { 200: closed({ responses: Type.Array(closed(RESPONSE)) }), ...answers },
  };
  app.get("/api/v1/safety/responses", { schema }, async (request) => {
    return { responses: responses(deps, callerOf(request)).map((one) => responseEntry(one, deps)) };
  });
}

const Open = closed({
  itemUid: NewItemUid,
  plan: Id,
  place: Type.Optional(onePlace("Default: the machine of the alert, else the place of the plan's first hazard.")),
  isDrill: Type.Boolean(),
  alertUid: Type.Optional(Id),
});

function openRoute(app: Api, deps: Deps): void {
  const schema = {
    tags,
    summary: "Open a response plan",
    description:
      "For an event, or as a drill. 201 with the new response; 200 with the present one where its `itemUid` is " +
      "there. Steps are ticked by the act `tick` of its work item; blocked exits are a `remark` with `blocked`. " +
      "Answers when it is on disk and in the audit log.",
    querystring: NoQuery,
    body: Open,
    response: { 200: Event, 201: Event, ...answers },
  };
  app.post("/api/v1/safety/responses", { schema }, async (request, reply) => {
    const { event, isNew } = await openResponse(deps, callerOf(request), request.body as AskedResponse);
    return reply.code(isNew ? 201 : 200).send(eventEntry(event, deps));
  });
}

function eventRoute(app: Api, deps: Deps): void {
  const schema = {
    tags,
    summary: "An opened response plan",
    description:
      "Its steps, resources by walking distance, who is called, people as far as sensors know, and the muster. An " +
      "empty answer never says that nobody is there.",
    params,
    querystring: NoQuery,
    response: { 200: Event, ...answers },
  };
  app.get("/api/v1/safety/responses/:itemUid", { schema }, async (request) => {
    return eventEntry(response(deps, callerOf(request), request.params.itemUid), deps);
  });
}

function waysRoute(app: Api, deps: Deps): void {
  const schema = {
    tags,
    summary: "Computed ways out, not verified",
    description:
      "From the place of the response to the nearest exit and assembly point that nobody has reported as blocked, by " +
      "the layout alone. For drills, and in an event for who has started the response: the posted escape plan comes " +
      "first. No statement that an exit is open.",
    params,
    querystring: NoQuery,
    response: {
      200: closed({
        isVerified: Type.Literal(false),
        ways: Type.Array(closed({ resource: Type.String(), lengthM: Type.Number(), points: Type.Array(Point) })),
      }),
      ...answers,
    },
  };
  app.get("/api/v1/safety/responses/:itemUid/ways", { schema }, async (request) => {
    const ways = waysOutOf(deps, callerOf(request), request.params.itemUid);
    return {
      isVerified: false as const,
      ways: ways.map(({ points, ...way }) => ({ ...way, points: points.map(({ x, y }) => ({ x, y })) })),
    };
  });
}

const Person = closed({
  id: Type.String({ minLength: 1, maxLength: 100 }),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  place: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
});
const Named = closed({ id: Type.String(), name: orNull(Type.String()), place: orNull(Type.String()) });

function musterRoutes(app: Api, deps: Deps): void {
  const off = "Off unless the config states why it may be on (`safety.people.muster`).";
  const record = {
    tags,
    summary: "Record of access control: who is inside now",
    description: `Replaces the one before. Kept in memory, and on disk only while a response is open. ${off}`,
    querystring: NoQuery,
    body: closed({ people: Type.Array(Person, { maxItems: 10_000 }) }),
    response: { 204: Type.Null(), ...answers },
  };
  app.put("/api/v1/safety/access-record", { schema: record }, async (request, reply) => {
    const people = request.body.people.map(({ id, name, place }) => {
      return { id, name: name ?? null, place: place ?? null };
    });
    takeAccessRecord(deps, callerOf(request), people);
    return reply.code(204).send(null);
  });
  const arrive = {
    tags,
    summary: "Check somebody in at an assembly point",
    description: `The first time counts; a request can be repeated. ${off}`,
    params,
    querystring: NoQuery,
    body: closed({ person: Type.String({ minLength: 1, maxLength: 100 }) }),
    response: { 200: Counts, ...answers },
  };
  app.post("/api/v1/safety/responses/:itemUid/check-ins", { schema: arrive }, async (request) => {
    const { itemUid } = request.params;
    return countsEntry(checkIn(deps, callerOf(request), { itemUid, person: request.body.person }));
  });
  const missing = {
    tags,
    summary: "Who is inside by access control and has not checked in",
    description: `Their whereabouts are unknown. Each view is in the audit log. ${off}`,
    params,
    querystring: NoQuery,
    response: { 200: closed({ people: Type.Array(Named) }), ...answers },
  };
  app.get("/api/v1/safety/responses/:itemUid/unaccounted", { schema: missing }, async (request) => {
    const people = await unaccountedIn(deps, callerOf(request), request.params.itemUid);
    return { people: people.map(({ id, name, place }) => ({ id, name, place })) };
  });
}

function countsEntry({ recordAt, inside, checkedIn, unaccounted, strangers }: MusterCounts) {
  return { recordAt: timeEntry(recordAt), inside, checkedIn, unaccounted, strangers };
}

function responseEntry({ view, facts, place, lead, steps }: ResponseView, deps: Deps) {
  return {
    ...{ plan: facts.plan, isDrill: facts.isDrill, place: placeEntry(place), lead },
    steps: steps.map(({ do: text, role, newest }) => ({
      do: plain(text),
      role,
      result: newest?.result ?? null,
      at: newest === null ? null : formatMicros(newest.at),
      by: newest?.by ?? null,
      note: newest?.note ?? null,
    })),
    work: workEntry(view, deps),
  };
}

function eventEntry(event: EventView, deps: Deps) {
  const { facts, blocked, resources, people, gas, muster, alertText, dangers } = event;
  return {
    ...responseEntry(event, deps),
    hazards: [...facts.hazards],
    roles: facts.roles.map(({ id, name, person }) => ({ id, name: plain(name), person: person ?? null })),
    posted: facts.posted === undefined ? null : plain(facts.posted),
    call: facts.call.map(({ who, number }) => ({ who: plain(who), number })),
    alertUid: facts.alert ?? null,
    blocked: { exits: [...blocked.exits], places: blocked.places.map(({ x, y, radiusM }) => ({ x, y, radiusM })) },
    resources: resources.map(({ resource: { id, kind, name, place }, distanceM, isOfPlan, state }) => ({
      ...{ id, kind, name: name === null ? null : plain(name), place: placeEntry(place) },
      ...{ distanceM, isOfPlan, state },
    })),
    people: people === null ? null : peopleEntry(people),
    gas: gas.map(({ label, tag, value, unit, at }) => ({ label, tag, value, unit, at: timeEntry(at) })),
    muster: muster === null ? null : countsEntry(muster),
    alertText: alertText === null ? null : plain(alertText),
    dangers: dangers.map((item) => ({
      ...{ itemUid: item.itemUid, title: plain(item.title), state: workState(item), isMajor: isMajor(item) },
    })),
  };
}

function peopleEntry({ known, unknown, zones }: PeopleReported) {
  return { known, unknown, zones: zones.map(({ place, ...counts }) => ({ ...counts, zone: plain(place.name) })) };
}
