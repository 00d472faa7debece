import { Ajv, type ValidateFunction } from "ajv";
import type { FastifySchema, FastifySchemaCompiler, FastifySchemaValidationError } from "fastify";

const ajv = new Ajv({
  // Dropping unknown fields and turning "1" into 1 would hide mistakes of the caller.
  removeAdditional: false,
  coerceTypes: false,
  useDefaults: true,
  allErrors: false,
  addUsedSchema: false,
});

/** Checks a part of a request, and keeps what was wrong with the last one in `errors`, as Fastify wants it. */
interface Validator {
  (data: unknown): boolean;
  errors?: FastifySchemaValidationError[] | null;
}

/**
 * The validator of a part of a route's requests, compiled for its first request: an edge is never asked most of its
 * routes, and Fastify would keep the code of all (rule PA7).
 */
export const validatorOf: FastifySchemaCompiler<FastifySchema> = ({ schema }): Validator => {
  let validate: ValidateFunction | undefined;
  const validator: Validator = (data) => {
    validate ??= compiled(schema);
    const isValid = validate(data);
    validator.errors = validate.errors ?? null;
    return isValid;
  };
  return validator;
};

/** Throws where the schema is not one. */
export function compiled(schema: object): ValidateFunction {
  return ajv.compile(schema);
}
