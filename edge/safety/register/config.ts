/** Schema of the register in the `safety:` section of a plant's config. */
import { Name } from "../../contracts/records/fields.ts";
import { CONTROL_LEVELS, RESOURCE_KINDS, RULE_PACKS } from "../../contracts/safety/register.ts";
import { RISK_LEVELS, RISK_METHODS } from "../../contracts/safety/risk.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { permit } from "../permits/config.ts";
import { closed, Id, words } from "./fields.ts";

const Ids = Type.Array(Id, { default: [], maxItems: 200 });
const EveryDays = Type.Integer({ minimum: 1, maximum: 3_660, description: "Inspected again after this many days." });

const place = Type.Object(
  {
    asset: Type.Optional(Type.String({ minLength: 1, description: "Label of the asset." })),
    zone: Type.Optional(Type.String({ minLength: 1, description: "Id of the zone." })),
    area: Type.Optional(Type.String({ minLength: 1, description: "Equipment path of a place or an asset." })),
  },
  { ...closed, minProperties: 1, maxProperties: 1, description: "Where: one of an asset, a zone and an area." },
);

const scale = Type.Optional(Type.Array(Type.Number({ minimum: 0 }), { minItems: 2, maxItems: 20 }));

const method = Type.Object(
  {
    kind: Type.Enum([...RISK_METHODS], {
      default: "LS",
      description: "LEC: likelihood × exposure × consequence. LS: likelihood × severity. matrix: a table of levels.",
    }),
    likelihood: scale,
    exposure: scale,
    severity: scale,
    bands: Type.Optional(
      Type.Array(Type.Number({ minimum: 0 }), {
        minItems: 3,
        maxItems: 3,
        description: "Lowest scores of red, orange and yellow; below is blue.",
      }),
    ),
    matrix: Type.Optional(
      Type.Array(Type.Array(Type.Enum([...RISK_LEVELS]), { maxItems: 20 }), {
        maxItems: 20,
        description: "A row for each likelihood with a level for each severity.",
      }),
    ),
  },
  { ...closed, default: {}, description: "How the level follows from likelihood and severity, with its tables." },
);

const rules = Type.Object(
  {
    pack: Type.Enum([...RULE_PACKS], { description: "Industry whose criteria apply." }),
    version: Type.String({ minLength: 1, maxLength: 200, description: "Document and version that the plant quotes." }),
    major: Type.Array(Type.Object({ id: Id, name: words }, closed), {
      default: [],
      maxItems: 200,
      description: "Criteria of a major hazard or danger, as the document has them.",
    }),
  },
  { ...closed, description: "The rules by which a hazard or danger is major, quoted by the plant." },
);

const layer = Type.Array(words, { default: [], maxItems: 20 });
const controls = Type.Object(
  { engineering: layer, management: layer, training: layer, protection: layer, emergency: layer },
  { ...closed, default: {}, description: "Measures in five layers." },
);

const hazard = Type.Object(
  {
    id: Id,
    name: words,
    place,
    mayCause: { ...words, description: "What may happen." },
    likelihood: Type.Number({ description: "A value of the method's table." }),
    exposure: Type.Optional(Type.Number({ description: "A value of the method's table; LEC only." })),
    severity: Type.Number({ description: "A value of the method's table." }),
    major: Type.Optional({ ...Id, description: "Criterion by which it is major, whatever its score." }),
    controls,
    controlledBy: Type.Optional(
      Type.Enum([...CONTROL_LEVELS], { description: "Who controls it; without it, by its level of risk." }),
    ),
    unit: Type.Optional({ ...words, description: "Responsible department." }),
    owner: { ...Name, description: "Responsible person." },
  },
  { ...closed, description: "A hazard of the plant." },
);

const resource = Type.Object(
  {
    id: Id,
    kind: Type.Enum([...RESOURCE_KINDS]),
    name: Type.Optional(words),
    place,
    position: Type.Optional(
      Type.Object({ x: Type.Number(), y: Type.Number() }, { ...closed, description: "Metres by the plant's axes." }),
    ),
    everyDays: Type.Optional(EveryDays),
    items: Type.Array(words, { default: [], maxItems: 50, description: "What is looked at; without it, one item." }),
    expires: Type.Optional(
      Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "Last day by the site's clocks." }),
    ),
    owner: Type.Optional(Name),
  },
  { ...closed, description: "Something that helps in an emergency." },
);

const plan = Type.Object(
  {
    id: Id,
    name: words,
    hazards: Ids,
    resources: Ids,
    roles: Type.Array(Type.Object({ id: Id, name: words, person: Type.Optional(Name) }, closed), {
      default: [],
      maxItems: 50,
    }),
    steps: Type.Array(Type.Object({ do: words, role: Type.Optional(Id) }, closed), { minItems: 1, maxItems: 100 }),
    posted: Type.Optional({ ...words, description: "Where the posted escape plan hangs." }),
    alerts: Type.Array(
      Type.Object(
        {
          rules: Type.String({
            minLength: 1,
            maxLength: 200,
            description: "Rules of alerts; * matches any characters.",
          }),
          assets: Type.String({ default: "*", description: "Labels of assets; * matches any characters." }),
        },
        closed,
      ),
      { default: [], maxItems: 50, description: "Alerts that open the plan." },
    ),
    call: Type.Array(Type.Object({ who: words, number: Type.String({ minLength: 1, maxLength: 60 }) }, closed), {
      default: [],
      maxItems: 20,
      description: "Who is called, in order.",
    }),
  },
  { ...closed, description: "A response plan." },
);

const inspection = Type.Object(
  {
    id: Id,
    name: words,
    level: Type.Enum([...CONTROL_LEVELS]),
    everyDays: Type.Optional({
      ...EveryDays,
      description: "Days between inspections; without it 30 (company), 7 (workshop), 1 (team, post).",
    }),
    place: Type.Optional(place),
    hazards: { ...Ids, description: "Hazards whose measures are items of the inspection." },
    items: Type.Array(words, { default: [], maxItems: 100 }),
    responsible: Type.Optional(Name),
  },
  { ...closed, description: "An inspection that comes again and again." },
);

const dangers = Type.Object(
  {
    fromAlerts: Type.Array(
      Type.Object(
        {
          rules: Type.String({
            minLength: 1,
            maxLength: 200,
            description: "Rules of alerts; * matches any characters.",
          }),
          assets: Type.String({ default: "*", description: "Labels of assets; * matches any characters." }),
          afterMin: Type.Number({
            default: 0,
            minimum: 0,
            maximum: 10_080,
            description: "Active for so long, minutes.",
          }),
          hazard: Type.Optional(Id),
          major: Type.Optional({ ...Id, description: "Criterion by which such a danger is major." }),
        },
        closed,
      ),
      { default: [], maxItems: 100, description: "Alerts that are hidden dangers of their own." },
    ),
    repeatDays: Type.Integer({
      default: 90,
      minimum: 1,
      maximum: 3_660,
      description: "A danger of the same hazard or place within these days is a repeat.",
    }),
  },
  { ...closed, default: {}, description: "Hidden dangers." },
);

const pictures = Type.Object(
  {
    mostMiB: Type.Integer({
      default: 2_048,
      minimum: 8,
      maximum: 1_048_576,
      description: "All pictures together, MiB. At the bound further ones are refused, and none is dropped.",
    }),
    keepDays: Type.Integer({
      default: 1_095,
      minimum: 1,
      maximum: 36_600,
      description: "A picture is deleted, with a record, after these days, once the work that it belongs to is over.",
    }),
  },
  { ...closed, default: {}, description: "Pictures of hidden dangers and inspections." },
);

export const registerFields = {
  rules: Type.Optional(rules),
  method,
  hazards: Type.Array(hazard, { default: [], maxItems: 2_000 }),
  resources: Type.Array(resource, { default: [], maxItems: 5_000 }),
  plans: Type.Array(plan, { default: [], maxItems: 200 }),
  inspections: Type.Array(inspection, { default: [], maxItems: 500 }),
  walls: Type.Array(Type.Array(Type.Tuple([Type.Number(), Type.Number()]), { minItems: 2, maxItems: 100 }), {
    default: [],
    maxItems: 1_000,
    description: "Walls that nobody passes: corners in order, metres.",
  }),
  permits: Type.Array(permit, { default: [], maxItems: 50 }),
  dangers,
  pictures,
};

const registerConfig = Type.Object(registerFields);
export type RegisterConfig = Static<typeof registerConfig>;
export type HazardConfig = RegisterConfig["hazards"][number];
export type PlaceConfig = Static<typeof place>;
