import {
  ISLAND_ORIGINS,
  ISLAND_STATES,
  type Island,
  type IslandChange,
  type IslandSpan,
} from "../../../contracts/production/islands.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, orNull, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros, parseTime } from "../../http/times.ts";
import { changeIslands, type IslandDeps, islandsAt, previewIslands } from "../../services/production/islands.ts";

const Words = Type.String({ minLength: 1, maxLength: 80 });
const IslandBody = closed({
  id: Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,39}$" }),
  name: closed({ zh: Words, en: Words }),
  machines: Type.Array(Words, { maxItems: 500, description: "Labels." }),
  variants: Type.Array(Words, { maxItems: 2000, description: "Names, or patterns with *." }),
});
const Islands = Type.Array(IslandBody, { maxItems: 200 });
const Version = Type.Integer({ minimum: 0, description: "Of the newest change; 0 before the first." });

const Span = closed({
  version: Version,
  from: orNull(Type.String(), "RFC 3339; null: there are none."),
  islands: Islands,
});

const Change = closed({
  version: Version,
  origin: Type.Enum([...ISLAND_ORIGINS], {
    description: "config: as configured. person: by this API. plant: at the plant's own controller.",
  }),
  islands: Islands,
  at: MaybeTime,
  by: orNull(Type.String(), "The person."),
  reason: orNull(Type.String()),
  state: Type.Enum([...ISLAND_STATES], {
    description:
      "record: counts in the edge alone. asked: sent to the plant and not read back yet. in-effect: the plant " +
      "reports it. refused: by the plant. unknown: the plant gave no answer, and may still take it.",
  }),
  stateAt: MaybeTime,
  said: orNull(Type.String(), "The plant's words to a refusal, or why its answer is not known."),
});

const ProblemEntry = closed({
  island: Type.Integer({ description: "Position in the list, from 0." }),
  key: Type.Enum(["id", "machines", "variants"]),
  entry: orNull(Type.Integer(), "Position in that list."),
  code: Type.String(),
  message: Text,
  remedy: Text,
});

const Move = closed({
  variant: Type.String(),
  step: Type.String({ description: "Operation at which its machines change." }),
  before: Type.Array(Type.String()),
  after: Type.Array(Type.String()),
  pieces: Type.Integer({ description: "Pieces of the variant in the plant." }),
  here: Type.Integer({ description: "Those at machines that no longer make it: they are finished there." }),
});

const answers = { "4xx": Problem, 503: Problem };

/** Islands: which machines make which variants (docs/rules/islands.md). */
export function islandRoutes(app: Api, deps: IslandDeps & ClockDeps): void {
  listRoute(app, deps);
  previewRoute(app, deps);
  changeRoute(app, deps);
}

function listRoute(app: Api, deps: IslandDeps & ClockDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Islands in force, and their changes",
    description: "With `at`: those that were in force then, and what was asked for then.",
    querystring: closed({ at: Type.Optional(TimeParam) }),
    response: {
      200: closed({
        isRecorded: Type.Boolean({ description: "Those of a recording, which never change." }),
        version: Version,
        inForce: Span,
        pending: orNull(Change, "The newest change where it is not in force."),
        changes: Type.Array(Change, { description: "The newest 200, newest first." }),
        configured: Islands,
        plant: orNull(
          closed({
            source: Type.String(),
            mayWrite: Type.Boolean({ description: "Whether the source says `writeBack: islands`." }),
            isOnline: Type.Boolean(),
            passedOver: Type.Integer({
              description: "Its reports since the start that a newer one followed within the same second.",
            }),
          }),
          "The plant's own controller of islands; null: the record is the truth of the edge alone.",
        ),
        steps: Type.Array(closed({ name: Type.String(), machines: Type.Array(Type.String()) })),
        variants: Type.Array(Type.String()),
      }),
      ...answers,
    },
  };
  app.get("/api/v1/islands", { schema }, async (request) => {
    const now = deps.now();
    const { at } = request.query;
    const asked = at === undefined ? undefined : parseTime(at, now);
    const view = await islandsAt(deps, callerOf(request), { at: asked, now });
    return {
      isRecorded: view.isRecorded,
      version: view.version,
      inForce: spanEntry(view.inForce),
      pending: view.pending === null ? null : changeEntry(view.pending),
      changes: view.changes.map(changeEntry),
      configured: view.configured.map(islandEntry),
      plant: view.plant ?? null,
      steps: view.steps.map(({ name, machines }) => ({ name, machines: [...machines] })),
      variants: [...view.variants],
    };
  });
}

function previewRoute(app: Api, deps: IslandDeps & ClockDeps): void {
  const schema = {
    tags: ["production"],
    summary: "What a change of islands would do",
    description: "Judges the islands as a change does, all problems at once, and changes nothing.",
    body: closed({ islands: Islands }),
    response: { 200: closed({ problems: Type.Array(ProblemEntry), moves: Type.Array(Move) }), ...answers },
  };
  app.post("/api/v1/islands/preview", { schema }, async (request) => {
    const wanted = { islands: request.body.islands, now: deps.now() };
    const { problems, moves } = await previewIslands(deps, callerOf(request), wanted);
    return {
      problems: problems.map(({ steps: [island, key, entry], code, message, remedy }) => ({
        ...{ island, key, code, message, remedy },
        entry: entry ?? null,
      })),
      moves: moves.map(({ before, after, ...move }) => ({ ...move, before: [...before], after: [...after] })),
    };
  });
}

function changeRoute(app: Api, deps: IslandDeps & ClockDeps): void {
  const schema = {
    tags: ["production"],
    summary: "Change the islands",
    description:
      "All islands from now on. In force at once where the plant takes none from the edge; else sent to the plant's " +
      "controller, and `asked` until it reports them. The person who calls consents, and is on record.",
    body: closed({
      version: Version,
      islands: Islands,
      reason: Type.String({ minLength: 1, maxLength: 500, pattern: "\\S" }),
    }),
    response: { 200: Change, ...answers },
  };
  app.post("/api/v1/islands", { schema }, async (request) =>
    changeEntry(await changeIslands(deps, callerOf(request), { wanted: request.body, now: deps.now() })),
  );
}

function islandEntry({ id, name, machines, variants }: Island): Static<typeof IslandBody> {
  return { id, name: { ...name }, machines: [...machines], variants: [...variants] };
}

function spanEntry({ version, from, islands }: IslandSpan): Static<typeof Span> {
  return { version, from: version === 0 ? null : formatMicros(from), islands: islands.map(islandEntry) };
}

function changeEntry({ islands, at, stateAt, ...rest }: IslandChange): Static<typeof Change> {
  return { ...rest, islands: islands.map(islandEntry), at: formatMicros(at), stateAt: formatMicros(stateAt) };
}
