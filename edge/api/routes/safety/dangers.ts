/** Hidden dangers: list with figures, report, and ledger. Acts on them are those of work items. */
import { EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import type { TagTable } from "../../../contracts/plant/tag.ts";
import { Note } from "../../../contracts/records/fields.ts";
import { Proofs } from "../../../contracts/safety/loop-facts.ts";
import type { LoopFigures } from "../../../contracts/safety/loop-figures.ts";
import { Pictures } from "../../../contracts/safety/pictures.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { XLSX_TYPE } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber, readRange } from "../../http/read-range.ts";
import { closed, MaybeTime, NoQuery, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import {
  type AskedDanger,
  type DangerDeps,
  type DangerView,
  DEFAULT_DANGERS,
  hiddenDangers,
  MOST_DANGERS,
  reportDanger,
} from "../../services/safety/dangers.ts";
import { exportDangers, MOST_LINES } from "../../services/safety/export.ts";
import { SAFETY_FORMATS, type WrittenDeps } from "../../services/safety/written.ts";
import { WorkEntry, type WorkNames, workEntry } from "../work/work-entry.ts";
import { NewItemUid, onePlace, PlaceEntry, placeEntry } from "./register.ts";
import { sendWritten } from "./send-written.ts";

export type DangerRouteDeps = DangerDeps & WrittenDeps & { readonly tags: TagTable };

const tags = ["safety"];
const answers = { "4xx": Problem, 503: Problem };

const Danger = closed({
  place: PlaceEntry,
  isRepeat: Type.Boolean({ description: "Of the same hazard, or at the same place, as one shortly before." }),
  work: WorkEntry,
});
const figures = {
  opened: Type.Integer({ description: "Found in the range; rejected ones do not count." }),
  major: Type.Integer(),
  repeated: Type.Integer(),
  closed: Type.Integer({ description: "Closed in the range." }),
  closedInTime: Type.Integer(),
  open: Type.Integer({ description: "Open now, whenever they were found." }),
  overdue: Type.Integer({ description: "Open now, and their time is over." }),
};
const range = { from: Type.Optional(TimeParam), to: Type.Optional(TimeParam) };

export function dangerRoutes(app: Api, deps: DangerRouteDeps): void {
  listRoute(app, deps);
  reportRoute(app, deps);
  tableRoute(app, deps);
}

function listRoute(app: Api, deps: DangerRouteDeps): void {
  const schema = {
    tags,
    summary: "Hidden dangers",
    description:
      "Those that are open, then those that were found or ended in the range, each the newest first; default the " +
      "last 90 days. Steps are states of the work item: reported (found), planned (graded), in-progress, finished " +
      "(to verify), closed. Acts are those of its work item. A record, and no safety function.",
    querystring: closed({
      ...range,
      limit: Type.Optional(
        Type.String({ pattern: "^[0-9]{1,3}$", description: `1 to ${MOST_DANGERS}; default ${DEFAULT_DANGERS}.` }),
      ),
    }),
    response: {
      200: closed({
        from: MaybeTime,
        to: MaybeTime,
        count: Type.Integer({ description: "All that fit, also those that are not listed." }),
        dangers: Type.Array(Danger),
        plant: closed(figures),
        areas: Type.Array(closed({ areaId: Type.String(), area: Text, ...figures })),
      }),
      ...answers,
    },
  };
  app.get("/api/v1/safety/dangers", { schema }, async (request) => {
    const { limit, ...asked } = request.query;
    const { from, to } = readRange(asked, deps.now(), "-90d");
    const view = hiddenDangers(deps, callerOf(request), { from, to, limit: readNumber(limit) });
    return {
      from: formatMicros(from),
      to: formatMicros(to),
      count: view.count,
      dangers: view.dangers.map((one) => dangerEntry(one, deps)),
      plant: figuresEntry(view.plant),
      areas: view.areas.map(({ area, ...one }) => ({
        areaId: area.id,
        area: { zh: area.name.zh, en: area.name.en },
        ...figuresEntry(one),
      })),
    };
  });
}

function dangerEntry({ place, isRepeat, view }: DangerView, names: WorkNames) {
  return { place: placeEntry(place), isRepeat, work: workEntry(view, names) };
}

function figuresEntry({ opened, major, repeated, closed: ended, closedInTime, open, overdue }: LoopFigures) {
  return { opened, major, repeated, closed: ended, closedInTime, open, overdue };
}

const Id = Type.String({ minLength: 1, maxLength: 200 });
const Report = closed({
  itemUid: NewItemUid,
  title: closed({
    zh: Type.Optional(Type.String({ maxLength: 200 })),
    en: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  place: Type.Optional(onePlace("Default: that of the hazard.")),
  hazard: Type.Optional(Id),
  criterion: Type.Optional({ ...Id, description: "Criterion of the rules by which it is major." }),
  detail: Type.Optional(Note),
  proofs: Type.Optional({ ...Proofs, description: "References, such as the number of a document." }),
  pictures: Type.Optional({ ...Pictures, description: "Ids of stored pictures." }),
  reopens: Type.Optional({ ...Id, description: "A closed danger that has come again." }),
});

function reportRoute(app: Api, deps: DangerRouteDeps): void {
  const schema = {
    tags,
    summary: "Report a hidden danger",
    description:
      "201 with the new danger; 200 with the present one where its `itemUid` is there, or the danger was reopened " +
      "already. Of a hazard or a criterion that is major it can be graded no lower. Answers when it is on disk and " +
      "in the audit log.",
    querystring: NoQuery,
    body: Report,
    response: { 200: Danger, 201: Danger, ...answers },
  };
  app.post("/api/v1/safety/dangers", { schema }, async (request, reply) => {
    const { danger, isNew } = await reportDanger(deps, callerOf(request), request.body as AskedDanger);
    return reply.code(isNew ? 201 : 200).send(dangerEntry(danger, deps));
  });
}

function tableRoute(app: Api, deps: DangerRouteDeps): void {
  const schema = {
    tags,
    summary: "The ledger of hidden dangers as a table",
    description:
      `For spreadsheets: 隐患排查治理台账, oldest first, ${MOST_LINES} lines at most, default the last 90 days, times by ` +
      "the site's clocks. It names people, so the export is recorded.",
    querystring: closed({
      ...range,
      format: Type.Enum([...SAFETY_FORMATS]),
      language: Type.Enum([...EXPORT_LANGUAGES]),
    }),
    produces: ["text/csv", XLSX_TYPE, "application/pdf"],
    response: { 200: Type.String(), ...answers },
  };
  app.get("/api/v1/safety/dangers/table", { schema }, async (request, reply) => {
    const { format, language, ...asked } = request.query;
    const { from, to } = readRange(asked, deps.now(), "-90d");
    const table = await exportDangers(deps, callerOf(request), { from, to, format, language });
    return sendWritten(reply, "gemba-hidden-dangers", table);
  });
}
