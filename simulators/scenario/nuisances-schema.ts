import { type Static, Type } from "typebox";
import { NUISANCE_KINDS } from "../plants/machining/nuisances/registry.ts";

const closed = { additionalProperties: false } as const;

const Level = Type.Enum(["none", "usual", "harsh"], {
  description:
    "none (default); usual: as often as in a real plant; harsh: three times as often and half as much again.",
});

const Kind = (what: string) =>
  Type.Optional(
    Type.Object(
      {
        perWeek: Type.Optional(
          Type.Number({
            minimum: 0,
            maximum: 10_000,
            description: "Occurrences per asset and week; 0 for none. Kinds that follow the calendar only know 0.",
          }),
        ),
        strength: Type.Optional(
          Type.Number({ exclusiveMinimum: 0, maximum: 10, description: "Factor on what it changes." }),
        ),
      },
      { ...closed, description: what },
    ),
  );

const Planned = Type.Object(
  {
    kind: Type.Enum([...NUISANCE_KINDS.keys()], { description: "What happens." }),
    asset: Type.String({
      minLength: 1,
      description: "Station, `plant`, OPC UA server or gateway; the kind says which.",
    }),
    at: Type.String({
      pattern: "^-?[0-9]+(\\.[0-9]+)? ?(ms|s|min|h|d)$",
      description: 'Begin after the start of the scenario, such as "30 s" or "2 h".',
    }),
    lasts: Type.Optional(
      Type.String({
        pattern: "^[0-9]+(\\.[0-9]+)? ?(ms|s|min|h|d)$",
        description: "Duration; drawn if absent.",
      }),
    ),
  },
  { ...closed, description: "One occurrence at a given time." },
);

const Detailed = Type.Object(
  {
    level: Level,
    climate: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 5,
        description: "Factor on season and time of day in the hall; 0 for neither.",
      }),
    ),
    kinds: Type.Optional(
      Type.Object(Object.fromEntries([...NUISANCE_KINDS.values()].map(({ name, what }) => [name, Kind(what)])), {
        ...closed,
        description: "Rates and strengths of single kinds instead of the level's.",
      }),
    ),
    planned: Type.Optional(Type.Array(Planned, { description: "Occurrences at given times, besides the drawn ones." })),
  },
  closed,
);

/** A level, or a level with changes to it. */
export const Nuisances = Type.Union([Level, Detailed], {
  description: "Things that look like faults but are not; default none.",
});

export type NuisancesEntry = Static<typeof Nuisances>;
