import { type MediumAmount, PIECE_MEDIA, type StepEnergy } from "../../../contracts/production/piece-energy.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api, ClockDeps } from "../../http/api.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { readRange } from "../../http/read-range.ts";
import { closed, MaybeTime, orNull, Text, TimeParam } from "../../http/schemas.ts";
import { formatMicros } from "../../http/times.ts";
import { energyOfPiece, energyOfSteps, type PieceEnergyDeps } from "../../services/production/piece-energy.ts";

const Medium = Type.Enum([...PIECE_MEDIA]);
const Unit = Type.Enum(["kWh", "m3"]);
const Word = Type.String({ minLength: 1, maxLength: 200 });
const kWh = Type.Number({ description: "Energy, kWh: air by the compressors' electricity, gas by its heat." });
const kgce = Type.Number({ description: "Standard coal, kgce (GB/T 2589-2020)." });

const Air = closed(
  { kWhPerM3: Type.Number(), isMeasured: Type.Boolean() },
  { description: "Electricity in 1 m3 of compressed air: measured at the compressors, or as the config gives it." },
);

const Amount = closed({ medium: Medium, amount: Type.Number(), unit: Unit, kWh, kgce });

const Step = closed({
  station: Type.String(),
  operation: Type.String(),
  variant: Type.String(),
  order: Type.String(),
  from: MaybeTime,
  to: MaybeTime,
  isFinal: Type.Boolean({ description: "False while late events can still change it." }),
  media: Type.Array(Amount),
  kWh,
  kgce,
});

const Figures = closed({
  operation: Type.String(),
  operationName: Type.Optional(Text),
  variant: Type.String(),
  medium: Medium,
  unit: Unit,
  n: Type.Integer({ description: "Finished pieces." }),
  mean: Type.Number({ description: "Per piece, in the unit." }),
  spread: orNull(Type.Number(), "Standard deviation of the pieces; null for one."),
  least: Type.Number(),
  most: Type.Number(),
  kWh,
  kgce,
});

const Station = closed({
  station: Type.String(),
  medium: Medium,
  unit: Unit,
  metered: Type.Number({ description: "Count of the meter; the following amounts add up to it exactly." }),
  pieces: Type.Number(),
  idle: Type.Number(),
  setUp: Type.Number(),
  unmetered: Type.Number({ description: "While its power had no reading." }),
});

const count = (description: string) => Type.Integer({ description });
const Counters = closed({
  lateEvents: count("Events of pieces whose time was shared out already."),
  lateReadings: count("Readings of power that came too late, or twice."),
  refused: count("Events with names that are too long."),
  forgotten: count("Stays that were forgotten because nobody reported their end."),
  dropped: count("Readings of power that were dropped because too many waited for their counter."),
});

/** `GET /api/v1/energy/pieces` and `steps`: energy of a piece, and per piece by process step. */
export function pieceEnergyRoutes(app: Api, deps: PieceEnergyDeps & ClockDeps): void {
  const ofPiece = {
    tags: ["production"],
    summary: "Energy of a piece, step by step",
    description:
      "What each station used for the piece between its start and its completion there, by medium: its share of the " +
      "meter's own count. No steps where nothing is known of the piece.",
    querystring: closed({ piece: Word }),
    response: {
      200: closed({ piece: Type.String(), steps: Type.Array(Step), kWh, kgce, air: Air }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/energy/pieces", { schema: ofPiece }, async (request) => {
    const answer = await energyOfPiece(deps, callerOf(request), request.query.piece);
    return { ...answer, steps: answer.steps.map(stepEntry) };
  });
  const ofSteps = {
    tags: ["production"],
    summary: "Energy per piece by process step",
    description:
      "Mean and spread per piece by operation, variant and medium, of pieces whose work there ended in the range, " +
      "and what each station used for pieces, idle and in set-up. Default the last 24 hours.",
    querystring: closed({
      from: Type.Optional(TimeParam),
      to: Type.Optional(TimeParam),
      order: Type.Optional(Word),
      variant: Type.Optional(Word),
      operation: Type.Optional(Word),
    }),
    response: {
      200: closed({
        from: MaybeTime,
        to: MaybeTime,
        steps: Type.Array(Figures),
        isCut: Type.Boolean({ description: "There are more than these 5,000: ask by variant or operation." }),
        stations: Type.Array(Station),
        air: Air,
        counters: Counters,
      }),
      "4xx": Problem,
      503: Problem,
    },
  };
  app.get("/api/v1/energy/steps", { schema: ofSteps }, async (request) => {
    const { order, variant, operation } = request.query;
    const range = readRange(request.query, deps.now(), "-24h");
    const chosen = {
      ...(order === undefined ? {} : { order }),
      ...(variant === undefined ? {} : { variant }),
      ...(operation === undefined ? {} : { operation }),
    };
    const answer = await energyOfSteps(deps, callerOf(request), { from: range.from, to: range.to, ...chosen });
    const { steps, isCut, stations, air, counters } = answer;
    const asked = { from: formatMicros(range.from), to: formatMicros(range.to) };
    return { ...asked, steps: [...steps], isCut, stations: [...stations], air, counters };
  });
}

function stepEntry({ from, to, media, ...rest }: StepEnergy) {
  const amounts: MediumAmount[] = [...media];
  return { ...rest, from: formatMicros(from), to: to === null ? null : formatMicros(to), media: amounts };
}
