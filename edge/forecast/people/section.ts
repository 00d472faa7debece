/** The `people:` section of a plant's config: crews whose people set up, load, unload and repair (docs/forecast.md). */
import { CREW_TASKS } from "../../contracts/forecast/description.ts";
import type { AssetConfig, SectionProblem } from "../../contracts/plant/edge-config.ts";
import { defineSection } from "../../contracts/plant/section.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { crewProblems } from "./crew-problems.ts";
import { problem } from "./problem-table.ts";

const closed = { additionalProperties: false } as const;
const count = Type.Integer({ minimum: 0, maximum: 1000, description: "People of the crew on duty." });

const crew = Type.Object(
  {
    id: Type.String({ pattern: "^[a-zA-Z0-9][a-zA-Z0-9-]{0,39}$", description: "Stays the same; no two have one." }),
    people: count,
    shifts: Type.Array(
      Type.Object(
        {
          shift: Type.String({ minLength: 1, maxLength: 80, description: "Name of a shift of the site." }),
          people: count,
        },
        closed,
      ),
      { default: [], maxItems: 50, description: "Shifts that have another number of people." },
    ),
    for: Type.Array(Type.Enum([...CREW_TASKS]), {
      minItems: 1,
      maxItems: CREW_TASKS.length,
      uniqueItems: true,
      description: "What waits for a free person of the crew: set-up, load and unload by hand, repair.",
    }),
    at: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), {
      minItems: 1,
      maxItems: 500,
      description: "Labels of machines; * stands for any characters.",
    }),
  },
  { ...closed, description: "People who do the same work. Each task takes one of them." },
);

const peopleConfig = Type.Object(
  { crews: Type.Array(crew, { default: [], maxItems: 100 }) },
  { ...closed, description: "People as forecasts know them: how many of each crew are on duty, and for what." },
);

type PeopleConfig = Static<typeof peopleConfig>;

/** `people` in the plant's config. */
export const peopleSection = defineSection({ name: "people", schema: peopleConfig, problems: peopleProblems });

function peopleProblems(
  { crews }: PeopleConfig,
  assets: readonly AssetConfig[],
  root: Readonly<Record<string, unknown>> = {},
): readonly SectionProblem[] {
  const { shifts = [] } = (root["site"] ?? {}) as { readonly shifts?: unknown };
  // Mistakes in the shifts themselves are the site's.
  const named = Array.isArray(shifts) ? shifts.filter((one) => typeof one === "object" && one !== null) : [];
  return crewProblems(crews, assets, named).map(({ steps, kind, parts }) => ({
    steps: ["people", "crews", ...steps],
    ...problem(kind, parts),
  }));
}
