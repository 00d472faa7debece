/** Fields of studies in the API, and how they are written. */
import { FORECAST_STATES } from "../../../contracts/forecast/forecasts.ts";
import type { Study, StudyHead } from "../../../contracts/forecast/studies.ts";
import { DESIGNS } from "../../../contracts/forecast/study-answer.ts";
import { Type } from "../../../contracts/schema.ts";
import { closed, MaybeTime, orNull } from "../../http/schemas.ts";
import { timeEntry } from "../../http/times.ts";
import type { StudyView } from "../../services/studies/studies.ts";
import { Score, scoreEntry } from "../forecasts/forecast-fields.ts";

const Levels = Type.Record(Type.String(), Type.String(), { description: "Names of levels, by factor." });
const Range = closed(
  { low: Type.Number(), middle: Type.Number(), high: Type.Number() },
  { description: "Good pieces: the middle and an interval of 90 %, with the error of the model (rule FK29)." },
);

export const Head = closed({
  uid: Type.String(),
  name: Type.String(),
  by: Type.String(),
  askedAt: MaybeTime,
  state: Type.Enum([...FORECAST_STATES]),
  progress: orNull(
    closed({
      runs: Type.Integer({ description: "Runs that are done." }),
      most: Type.Integer({ description: "As many as there are where no variant is dropped." }),
      variants: Type.Integer({ description: "Variants that are left." }),
      best: orNull(Levels, "The best so far."),
    }),
    "While it is `working`.",
  ),
  at: MaybeTime,
  hours: Type.Number(),
  design: Type.Enum([...DESIGNS]),
  picked: orNull(Levels, "Levels of the best variant."),
  good: orNull(Range, "The plant as it is; null until there is an answer."),
  pickedGood: orNull(Range, "The plant with the pick."),
  score: Score,
  adviceUid: orNull(Type.String(), "The recommendation that was made of it."),
});

export const Whole = closed({
  ...Head.properties,
  question: closed({
    study: Type.Union([Type.String(), Type.Object({}, { additionalProperties: true })]),
    at: MaybeTime,
    minutes: Type.Number(),
  }),
  problems: Type.Array(Type.String(), { description: "Why the plant cannot be as asked." }),
  failure: orNull(Type.String(), "Why there is no answer."),
  answer: orNull(
    Type.Object({}, { additionalProperties: true }),
    "As `answer.json` of `gemba study` (docs/studies.md): variants, effects, Pareto set, pick, its expected effect.",
  ),
});

export function headEntry({ askedAt, at, picked, score, progress, ...head }: StudyView<StudyHead>) {
  return {
    ...head,
    askedAt: timeEntry(askedAt),
    at: timeEntry(at),
    picked: picked === null ? null : { ...picked },
    score: scoreEntry(score),
    progress: progress === null ? null : { ...progress, best: progress.best === null ? null : { ...progress.best } },
  };
}

export function wholeEntry(study: StudyView<Study>) {
  const { question, problems, failure, answer, counted: _counted, attempts: _attempts, ...head } = study;
  const { at, minutes, study: file } = question;
  return {
    ...headEntry(head),
    question: { study: typeof file === "string" ? file : { ...file }, at: timeEntry(at), minutes },
    problems: [...problems],
    failure,
    answer: answer === null ? null : { ...answer },
  };
}
