/** The register of hazards, and its table. */
import { EXPORT_LANGUAGES } from "../../../contracts/explore/export.ts";
import { CONTROL_LEVELS, type NamedPlace, RESOURCE_KINDS, RULE_PACKS } from "../../../contracts/safety/register.ts";
import { RISK_LEVELS, RISK_METHODS } from "../../../contracts/safety/risk.ts";
import { Type } from "../../../contracts/schema.ts";
import type { Api } from "../../http/api.ts";
import { XLSX_TYPE } from "../../http/csv-answer.ts";
import { callerOf } from "../../http/principal.ts";
import { Problem } from "../../http/problems.ts";
import { closed, MaybeNumber, NoQuery, orNull, Text } from "../../http/schemas.ts";
import { exportRegister } from "../../services/safety/export.ts";
import { type SafetyDeps, safetyRegister } from "../../services/safety/register.ts";
import { SAFETY_FORMATS, type WrittenDeps } from "../../services/safety/written.ts";
import { sendWritten } from "./send-written.ts";

export const MaybeText = orNull(Type.String());

export const PlaceEntry = closed({
  asset: orNull(Type.String(), "Label of the asset, where the place is one."),
  zone: orNull(Type.String(), "Id of the zone, where the place is one."),
  name: Text,
  areaId: Type.String({ description: "Figures count by it." }),
  area: Text,
  position: orNull(closed({ x: Type.Number(), y: Type.Number() }), "Metres by the plant's axes."),
});

export function placeEntry({ place, name, area, position }: NamedPlace) {
  return {
    asset: place.asset ?? null,
    zone: place.zone ?? null,
    name: plain(name),
    areaId: area.id,
    area: plain(area.name),
    position: position === null ? null : { x: position.x, y: position.y },
  };
}

const Named = Type.String({ minLength: 1, maxLength: 200 });
/** A place as a request names it. */
export const onePlace = (description?: string) =>
  Type.Object(
    { asset: Type.Optional(Named), zone: Type.Optional(Named), area: Type.Optional(Named) },
    {
      ...{ additionalProperties: false, minProperties: 1, maxProperties: 1 },
      ...(description === undefined ? {} : { description }),
    },
  );
/** Uid of new work. */
export const NewItemUid = Type.Optional(
  Type.String({
    pattern: "^[A-Za-z0-9-]{8,64}$",
    description: "Made by the client, so that a request can be repeated.",
  }),
);

const Level = Type.Enum([...RISK_LEVELS], { description: "红橙黄蓝, the highest first." });
const Controls = Type.Array(Text);

const Hazard = closed({
  id: Type.String(),
  name: Text,
  place: PlaceEntry,
  mayCause: Text,
  likelihood: Type.Number(),
  exposure: MaybeNumber,
  severity: Type.Number(),
  score: orNull(Type.Number(), "Null for a matrix, which has no score."),
  level: Level,
  isMajor: Type.Boolean({ description: "By a criterion of the rules, whatever the score." }),
  criterion: orNull(Text),
  controls: closed({
    engineering: Controls,
    management: Controls,
    training: Controls,
    protection: Controls,
    emergency: Controls,
  }),
  controlledBy: Type.Enum([...CONTROL_LEVELS]),
  unit: orNull(Text),
  owner: Type.String(),
});

const Resource = closed({
  id: Type.String(),
  kind: Type.Enum([...RESOURCE_KINDS]),
  name: orNull(Text),
  place: PlaceEntry,
  everyDays: orNull(Type.Integer(), "Days between inspections; null: it is not inspected by the register."),
  expires: orNull(Type.String(), "Last day by the site's clocks."),
  owner: MaybeText,
});

const Plan = closed({
  id: Type.String(),
  name: Text,
  hazards: Type.Array(Type.String()),
  resources: Type.Array(Type.String()),
  roles: Type.Array(closed({ id: Type.String(), name: Text, person: MaybeText })),
  steps: Type.Array(closed({ do: Text, role: MaybeText })),
  posted: orNull(Text, "Where the posted escape plan hangs."),
  call: Type.Array(closed({ who: Text, number: Type.String() })),
});

const Criterion = closed({ id: Type.String(), name: Text });
const Register = closed({
  rules: orNull(
    closed({ pack: Type.Enum([...RULE_PACKS]), version: Type.String(), major: Type.Array(Criterion) }),
    "The document that the plant quotes.",
  ),
  method: Type.Enum([...RISK_METHODS]),
  hazards: Type.Array(Hazard),
  resources: Type.Array(Resource),
  plans: Type.Array(Plan),
  permits: Type.Array(
    closed({
      id: Type.String(),
      name: Text,
      gasTest: Type.Boolean(),
      guardian: Type.Boolean(),
      maxHours: Type.Number(),
    }),
  ),
});

const tags = ["safety"];

export function safetyRegisterRoutes(app: Api, deps: SafetyDeps & WrittenDeps): void {
  registerRoute(app, deps);
  const schema = {
    tags,
    summary: "The register of hazards as a table",
    description:
      "For spreadsheets: 风险分级管控清单, a row for each hazard with its controls in five layers. It names people, so " +
      "the export is recorded.",
    querystring: closed({ format: Type.Enum([...SAFETY_FORMATS]), language: Type.Enum([...EXPORT_LANGUAGES]) }),
    produces: ["text/csv", XLSX_TYPE, "application/pdf"],
    response: { 200: Type.String(), "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/safety/register/table", { schema }, async (request, reply) => {
    const table = await exportRegister(deps, callerOf(request), request.query);
    return sendWritten(reply, "gemba-risk-register", table);
  });
}

function registerRoute(app: Api, deps: SafetyDeps): void {
  const schema = {
    tags,
    summary: "The register of hazards, resources and plans",
    description:
      "As the config has it, with levels of risk computed. Advisory: a record, and no safety function. A hazard that " +
      "a criterion of the rules calls major is red whatever its score.",
    querystring: NoQuery,
    response: { 200: Register, "4xx": Problem, 503: Problem },
  };
  app.get("/api/v1/safety/register", { schema }, async (request) => {
    const { rules, method, hazards, resources, plans, permits } = safetyRegister(deps, callerOf(request));
    return {
      rules:
        rules === null ? null : { ...rules, major: rules.major.map(({ id, name }) => ({ id, name: plain(name) })) },
      method: method.kind,
      hazards: hazards.map(({ rating, place, criterion, ...hazard }) => ({
        ...hazard,
        place: placeEntry(place),
        ...{ score: rating.score, level: rating.level, isMajor: rating.isMajor },
        criterion: criterion === null ? null : plain(criterion.name),
        controls: mutable(hazard.controls),
      })),
      resources: resources.map(({ place, ...resource }) => ({ ...resource, place: placeEntry(place) })),
      plans: plans.map((plan) => mutable(plan)),
      permits: permits.map(({ id, name, maxHours, demands: { gasTest, guardian } }) => ({
        ...{ id, name: plain(name), maxHours, gasTest, guardian },
      })),
    };
  });
}

export function plain({ zh, en }: { readonly zh: string; readonly en: string }) {
  return { zh, en };
}

/** The same value as the serializer's types have it. */
function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>;
}
type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
