import { Ajv } from "ajv";
import formats from "ajv-formats";
import type { Static, TSchema } from "../../../edge/contracts/schema.ts";

const ajv = new Ajv({ strict: false, allErrors: true, useDefaults: true });
formats.default(ajv);

/** What is written, with the defaults of the schema, as the edge reads it. It need not fit the schema. */
export function withDefaults<S extends TSchema>(schema: S, written: object): Static<S> {
  const value = structuredClone(written);
  ajv.validate(schema, value);
  return value as Static<S>;
}

export function fits(schema: TSchema, value: unknown): boolean {
  return ajv.validate(schema, value);
}
