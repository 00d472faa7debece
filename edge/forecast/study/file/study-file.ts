/** The file of `gemba study`: factors, levels, objectives and constraints (docs/studies.md). */
import { DESIGNS, OUTCOMES } from "../../../contracts/forecast/study-answer.ts";
import { type Static, type TSchema, Type } from "../../../contracts/schema.ts";
import { SEQUENCE_RULES } from "../../whatif/sequence-change.ts";

const closed = { additionalProperties: false } as const;
/** Without a type, `uniqueItems` compares all pairs of whatever stands there. */
const WORD = { type: "string" } as const;
const name = (description: string) => Type.String({ minLength: 1, maxLength: 80, description });
const label = (description: string) =>
  Type.String({ minLength: 1, maxLength: 80, description: `${description} * stands for any characters.` });
const levels = <Item extends TSchema>(item: Item, description: string) =>
  Type.Optional(Type.Array(item, { minItems: 1, maxItems: 50, uniqueItems: true, description }));
const labels = (description: string) =>
  Type.Optional(
    Type.Array(label("Label of a machine."), { minItems: 1, maxItems: 50, uniqueItems: true, description }),
  );

const weight = (description: string) =>
  Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e6, description: `Weight of ${description}` }));
const bound = (description: string) => Type.Optional(Type.Number({ minimum: 0, maximum: 1e9, description }));

/** A level that is several changes at once, each as in a file of `gemba whatif`. */
const namedLevel = Type.Object(
  {
    name: name("Name of the level."),
    changes: Type.Array(Type.Object({}, { additionalProperties: true }), {
      minItems: 1,
      maxItems: 50,
      description: "Changes as in a file of gemba whatif, such as [{ out: CNC-101, hours: 4 }].",
    }),
  },
  closed,
);

const factor = Type.Object(
  {
    name: name("Name of the factor."),
    vehicles: levels(Type.Integer({ minimum: -1000, maximum: 1000 }), "Levels: so many vehicles more, or fewer."),
    load: levels(Type.Integer({ minimum: 1, maximum: 10_000 }), "Levels: pieces that a vehicle fetches at `at`."),
    capacity: levels(Type.Integer({ minimum: 1, maximum: 1_000_000 }), "Levels: room of the buffers or belts `at`."),
    speed: levels(Type.Number({ exclusiveMinimum: 0, maximum: 100 }), "Levels: factor of speed of the machines `at`."),
    out: labels("Levels: machines that stand for `hours`."),
    closed: labels("Levels: machines at which nothing begins for `hours`."),
    open: labels("Levels: machines that may begin work for `hours`, whatever the shifts say."),
    sequence: Type.Optional(
      Type.Array(Type.Enum([...SEQUENCE_RULES], WORD), {
        minItems: 1,
        maxItems: SEQUENCE_RULES.length,
        uniqueItems: true,
        description: "Levels: rules by which orders are released.",
      }),
    ),
    lot: levels(Type.Integer({ minimum: 1, maximum: 1_000_000 }), "Levels: most pieces of a lot, of all variants."),
    islands: Type.Optional(
      Type.Object(
        {
          machines: Type.Array(Type.String({ minLength: 1, maxLength: 80, description: "Label of a machine." }), {
            minItems: 2,
            maxItems: 40,
            uniqueItems: true,
            description: "Machines to divide into islands.",
          }),
          variants: Type.Array(label("Variants that stay together."), {
            minItems: 1,
            maxItems: 40,
            uniqueItems: true,
            description: "Groups of variants; each is made in one island.",
          }),
          most: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 40, description: "Most islands; default one for each group." }),
          ),
        },
        { ...closed, description: "Which machines form an island and which variants it makes (design: search)." },
      ),
    ),
    levels: Type.Optional(
      Type.Array(namedLevel, { minItems: 1, maxItems: 50, description: "Levels of several changes each." }),
    ),
    at: Type.Optional(label("Places of load and capacity, machines of speed.")),
    from: Type.Optional(
      Type.Number({ minimum: 0, maximum: 10_000, description: "Begin of out, closed and open, hours from the start." }),
    ),
    hours: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 10_000, description: "Length of out, closed and open." }),
    ),
    asIs: Type.Boolean({ default: true, description: "Whether the plant as it is is the first level." }),
  },
  closed,
);

const objective = Type.Object(
  {
    good: weight("good pieces, of which more are better."),
    scrapped: weight("scrapped pieces, of which fewer are better."),
    late: weight("orders that are late, of which fewer are better."),
    wip: weight("pieces in the plant, of which fewer are better."),
    lead: weight("hours from store to end, of which fewer are better."),
    within: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e9,
      description: "Difference of the weighted sum that is not worth knowing (indifference zone).",
    }),
  },
  closed,
);

const constraint = Type.Object(
  {
    good: bound("At least so many good pieces."),
    scrapped: bound("At most so many scrapped pieces."),
    late: bound("At most so many late orders."),
    wip: bound("At most so many pieces in the plant, on average."),
    lead: bound("At most so many hours from store to end."),
    in: Type.Number({
      minimum: 0.5,
      maximum: 0.99,
      default: 0.9,
      description: "Share of the runs that must keep it.",
    }),
  },
  closed,
);

export const studySchema = Type.Object(
  {
    "gemba-study": Type.Literal(1, { description: "Version of this file: 1." }),
    name: name("Name of the study."),
    design: Type.Enum([...DESIGNS], {
      default: "all",
      description:
        "all: every combination of levels; one-at-a-time: each level alone; screening: which factors matter " +
        "(first and last level, Plackett and Burman with foldover); search: the best that a search finds among more " +
        "variants than can be compared, such as islands.",
    }),
    search: Type.Object(
      {
        variants: Type.Integer({
          minimum: 10,
          maximum: 5_000,
          default: 200,
          description: "Most variants that the search looks at.",
        }),
        finalists: Type.Integer({
          minimum: 1,
          maximum: 100,
          default: 12,
          description: "Best ones of them that are then compared with each other and the plant as it is.",
        }),
      },
      { ...closed, default: {}, description: "Size of design: search." },
    ),
    factors: Type.Array(factor, { minItems: 1, maxItems: 40, description: "What is varied." }),
    objective: Type.Array(objective, {
      minItems: 1,
      maxItems: 3,
      description: "What is wanted. A further entry decides among variants that are equal in those before it.",
    }),
    constraints: Type.Array(constraint, { default: [], maxItems: 5, description: "What must be kept." }),
    pareto: Type.Array(Type.Enum([...OUTCOMES], WORD), {
      default: ["good", "wip"],
      minItems: 2,
      maxItems: 3,
      uniqueItems: true,
      description: "Outcomes of which no variant of the Pareto set is beaten in all.",
    }),
    hours: Type.Number({ exclusiveMinimum: 0, maximum: 10_000, default: 8, description: "Time ahead." }),
    replications: Type.Integer({
      minimum: 10,
      maximum: 10_000,
      default: 100,
      description: "Most runs of each variant.",
    }),
    seed: Type.Integer({ minimum: 0, maximum: 2 ** 31, default: 1, description: "Of the random numbers." }),
    confidence: Type.Number({
      minimum: 0.5,
      maximum: 0.999,
      default: 0.95,
      description: "Probability with which the best is to be picked.",
    }),
  },
  closed,
);

export type StudyFile = Readonly<Static<typeof studySchema>>;
export type FactorEntry = StudyFile["factors"][number];
