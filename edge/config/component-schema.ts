/** Schema of the components of an asset type (rules AS5 to AS9 in docs/rules/assets.md). */

import {
  COMPONENT_KIND_NAMES,
  COMPONENT_KINDS,
  GEOMETRY_FIELDS,
  RATING_FIELDS,
} from "../contracts/plant/component-kinds.ts";
import { type TSchema, Type } from "../contracts/schema.ts";
import { closed, text, WORD, word } from "./schema-words.ts";

/** Subunit, maintainable item, part (ISO 14224, levels 7 to 9). */
const LEVELS = 3;
const TAG = `(?:${WORD}|\\*|[a-z0-9*-]+)(?:/[a-z0-9*-]+)?`;

type Fields = typeof GEOMETRY_FIELDS | typeof RATING_FIELDS;

function numbers(fields: Fields): Record<string, TSchema> {
  const schemas = Object.entries(fields).map(([name, field]) => {
    const { of, meaning, least, most } = field;
    const kinds = of.length === COMPONENT_KIND_NAMES.length ? "every kind" : of.join(", ");
    const options = { minimum: least, maximum: most, description: `For ${kinds}: ${meaning}.` };
    return [name, Type.Optional("isWhole" in field ? Type.Integer(options) : Type.Number(options))];
  });
  return Object.fromEntries(schemas);
}

const geometry = Type.Object(
  {
    ...numbers(GEOMETRY_FIELDS),
    designation: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: "The maker's designation, such as 7014 CD/P4A." }),
    ),
  },
  {
    ...closed,
    description: "Measures, from which its frequencies are computed. The name of a field ends with its " + "unit.",
  },
);

const ratings = Type.Object(numbers(RATING_FIELDS), {
  ...closed,
  description: "Values that the maker allows or guarantees.",
});

const life = {
  hours: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6, description: "Hours of running." })),
  cycles: Type.Optional(Type.Number({ minimum: 0, maximum: 1e12, description: "Cycles." })),
};

const tagPatterns = (pattern: string, description: string) =>
  Type.Optional(Type.Array(Type.String({ pattern, maxLength: 200 }), { maxItems: 200, description }));

const replacedBy = Type.Union(
  [
    Type.Object(
      {
        event: Type.String({
          pattern: "^[a-z0-9-]+(?:\\.[a-z0-9-]+)+$",
          maxLength: 64,
          description: "Type of an event of the asset, such as tool.replaced.",
        }),
      },
      closed,
    ),
    Type.Object(
      {
        counter: Type.String({
          pattern: `^${WORD}(?:/${WORD})?$`,
          maxLength: 130,
          description: "Number tag that rises with each replacement, such as counter/tool-changes.",
        }),
      },
      closed,
    ),
  ],
  {
    description:
      "How the edge detects its replacement. A finished work item that names the component counts in any case.",
  },
);

function component(level: number): TSchema {
  const below: Record<string, TSchema> =
    level < LEVELS ? { components: Type.Optional(list(level + 1, "Components that it consists of.")) } : {};
  return Type.Object(
    {
      id: word("Level of the path, such as front-bearing. Records name it: do not rename it lightly."),
      kind: Type.String({
        pattern: `^${WORD}$`,
        maxLength: 64,
        examples: Object.keys(COMPONENT_KINDS),
        description: "Its kind, such as bearing; or a kind of your own from componentKinds.",
      }),
      name: Type.Optional(text("Name on the screen; if absent, that of its kind.")),
      geometry: Type.Optional(geometry),
      ratings: Type.Optional(ratings),
      tags: tagPatterns(`^${TAG}$`, "Tags that observe it, as component/signal; * stands for any characters."),
      environment: tagPatterns(
        `^(?:[^#]{1,40}#)?${TAG}$`,
        "Tags of its surroundings that explain a change which is not wear; of another asset: LABEL#component/signal.",
      ),
      replacedBy: Type.Optional(replacedBy),
      priorLife: Type.Optional(
        Type.Object(life, { ...closed, description: "Earlier life, the same in every asset of the type." }),
      ),
      ...below,
    },
    { ...closed, description: "A part that wears, or that other parts depend on." },
  );
}

function list(level: number, description: string): TSchema {
  return Type.Array(component(level), { maxItems: 200, description });
}

/** Field of an asset type: most have no components, and the schema is large. It is compiled where it is needed. */
export const components = list(
  1,
  "Components of every asset of the type. Where absent, they follow from its tags and its kind.",
);

/** Field of an asset type. */
export const componentKinds = Type.Optional(
  Type.Array(
    Type.Object(
      {
        kind: word("A word of your own, such as nozzle."),
        zh: Type.String({ minLength: 1, description: "Chinese." }),
        en: Type.String({ minLength: 1, description: "English." }),
      },
      closed,
    ),
    { maxItems: 100, description: "Kinds of components of your own, with their names." },
  ),
);

/** Field of an asset. */
export const priorLife = Type.Optional(
  Type.Array(
    Type.Object(
      {
        component: Type.String({
          pattern: `^${WORD}(?:/${WORD}){0,${LEVELS - 1}}$`,
          maxLength: 200,
          description: "Path of the component, such as spindle/front-bearing.",
        }),
        ...life,
      },
      closed,
    ),
    { maxItems: 1000, description: "Earlier life of components of this one asset: a used machine, a spare part." },
  ),
);
