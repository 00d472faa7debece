import { meaningOf } from "./openapi-operations.ts";
import { Problem } from "./problems.ts";

/** JSON as a tree. */
type Json = { [name: string]: unknown };

const PROBLEM_TITLE = (Problem as unknown as Json)["title"];
const PROBLEM_REF = { $ref: "#/components/schemas/Problem" };

/**
 * The description as OpenAPI 3.1 wants it. Routes are checked by schemas of JSON Schema draft 7, and OpenAPI 3.1 speaks
 * draft 2020-12: tuples differ. Problem details are defined once among the components, with their media type, and each
 * status has a description.
 */
export function finishDescription(document: Json): Json {
  const finished = inDraft2020(document) as Json;
  finished["components"] = { ...(finished["components"] as Json), schemas: { Problem: inDraft2020(problemSchema()) } };
  for (const path of Object.values(finished["paths"] as Json)) {
    for (const operation of Object.values(path as Json)) finishOperation(operation as Json);
  }
  return finished;
}

function problemSchema(): Json {
  const { $id: _, ...schema } = Problem as unknown as Json;
  return schema;
}

function finishOperation(operation: Json): void {
  const responses = operation["responses"] as Json;
  for (const [status, given] of Object.entries(responses)) {
    const response = given as Json;
    if (response["description"] === "Default Response") response["description"] = meaningOf(status);
    const schemas = Object.values((response["content"] ?? {}) as Json) as Json[];
    const isProblem = schemas.some(({ schema }) => (schema as Json)?.["title"] === PROBLEM_TITLE);
    if (isProblem) response["content"] = { "application/problem+json": { schema: PROBLEM_REF } };
    else if (schemas.length > 0 && schemas.every(({ schema }) => (schema as Json)?.["type"] === "null"))
      delete response["content"];
  }
}

/**
 * Draft 7 writes a tuple as a list in `items`, draft 2020-12 as `prefixItems`. `items` describes further members;
 * `maxItems` allows none. It stays for generators that do not support `prefixItems`.
 */
function inDraft2020(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(inDraft2020);
  if (typeof node !== "object" || node === null) return node;
  const { additionalItems: _, ...rest } = node as Json;
  const copy = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, inDraft2020(value)]));
  if (!Array.isArray(rest["items"])) return copy;
  const { items, ...others } = copy as { items: unknown[] };
  const kinds = [...new Map(items.map((one) => [JSON.stringify(one), one])).values()];
  return {
    ...others,
    prefixItems: items,
    items: kinds.length === 1 ? kinds[0] : { anyOf: kinds },
    maxItems: items.length,
  };
}
