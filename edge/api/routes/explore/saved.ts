/** Records that people save while they explore: views, annotations, calculated tags, definitions of periods. */
import { AnnotationContent } from "../../../contracts/explore/annotation.ts";
import { CalculatedTagContent } from "../../../contracts/explore/calculated-tag.ts";
import { PeriodDefinitionContent } from "../../../contracts/explore/period.ts";
import { Scope } from "../../../contracts/explore/record.ts";
import { ViewContent } from "../../../contracts/explore/view.ts";
import { type TSchema, Type } from "../../../contracts/schema.ts";
import { lazily } from "../../http/answer-pieces.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber, readRange } from "../../http/read-range.ts";
import { closed, MaybeTime, NoQuery, TimeParam, UidParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import {
  type Collection,
  listAnnotations,
  listSaved,
  oneSaved,
  removeSaved,
  type SavedDeps,
  type SavedView,
  save,
} from "../../services/explore/saved.ts";

const Uid = Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9-]+$" });
const Params = closed({ uid: Uid });
const Revision = Type.String({ pattern: "^[0-9]{1,9}$", description: "The revision that the caller has seen." });
const answers = { "4xx": Problem, 503: Problem };
const tags = ["explore"];

interface Kind {
  readonly collection: Collection;
  readonly content: TSchema;
  /** For the description: one of them, and several. */
  readonly one: string;
  readonly many: string;
}

const KINDS: readonly Kind[] = [
  { collection: "views", content: ViewContent, one: "a view", many: "views" },
  { collection: "annotations", content: AnnotationContent, one: "an annotation", many: "annotations" },
  { collection: "calculated-tags", content: CalculatedTagContent, one: "a calculated tag", many: "calculated tags" },
  {
    collection: "period-definitions",
    content: PeriodDefinitionContent,
    one: "a definition of periods",
    many: "definitions of periods",
  },
];

export function savedRoutes(app: Api, deps: SavedDeps): void {
  annotationsRoute(app, deps);
  for (const kind of KINDS) {
    if (kind.collection !== "annotations") listRoute(app, deps, kind);
    readRoute(app, deps, kind);
    changeRoutes(app, deps, kind);
  }
}

function entrySchema(content: TSchema) {
  return closed({
    uid: Uid,
    scope: Scope,
    owner: Type.String({ description: "The user that saved it first; `local` while the edge has no users." }),
    createdAt: MaybeTime,
    changedAt: MaybeTime,
    changedBy: Type.String(),
    revision: Type.Integer({ minimum: 1 }),
    mayChange: Type.Boolean({ description: "Whether the caller may change or remove it." }),
    content,
  });
}

function listRoute(app: Api, deps: SavedDeps, { collection, content, many }: Kind): void {
  const schema = {
    tags,
    summary: `Saved ${many}`,
    description: "Those of the caller and those of the plant, newest change first.",
    querystring: NoQuery,
    response: { 200: closed({ entries: Type.Array(entrySchema(content)) }), ...answers },
  };
  app.get(`/api/v1/${collection}`, { schema }, async (request) => ({
    entries: lazily(listSaved(deps, callerOf(request), collection), entryOf),
  }));
}

function annotationsRoute(app: Api, deps: SavedDeps): void {
  const schema = {
    tags,
    summary: "Saved annotations",
    description:
      "Those of the caller and those of the plant, newest change first: all, or those that reach into a range, and " +
      "are about an asset, one of its tags, a tag, or the whole plant.",
    querystring: closed({
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      asset: Type.Optional(UidParam),
      tag: Type.Optional(UidParam),
    }),
    response: { 200: closed({ entries: Type.Array(entrySchema(AnnotationContent)) }), ...answers },
  };
  app.get("/api/v1/annotations", { schema }, async (request) => {
    const { from, to, ...filter } = request.query;
    const range = from === undefined && to === undefined ? undefined : readRange(request.query, deps.now(), "-24h");
    return { entries: lazily(listAnnotations(deps, callerOf(request), { ...filter, range }), entryOf) };
  });
}

function readRoute(app: Api, deps: SavedDeps, { collection, content, one }: Kind): void {
  const read = {
    tags,
    summary: `Read ${one}`,
    description: "By its uid, as a list has it. One that another person saved for themselves is not found.",
    params: Params,
    querystring: NoQuery,
    response: { 200: entrySchema(content), ...answers },
  };
  app.get<{ Params: { uid: string } }>(`/api/v1/${collection}/:uid`, { schema: read }, async (request) =>
    entryOf(oneSaved(deps, callerOf(request), { collection, uid: request.params.uid })),
  );
}

function changeRoutes(app: Api, deps: SavedDeps, { collection, content, one }: Kind): void {
  const put = {
    tags,
    summary: `Save ${one}`,
    description:
      "A new one under a uid that the client makes, or a change of the given revision. Answers when it is on disk " +
      "and in the audit log; the same request may be repeated. What is the plant's takes the role operator or more.",
    params: Params,
    querystring: NoQuery,
    body: closed({ scope: Scope, revision: Type.Optional(Type.Integer({ minimum: 1 })), content }),
    response: { 200: entrySchema(content), ...answers },
  };
  app.put<{ Params: { uid: string }; Body: Pick<Parameters<typeof save>[2], "scope" | "revision" | "content"> }>(
    `/api/v1/${collection}/:uid`,
    { schema: put },
    async (request) =>
      entryOf(await save(deps, callerOf(request), { collection, uid: request.params.uid, ...request.body })),
  );
  const remove = {
    tags,
    summary: `Remove ${one}`,
    description: "Takes the role operator or more where it is the plant's.",
    params: Params,
    querystring: closed({ revision: Revision }),
    response: { 200: closed({ uid: Uid }), ...answers },
  };
  app.delete<{ Params: { uid: string }; Querystring: { revision: string } }>(
    `/api/v1/${collection}/:uid`,
    { schema: remove },
    async (request) => {
      const { uid } = request.params;
      const revision = readNumber(request.query.revision) as number;
      await removeSaved(deps, callerOf(request), { collection, uid, revision });
      return { uid };
    },
  );
}

function entryOf({ saved, mayChange }: SavedView) {
  const { uid, scope, owner, createdAt, changedAt, changedBy, revision, content } = saved;
  const times = { createdAt: formatMicros(createdAt), changedAt: formatMicros(changedAt) };
  return { uid, scope, owner, ...times, changedBy, revision, mayChange, content };
}
