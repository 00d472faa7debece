/** Which of many variants of a plant is best: asked for, read, recommended (docs/studies.md). */
import { EdgeError } from "../../../contracts/errors.ts";
import { MOST_MINUTES } from "../../../contracts/forecast/studies.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, NoQuery, TimeParam } from "../../http/schemas.ts";
import { parseTime } from "../../http/times.ts";
import {
  askStudy,
  listStudies,
  oneStudy,
  recommendStudy,
  removeStudy,
  type StudyDeps,
} from "../../services/studies/studies.ts";
import { Head, headEntry, Whole, wholeEntry } from "./study-fields.ts";

const BODY_LIMIT_BYTES = 1024 * 1024;
/** Length of the file as text. */
const MOST_TEXT = 131_072;
const DEFAULT_MINUTES = 30;
const Params = closed({ uid: Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9-]+$" }) });
const tags = ["studies"];
const answers = { "4xx": Problem, 503: Problem };

export function studyRoutes(app: Api, deps: StudyDeps): void {
  askRoute(app, deps);
  readRoutes(app, deps);
  actRoutes(app, deps);
}

function askRoute(app: Api, deps: StudyDeps): void {
  const schema = {
    tags,
    summary: "Ask for a study",
    description:
      "Stores the study and answers at once with its `uid`; GET /api/v1/studies/{uid} has its state, progress and " +
      "answer. Studies are made one at a time, and go on where they were after a restart of the edge. Everything " +
      "that is wrong with the file is named at once in `problems`.",
    body: closed({
      study: Type.Union(
        [Type.String({ minLength: 1, maxLength: MOST_TEXT }), Type.Object({}, { additionalProperties: true })],
        {
          description: "The file of `gemba study` as text (YAML or JSON), or its values.",
        },
      ),
      at: Type.Optional(TimeParam),
      minutes: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: MOST_MINUTES,
          description: "After so long it ends with what is known by then; default 30.",
        }),
      ),
    }),
    response: { 202: Head, ...answers },
  };
  app.post("/api/v1/studies", { schema, bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
    const { study, at, minutes = DEFAULT_MINUTES } = request.body;
    const from = at === undefined ? null : parseTime(at, deps.now());
    if (from === undefined)
      throw new EdgeError("bad-request", `"at" is ${at}; write RFC 3339, or a distance back from now such as -8h`);
    const asked = { study: study as string | Record<string, unknown>, at: from, minutes };
    return await reply.code(202).send(headEntry(await askStudy(deps, callerOf(request), asked)));
  });
}

function readRoutes(app: Api, deps: StudyDeps): void {
  const list = {
    tags,
    summary: "Stored studies",
    description: "Newest first, with what happened where the time of a study is over.",
    querystring: NoQuery,
    response: { 200: closed({ studies: Type.Array(Head) }), ...answers },
  };
  app.get("/api/v1/studies", { schema: list }, async (request) => ({
    studies: listStudies(deps, callerOf(request)).map(headEntry),
  }));
  const one = {
    tags,
    summary: "Read a study",
    description: "Question, state, progress, answer, and what happened.",
    params: Params,
    querystring: NoQuery,
    response: { 200: Whole, ...answers },
  };
  app.get<{ Params: { uid: string } }>("/api/v1/studies/:uid", { schema: one }, async (request) =>
    wholeEntry(await oneStudy(deps, callerOf(request), request.params.uid)),
  );
}

function actRoutes(app: Api, deps: StudyDeps): void {
  const recommend = {
    tags,
    summary: "Recommend the pick of a study",
    description:
      "Puts it into the book of recommendations, once, valid until the end of the study's time; people decide on it " +
      "there. 409 with the reason where nothing is recommended: no gain beyond its interval, or ended too early.",
    params: Params,
    response: { 200: closed({ adviceUid: Type.String() }), ...answers },
  };
  app.post<{ Params: { uid: string } }>(
    "/api/v1/studies/:uid/recommendation",
    { schema: recommend },
    async (request) => ({
      adviceUid: await recommendStudy(deps, callerOf(request), request.params.uid),
    }),
  );
  const remove = {
    tags,
    summary: "Remove a study",
    description: "Ends it where it is being made. The audit log has who removed it.",
    params: Params,
    querystring: NoQuery,
    response: { 200: closed({ uid: Type.String() }), ...answers },
  };
  app.delete<{ Params: { uid: string } }>("/api/v1/studies/:uid", { schema: remove }, async (request) => {
    const { uid } = request.params;
    await removeStudy(deps, callerOf(request), uid);
    return { uid };
  });
}
