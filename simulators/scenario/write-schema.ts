/**
 * Writes `simulators/scenarios/schema.json`, which editors use to complete and check scenario files. Run by `npm run
 * schema`.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FAULT_KINDS } from "../plants/machining/faults/registry.ts";
import { ScenarioSchema } from "./schema.ts";

/** Path of the schema. */
export const SCHEMA_FILE = fileURLToPath(new URL("../scenarios/schema.json", import.meta.url));

type JsonSchema = Record<string, unknown>;

/** The schema as text: keys with a default are optional, and `with` depends on the kind. */
export function scenarioSchemaText(): string {
  const schema = optional(JSON.parse(JSON.stringify(ScenarioSchema))) as JsonSchema;
  const faults = (schema["properties"] as Record<string, JsonSchema>)["faults"] as JsonSchema;
  const block = faults["items"] as JsonSchema;
  block["allOf"] = [...FAULT_KINDS.values()].map((kind) => ({
    if: { properties: { kind: { const: kind.name } } },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so.
    then: { description: kind.what, properties: { with: optional(JSON.parse(JSON.stringify(kind.parameters))) } },
  }));
  return `${JSON.stringify({ $schema: "http://json-schema.org/draft-07/schema#", ...schema }, null, 2)}\n`;
}

function optional(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(optional);
  if (typeof value !== "object" || value === null) return value;
  const schema = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === "default" ? inner : optional(inner)]),
  ) as JsonSchema;
  const properties = schema["properties"] as Record<string, JsonSchema> | undefined;
  if (properties === undefined || !Array.isArray(schema["required"])) return schema;
  const required = schema["required"].filter((name: string) => properties[name]?.["default"] === undefined);
  if (required.length > 0) schema["required"] = required;
  else delete schema["required"];
  return schema;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(SCHEMA_FILE, scenarioSchemaText());
