import { Type as Typebox } from "typebox";
import { expect, it } from "vitest";
import { Type } from "../../../edge/contracts/schema.ts";

/** A schema that uses every builder, with and without options. */
function built(by: typeof Type) {
  const text = by.String({ minLength: 1, description: "A text." });
  const point = by.Tuple([by.Number(), by.Number({ minimum: 0 })]);
  return by.Object(
    {
      any: by.Any({ description: "Anything." }),
      unknown: by.Unknown(),
      nothing: by.Null(),
      flag: by.Boolean({ default: false }),
      count: by.Integer({ minimum: 1 }),
      text,
      maybe: by.Optional(text),
      word: by.Literal("a", { description: "One word." }),
      number: by.Literal(2),
      yes: by.Literal(true),
      chosen: by.Enum(["a", "b"], { default: "a" }),
      either: by.Union([by.Literal("a"), by.Optional(by.Number())], { description: "One of two." }),
      list: by.Optional(by.Array(point, { maxItems: 3 })),
      record: by.Record(by.String(), by.Integer(), { description: "By name." }),
      named: by.Record(by.String({ pattern: "^[a-z]+$" }), by.Array(by.String())),
      branded: by.Unsafe<number>(by.Integer({ minimum: 0 })),
      maybeBranded: by.Optional(by.Unsafe<string>(by.String())),
      inner: by.Object({ a: by.Optional(by.String()), b: by.Number() }, { additionalProperties: false }),
      allOptional: by.Object({ a: by.Optional(by.String()) }),
      empty: by.Object({}),
    },
    { additionalProperties: false, title: "All" },
  );
}

it("[PA7] the builders give the same schemas as typebox, the order of keys included", () => {
  expect(JSON.stringify(built(Type), null, 1)).toBe(JSON.stringify(built(Typebox as typeof Type), null, 1));
});

it("a schema is optional only where it was made so", () => {
  const text = Type.String();
  expect(Type.Object({ a: Type.Optional(text), b: text })).toMatchObject({ required: ["b"] });
});
