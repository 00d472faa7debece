/** Components of asset types in answers of the API (rules AS5 to AS9 in docs/rules/assets.md). */

import { GEOMETRY_FIELDS, RATING_FIELDS } from "../../../contracts/plant/component-kinds.ts";
import { type TSchema, Type } from "../../../contracts/schema.ts";
import { closed, Text } from "../../http/schemas.ts";

/** Subunit, maintainable item, part. */
const LEVELS = 3;

const { Optional } = Type;
const numbers = (fields: Readonly<Record<string, { readonly meaning: string }>>): Record<string, TSchema> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { meaning }]) => [
      name,
      Optional(Type.Number({ description: `The ${meaning}.` })),
    ]),
  );

const geometry = closed({ ...numbers(GEOMETRY_FIELDS), designation: Optional(Type.String()) });
const ratings = closed(numbers(RATING_FIELDS));

function component(level: number): TSchema {
  return closed({
    id: Type.String({ description: "One level of the component's path." }),
    kind: Type.String({ examples: ["bearing"] }),
    name: Optional(Text),
    geometry: Optional(geometry),
    ratings: Optional(ratings),
    tags: Optional(Type.Array(Type.String(), { description: "Tags that observe it; `*` stands for any characters." })),
    environment: Optional(
      Type.Array(Type.String(), { description: "Tags of its surroundings, such as the ambient temperature." }),
    ),
    replacedBy: Optional(
      closed(
        { event: Optional(Type.String()), counter: Optional(Type.String()) },
        { description: "An event of the asset, or a counter that rises." },
      ),
    ),
    priorLife: Optional(closed({ hours: Optional(Type.Number()), cycles: Optional(Type.Number()) })),
    ...(level < LEVELS ? { components: Optional(Type.Array(component(level + 1))) } : {}),
  });
}

export const TypeEntry = closed({
  name: Type.String(),
  componentKinds: Optional(
    Type.Array(closed({ kind: Type.String(), zh: Type.String(), en: Type.String() }), {
      description: "The plant's own kinds of components.",
    }),
  ),
  components: Optional(Type.Array(component(1))),
});
