/** `/api/v1/recommendations`: advice on record, decisions on it, and what came of it. */
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { TagTable } from "../../../contracts/plant/tag.ts";
import type { Ranking } from "../../../contracts/records/advice-book.ts";
import { ADVICE_STATES } from "../../../contracts/records/advice-words.ts";
import { Note } from "../../../contracts/records/fields.ts";
import type { AdviceAct, Basis } from "../../../contracts/records/recommendation.ts";
import { type Static, Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readNumber } from "../../http/read-range.ts";
import { closed, MaybeNumber, MaybeTime, NoQuery, orNull, Text, UidParam } from "../../http/schemas.ts";
import { formatMicros, timeEntry } from "../../http/times.ts";
import {
  type AdviceDeps,
  type AdviceView,
  DECISIONS,
  DEFAULT_ADVICE,
  decideAdvice,
  listAdvice,
  MOST_ADVICE,
  oneAdvice,
} from "../../services/work/advice.ts";
import { EvidenceEntry, evidenceEntry } from "../alerts/evidence-entry.ts";

const tags = ["work"];
const answers = { "4xx": Problem, 503: Problem };
const params = closed({ adviceUid: Type.String({ minLength: 1, maxLength: 64 }) });

const Effect = closed({
  quantity: Type.String(),
  unit: Type.String({ description: "UCUM." }),
  expected: Type.Number(),
  low: Type.Number(),
  high: Type.Number(),
  confidence: Type.Number(),
});
const BasisEntry = closed({
  kind: Type.String({ description: "`alert`, `component`, `machine`, `order`, `plan`, `source` or `study`." }),
  uid: Type.String(),
  from: MaybeTime,
  to: MaybeTime,
});
const Outcome = closed({
  verdict: Type.String({
    description:
      "`right`, `wrong` or `not-useful` by people; `as-expected`, `less`, `none` or `worse` of an effect; " +
      "`not-done`, `over` (its reason ended), `unknown`.",
  }),
  found: orNull(Type.String(), "Kind of fault that people found."),
  actual: MaybeNumber,
});
const Act = closed({
  actUid: Type.String(),
  kind: Type.String(),
  at: MaybeTime,
  by: closed({ name: Type.String(), as: Type.String({ description: "`person` or `program`." }) }),
  note: orNull(Type.String()),
});
const Entry = closed({
  adviceUid: Type.String(),
  rule: Type.String({ description: "The rule that made it, such as `brief/wear`." }),
  state: Type.Enum([...ADVICE_STATES]),
  assetUid: orNull(Type.String(), "Null where it is about the whole plant."),
  assetLabel: orNull(Type.String()),
  component: orNull(Type.String()),
  what: Text,
  why: Text,
  action: orNull(Text, "Steps to take, where the rule knows them."),
  consequence: orNull(Text, "What may happen otherwise, where it is known."),
  effect: orNull(Effect, "The change that is expected, where the rule gives a figure."),
  basis: Type.Array(BasisEntry, { description: "Records that it rests on." }),
  evidence: Type.Array(EvidenceEntry),
  proposedAt: MaybeTime,
  validUntil: MaybeTime,
  logPosition: orNull(Type.Number(), "Where the commit log was when it was made."),
  itemUid: orNull(Type.String(), "The work item that carries it out."),
  outcome: orNull(Outcome, "What came of it, once it is known."),
  acts: Type.Array(Act, { description: "In order." }),
  may: Type.Array(Type.Enum([...DECISIONS]), { description: "Decisions that the caller may make now." }),
});

const Page = closed({
  version: Type.Integer({ description: "Changes with every change of a recommendation." }),
  openCount: Type.Integer({ description: "Recommendations that wait for a decision." }),
  leftOut: Type.Integer({
    description: "Recommendations since the start of the edge that found no place: 500 under way, or more than 32 KiB.",
  }),
  followUp: closed(
    {
      made: Type.Integer(),
      followed: Type.Integer(),
      right: Type.Integer(),
      wrong: Type.Integer(),
      open: Type.Integer(),
    },
    { description: "Of the last seven days: made, followed, and what came of those." },
  ),
  ranking: closed(
    {
      version: MaybeTime,
      places: Type.Array(
        closed({
          rule: Type.String(),
          assetType: Type.String(),
          notUseful: Type.Integer(),
          right: Type.Integer(),
          steps: Type.Integer(),
        }),
      ),
    },
    { description: "How far people's judgements move lines of the brief down. `version`: the newest judgement." },
  ),
  recommendations: Type.Array(Entry),
  cursor: orNull(Type.String()),
});

export type AdviceRouteDeps = AdviceDeps & {
  readonly plant: Pick<Plant, "assets">;
  readonly tags: TagTable;
};

export function recommendationRoutes(app: Api, deps: AdviceRouteDeps): void {
  const list = {
    tags,
    summary: "Recommendations",
    description:
      "Advice on record, newest first: lines of the shift brief, with their evidence. The edge carries none of it " +
      "out. `cursor` leads to the next page.",
    querystring: closed({
      state: Type.Optional(
        Type.Enum([...ADVICE_STATES, "open", "all"], { description: "A state, `open` (default), or `all`." }),
      ),
      asset: Type.Optional(UidParam),
      rule: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      limit: Type.Optional(
        Type.String({ pattern: "^[0-9]{1,4}$", description: `1 to ${MOST_ADVICE}; default ${DEFAULT_ADVICE}.` }),
      ),
      cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    }),
    response: { 200: Page, ...answers },
  };
  app.get("/api/v1/recommendations", { schema: list }, async (request) => {
    const page = listAdvice(deps, callerOf(request), { ...request.query, limit: readNumber(request.query.limit) });
    return {
      version: page.version,
      openCount: page.openCount,
      leftOut: page.leftOut,
      followUp: { ...page.followUp },
      ranking: rankingEntry(page.ranking),
      recommendations: page.recommendations.map((view) => entryOf(view, deps)),
      cursor: page.cursor ?? null,
    };
  });
  const one = {
    tags,
    summary: "One recommendation",
    description: "With its evidence, the decisions on it, and what came of it.",
    params,
    querystring: NoQuery,
    response: { 200: Entry, ...answers },
  };
  app.get("/api/v1/recommendations/:adviceUid", { schema: one }, async (request) =>
    entryOf(oneAdvice(deps, callerOf(request), request.params.adviceUid), deps),
  );
  decideRoute(app, deps);
}

const Decided = closed({
  actUid: Type.String({ minLength: 1, maxLength: 64, description: "Made by the client, new for each act." }),
  kind: Type.Enum([...DECISIONS]),
  note: Type.Optional(Note),
  reportWork: Type.Optional(Type.Boolean({ description: "accept: report the work item that carries it out." })),
});

function decideRoute(app: Api, deps: AdviceRouteDeps): void {
  const schema = {
    tags,
    summary: "Decide on a recommendation",
    description:
      "`accept`, which may report a work item (it comes from the alert behind the advice, where there is one); " +
      "`decline` with a note; `not-useful`, which moves such lines down in later briefs; `take-back` the last two. A " +
      "person decides: a token is a program. A repeated `actUid` changes nothing. Answers when it is on disk and in " +
      "the audit log.",
    params,
    querystring: NoQuery,
    body: Decided,
    response: { 200: Entry, ...answers },
  };
  app.post("/api/v1/recommendations/:adviceUid/acts", { schema }, async (request) => {
    const { params, body } = request;
    return entryOf(await decideAdvice(deps, callerOf(request), { adviceUid: params.adviceUid, act: body }), deps);
  });
}

function entryOf({ advice, state, itemUid, outcome, may }: AdviceView, deps: AdviceRouteDeps): Static<typeof Entry> {
  const { adviceUid, rule, about, what, why, action, consequence, effect, evidence, basis } = advice;
  const { proposedAt, validUntil, logPosition, acts } = advice;
  const { assetUid, component } = about;
  return {
    adviceUid,
    rule,
    state,
    assetUid: assetUid ?? null,
    assetLabel: deps.plant.assets.find((asset) => asset.assetUid === assetUid)?.label ?? null,
    component: component ?? null,
    what: { ...what },
    why: { ...why },
    action: action === undefined ? null : { ...action },
    consequence: consequence === undefined ? null : { ...consequence },
    effect: effect === undefined ? null : { ...effect },
    basis: basis.map(basisEntry),
    evidence: evidence.map((one) => evidenceEntry(one, deps.tags)),
    proposedAt: formatMicros(proposedAt),
    validUntil: formatMicros(validUntil),
    logPosition: logPosition ?? null,
    itemUid: itemUid ?? null,
    outcome:
      outcome === undefined
        ? null
        : { verdict: outcome.verdict, found: outcome.found ?? null, actual: outcome.actual ?? null },
    acts: acts.map(actEntry),
    may: [...may],
  };
}

function basisEntry({ kind, uid, from, to }: Basis): Static<typeof BasisEntry> {
  return { kind, uid, from: timeEntry(from), to: timeEntry(to) };
}

function actEntry({ actUid, kind, at, by, note }: AdviceAct): Static<typeof Act> {
  return { actUid, kind, at: formatMicros(at), by: { ...by }, note: note ?? null };
}

function rankingEntry({ version, places }: Ranking) {
  return { version: timeEntry(version), places: places.map((place) => ({ ...place })) };
}
