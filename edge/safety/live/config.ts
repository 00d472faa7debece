/** The part `safety.live` and `safety.people` of a plant's config. */

import type { SectionProblem } from "../../contracts/plant/edge-config.ts";
import { isDay } from "../../contracts/plant/time-zone.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { problem } from "./problem-table.ts";

const closed = { additionalProperties: false } as const;
const metres = (most: number, fallback: number, description: string) =>
  Type.Number({ minimum: 0, maximum: most, default: fallback, description: `${description}, m.` });
const seconds = (most: number, fallback: number, description: string) =>
  Type.Number({ minimum: 0, maximum: most, default: fallback, description: `${description}, s.` });

const liveConfig = Type.Object(
  {
    personSpeedMS: Type.Number({
      minimum: 0.5,
      maximum: 5,
      default: 1.6,
      description: "Speed of a person that is assumed at least, m/s. ISO 13855 takes 1.6 where it is not measured.",
    }),
    reactionS: seconds(5, 0.5, "From the indication until somebody acts or something stops"),
    intrusionM: metres(2, 0.2, "Part of a body that the sensors of positions do not see"),
    hysteresisM: metres(2, 0.3, "Distance beyond the needed one at which an indication ends"),
    clearAfterS: seconds(60, 2, "How long nothing is near before an indication ends"),
    staleS: Type.Number({ minimum: 0.2, maximum: 30, default: 4, description: "Older positions are unknown, s." }),
    personErrorM: metres(10, 0.5, "Largest error of a person's position"),
    personError95M: Type.Optional(
      Type.Number({
        minimum: 0.01,
        maximum: 10,
        description:
          "Error of a person's position that 95 of 100 positions keep, m, for predictions; personErrorM where absent.",
      }),
    ),
    vehicleErrorM: metres(10, 0.1, "Largest error of a vehicle's position"),
    robots: Type.Object(
      {
        reachM: metres(10, 1.3, "Reach of a robot around its base, tool included"),
        stoppingS: seconds(10, 0.3, "Time until a robot stands"),
        stoppingM: metres(5, 0.15, "Way until a robot stands, at its highest speed"),
        highestSpeedMS: Type.Number({ minimum: 0, maximum: 10, default: 1.5, description: "Highest tool speed, m/s." }),
      },
      { ...closed, default: {}, description: "Robots that no fence and no light curtain keeps apart." },
    ),
    vehicles: Type.Object(
      {
        conflicts: Type.Boolean({
          default: false,
          description: "Conflicts between vehicles. Vehicles that stop for each other are indicated before they do.",
        }),
        brakingMS2: Type.Number({
          minimum: 0.1,
          maximum: 5,
          default: 0.5,
          description: "How hard a vehicle brakes, m/s².",
        }),
        bendSpeedMS: Type.Number({
          minimum: 0,
          maximum: 3,
          default: 0.6,
          description: "Speed in sharp bends, m/s; 0: it stops and turns on the spot.",
        }),
        turnRadS: Type.Number({ minimum: 0, maximum: 5, default: 0.6, description: "How fast it turns, rad/s." }),
        nearM: metres(3, 0.3, "Gap between outlines that counts as too near"),
        probability: Type.Number({
          minimum: 0.05,
          maximum: 0.95,
          default: 0.44,
          description: "Probability of coming too near at which an indication begins.",
        }),
      },
      { ...closed, default: {}, description: "Vehicles." },
    ),
    loneAfterMin: Type.Number({ minimum: 1, maximum: 600, default: 15, description: "Alone for so long, min." }),
    loneWithinM: Type.Number({ minimum: 1, maximum: 500, default: 30, description: "Nobody else is this near, m." }),
    downAfterS: Type.Number({
      minimum: 10,
      maximum: 3600,
      default: 120,
      description: "Without movement for so long, s.",
    }),
  },
  { ...closed, default: {}, description: "Distances and conflicts now (docs/rules/live-risk.md). Advisory only." },
);

/** Functions that need positions of people. */
export const TRACK_FUNCTIONS = ["distance", "conflict", "occupancy", "loneWorker", "personDown"] as const;
/** The functions on people, each of which is off until the plant states its four facts. */
const PEOPLE_FUNCTIONS = [...TRACK_FUNCTIONS, "unsafeActs", "muster"] as const;
export type PeopleFunction = (typeof PEOPLE_FUNCTIONS)[number];

/** The facts, in the order of the texts. All are optional for the schema, so that one problem names all that miss. */
const FACTS = ["purpose", "legalBasis", "retention", "assessedOn"] as const;
const fact = (description: string) => Type.Optional(Type.String({ minLength: 1, maxLength: 500, description }));

const factsOf = (what: string) =>
  Type.Optional(
    Type.Object(
      {
        purpose: fact("What it is for, as the people concerned were told."),
        legalBasis: fact("Legal basis, such as an agreement with the works council."),
        retention: fact("What is kept and for how long, as the people concerned were told."),
        assessedOn: Type.Optional(
          Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", description: "Date of the impact assessment." }),
        ),
      },
      { ...closed, description: `${what} Off where absent.` },
    ),
  );

const peopleConfig = Type.Object(
  {
    distance: factsOf("Distances of people from robots and vehicles."),
    conflict: factsOf("Predicted conflicts of people with vehicles."),
    occupancy: factsOf("People in each zone now."),
    loneWorker: factsOf("Somebody who is alone for long."),
    personDown: factsOf("Somebody who does not move."),
    muster: factsOf("Who is inside by access control and has not checked in, while a response is open."),
    unsafeActs: factsOf("Unsafe acts that cameras report."),
  },
  { ...closed, default: {}, description: "Functions on people, each off until the plant states why it may (rule P8)." },
);

/** Fields of the section `safety`. */
export const liveFields = { live: liveConfig, people: peopleConfig };
export type LiveConfig = Static<typeof liveConfig>;
export type PeopleConfig = Static<typeof peopleConfig>;

/** Functions whose four facts are complete. */
export function functionsOf(people: PeopleConfig): ReadonlySet<PeopleFunction> {
  return new Set(PEOPLE_FUNCTIONS.filter((name) => people[name] !== undefined && missingIn(people[name]).length === 0));
}

/** A function on people without all facts is a mistake of the config, which names the missing ones. */
export function peopleProblems({ people }: { readonly people: PeopleConfig }): readonly SectionProblem[] {
  return PEOPLE_FUNCTIONS.flatMap((name) => {
    const facts = people[name];
    if (facts === undefined) return [];
    const missing = missingIn(facts);
    const at = { steps: ["safety", "people", name] };
    if (missing.length > 0) return [{ ...at, ...problem("facts-missing", { name, missing: missing.join(", ") }) }];
    const { assessedOn = "" } = facts;
    return isDay(assessedOn)
      ? []
      : [{ steps: [...at.steps, "assessedOn"], ...problem("no-such-date", { date: assessedOn }) }];
  });
}

function missingIn(facts: NonNullable<PeopleConfig[PeopleFunction]>): readonly string[] {
  return FACTS.filter((name) => facts[name] === undefined);
}
