/** Schema of `safety.permits`: kinds of work that take a permit. */
import { ROLES } from "../../contracts/access/access.ts";
import { KEPT_OUT, MACHINE_DEMANDS } from "../../contracts/safety/permit.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { closed, Id, words } from "../register/fields.ts";

const Ids = Type.Array(Id, { default: [], maxItems: 50 });
const limits = {
  low: Type.Optional(Type.Number({ description: "Lowest value." })),
  high: Type.Optional(Type.Number({ description: "Highest value." })),
};
const Hours = Type.Number({ minimum: 0.5, maximum: 168 });
const Minutes = Type.Number({ minimum: 1, maximum: 10_080 });
/** Roles that approve: planning takes a maintainer in any case. */
const APPROVERS = ROLES.filter((role) => role !== "viewer" && role !== "operator");

const level = Type.Object(
  {
    id: Id,
    name: words,
    maxHours: Type.Optional({ ...Hours, description: "Longest validity of the level, hours." }),
    approver: Type.Optional(Type.Enum(APPROVERS, { description: "Lowest role that approves this level." })),
  },
  { ...closed, description: "A level of the work, such as special, first or second." },
);

export const permit = Type.Object(
  {
    id: Id,
    name: words,
    levels: Type.Array(level, { default: [], maxItems: 10 }),
    maxHours: Type.Number({ default: 8, minimum: 0.5, maximum: 168, description: "Longest validity, hours." }),
    approver: Type.Enum(APPROVERS, {
      default: "maintainer",
      description: "Lowest role that approves; never the person who applied.",
    }),
    guardian: Type.Boolean({ default: true, description: "A guardian is needed." }),
    gasTest: Type.Boolean({ default: false, description: "A gas test is needed." }),
    gases: Type.Array(
      Type.Object({ id: Id, name: words, unit: Type.String({ minLength: 1, maxLength: 20 }), ...limits }, closed),
      { default: [], maxItems: 20, description: "Gases of the test with their limits; without them, any gas." },
    ),
    gasMaxAgeMin: { ...Minutes, default: 30, description: "Oldest gas test with which work begins, minutes." },
    gasEveryMin: { ...Minutes, default: 120, description: "The gas test is repeated after this time, minutes." },
    checklist: Type.Array(words, {
      default: [],
      maxItems: 50,
      description: "Checks that are ticked before work begins.",
    }),
    machine: Type.Enum([...MACHINE_DEMANDS], {
      default: "any",
      description: "Machines of the place: any state, stopped (an unknown state is none), or locked out, on record.",
    }),
    excludes: { ...Ids, description: "Kinds of permits that must not be at the same place at the same time." },
    limits: Type.Array(
      Type.Object(
        {
          asset: Type.String({ minLength: 1, description: "Label of the asset." }),
          tag: Type.String({ minLength: 1, description: "Its tag as component/signal." }),
          ...limits,
        },
        closed,
      ),
      {
        default: [],
        maxItems: 20,
        description: "Measured values, such as of a gas detector, for work at a place that has the asset in it.",
      },
    ),
    keepOut: Type.Array(Type.Enum([...KEPT_OUT]), {
      default: [],
      maxItems: 2,
      description: "Notices about more people than the permit has, or vehicles, at the place.",
    }),
  },
  { ...closed, description: "Work that takes a permit." },
);
export type PermitKindConfig = Static<typeof permit>;
