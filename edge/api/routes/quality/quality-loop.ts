import type { Plant } from "../../../contracts/plant/plant.ts";
import type { TagTable } from "../../../contracts/plant/tag.ts";
import { defectWords } from "../../../contracts/quality/cause-words.ts";
import { CHECKED_PIECES, EFFECT_VERDICTS, type EffectCheck } from "../../../contracts/quality/loop.ts";
import { caseOf } from "../../../contracts/records/work-book.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeTime, NoQuery, orNull, Text } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { type CaseDeps, openCase } from "../../services/quality/cases.ts";
import { LOOP_STEPS, type LoopEntry, loopBoard } from "../../services/quality/loop-board.ts";
import { WorkEntry, workEntry } from "../work/work-entry.ts";

export type LoopRouteDeps = CaseDeps & { readonly plant: Pick<Plant, "assets">; readonly tags: TagTable };

const Share = closed({ bad: Type.Integer(), pieces: Type.Integer() });
const Effect = closed({
  verdict: Type.Enum([...EFFECT_VERDICTS], {
    description:
      "pending: too few pieces since. effective: the share of bad pieces fell beyond chance. not-shown: it fell, " +
      "which chance may have done. not-effective: it did not fall.",
  }),
  before: Share,
  after: Share,
  wanted: Type.Integer({ description: "Pieces after the action that the verdict waits for." }),
  between: Type.Integer({ description: "Made or judged while the action was taken; they count on neither side." }),
  p: Type.Number({ description: "Fisher's exact test, one-sided." }),
  difference: closed({ value: Type.Number(), low: Type.Number(), high: Type.Number() }),
  fewest: orNull(Type.Integer(), "Fewest pieces, all good, that would show an effect."),
});

/** The closed loop of defects: its board, and cases. */
export function loopRoutes(app: Api, deps: LoopRouteDeps): void {
  boardRoute(app, deps);
  caseRoute(app, deps);
}

function boardRoute(app: Api, deps: LoopRouteDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "The closed loop of defects",
    description:
      "Classes of defects and cases by the step in which they wait: a defect without a known cause, pieces to " +
      "contain, a cause without an action, an action, the check of its effect, closed. Acts on a case are those of " +
      "its work item; `verify` closes it and keeps the check.",
    querystring: NoQuery,
    response: {
      200: closed({
        isCurrent: Type.Boolean(),
        entries: Type.Array(
          closed({
            key: Type.String({ description: "Class of defects." }),
            title: Text,
            step: Type.Enum([...LOOP_STEPS]),
            since: MaybeTime,
            bad: orNull(Type.Integer(), "Of the newest pieces; null: the edge no longer has the class."),
            judged: orNull(Type.Integer()),
            newestAt: MaybeTime,
            uncontained: Type.Integer({ description: "Pieces with the leading cause that nobody decided about." }),
            sentence: orNull(Text, "What the ranking says, or said when the case was opened. An association."),
            effect: orNull(Effect, "Null before the action is finished."),
            pieces: orNull(Type.Integer(), "Of a case: pieces that the check of effect waits for."),
            hasGroup: Type.Boolean({ description: "Its pieces can be listed for containment." }),
            recursOf: orNull(Type.String(), "The closed case that this class of defects followed."),
            work: orNull(WorkEntry, "The work item of a case."),
          }),
        ),
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/quality/loop", { schema }, async (request) => {
    const { isCurrent, entries } = await loopBoard(deps, callerOf(request));
    return { isCurrent, entries: entries.map((entry) => entryOf(entry, deps)) };
  });
}

function entryOf({ key, step, since, defect, work, effect, recursOf }: LoopEntry, deps: LoopRouteDeps) {
  const payload = work === null ? undefined : caseOf(work.item);
  const leading = defect?.ranking?.causes[0];
  const sentence = work === null ? leading?.sentence : payload?.sentence;
  const title = work?.item.title ?? (defect === null ? { zh: key, en: key } : defectWords(defect));
  return {
    key,
    title: { zh: title.zh, en: title.en },
    step,
    since: formatMicros(since),
    bad: defect?.bad ?? null,
    judged: defect?.judged ?? null,
    newestAt: defect === null ? null : formatMicros(defect.newestAt),
    uncontained: defect?.uncontained ?? 0,
    sentence: sentence === undefined ? null : { zh: sentence.zh, en: sentence.en },
    effect: effect === null ? null : effectEntry(effect),
    pieces: payload?.pieces ?? null,
    hasGroup: work === null ? leading !== undefined : payload?.group !== undefined,
    recursOf: recursOf ?? (work?.item.cause === undefined ? null : work.item.cause),
    work: work === null ? null : workEntry(work, deps),
  };
}

function effectEntry({ verdict, before, after, wanted, between, p, difference, fewest }: EffectCheck) {
  return {
    verdict,
    before: { ...before },
    after: { ...after },
    wanted,
    between,
    p,
    difference: { ...difference },
    fewest,
  };
}

function caseRoute(app: Api, deps: LoopRouteDeps): void {
  const schema = {
    tags: ["quality"],
    summary: "Open a case of a defect",
    description:
      "Reports a corrective action against a class of defects, with a cause of its newest ranking or another one " +
      "that `title` says. 201 with the new item; 200 with the open one of the same class and cause. Plan, start and " +
      "finish it like all work; the check then compares the next `pieces` pieces with those before.",
    querystring: NoQuery,
    body: closed({
      itemUid: Type.Optional(Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9_][A-Za-z0-9._:-]*$" })),
      key: Type.String({ minLength: 1, maxLength: 600 }),
      cause: Type.Optional(orNull(Type.Integer({ minimum: 0, maximum: 9 }), "Place in the ranking; null: another.")),
      title: Type.Optional(Type.String({ maxLength: 150, description: "The suspected cause, or what is to be done." })),
      pieces: Type.Optional(
        Type.Integer({
          minimum: CHECKED_PIECES.least,
          maximum: CHECKED_PIECES.most,
          description: "Default: twice the fewest that can show an effect, 30 at least.",
        }),
      ),
    }),
    response: { 200: WorkEntry, 201: WorkEntry, "4xx": Problem, 503: Problem },
  };
  app.post("/api/v1/quality/cases", { schema }, async (request, reply) => {
    const { cause = null, ...asked } = request.body;
    const { view, isNew } = await openCase(deps, callerOf(request), { cause, ...asked });
    return reply.code(isNew ? 201 : 200).send(workEntry(view, deps));
  });
}
