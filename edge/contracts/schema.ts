/**
 * Schemas that are types too: builders of JSON Schema with the types of typebox. The builders are ours, because typebox
 * is 376 modules, which every thread that has a schema would keep in memory (rule PA7).
 */
import type { TSchema, Type as Typebox } from "typebox";

export type { Static, TInteger, TNever, TObject, TProperties, TSchema } from "typebox";

type Keywords = Readonly<Record<string, unknown>>;

/** Properties that may be absent. */
const optional = new WeakSet<object>();

const of =
  (keywords: Keywords) =>
  (options?: object): Keywords => ({ ...keywords, ...options });

const builders = {
  Any: of({}),
  Unknown: of({}),
  Null: of({ type: "null" }),
  Boolean: of({ type: "boolean" }),
  Number: of({ type: "number" }),
  Integer: of({ type: "integer" }),
  String: of({ type: "string" }),
  Literal: (value: unknown, options?: object) => of({ type: typeof value, const: value })(options),
  Enum: (values: readonly unknown[], options?: object) => of({ enum: values })(options),
  Union: (anyOf: readonly Keywords[], options?: object) => of({ anyOf })(options),
  Array: (items: Keywords, options?: object) => of({ type: "array", items })(options),
  Tuple: (items: readonly Keywords[], options?: object) =>
    of({ type: "array", additionalItems: false, items, minItems: items.length })(options),
  Record: ({ pattern = "^.*$" }: Keywords, value: Keywords, options?: object) =>
    of({ type: "object", patternProperties: { [pattern as string]: value } })(options),
  Object(properties: Readonly<Record<string, Keywords>>, options?: object) {
    const required = Object.keys(properties).filter((name) => !optional.has(properties[name] as Keywords));
    return of({ type: "object", ...(required.length === 0 ? {} : { required }), properties })(options);
  },
  Optional(schema: Keywords) {
    const copy = { ...schema };
    optional.add(copy);
    return copy;
  },
  Unsafe: (schema: TSchema) => ({ ...schema }),
};

/** Each builder gives the same schema as typebox's builder of that name. */
export const Type = builders as unknown as Pick<typeof Typebox, keyof typeof builders>;
