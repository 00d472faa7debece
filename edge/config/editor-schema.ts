/** Writes `config/schema.json`, from which editors complete and check config files. Run by `npm run schema`. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugins } from "../contracts/plant/plugins.ts";
import type { TSchema } from "../contracts/schema.ts";
import { plantSchema } from "./schema.ts";
import { closedSchema } from "./validator.ts";

type JsonSchema = { [key: string]: unknown };

/** Path of the generated schema. */
export const SCHEMA_FILE = fileURLToPath(new URL("../../config/schema.json", import.meta.url));

/**
 * The whole file's schema as text. No section is required, because a plant has several files; nor is a key with a
 * default.
 */
export function editorSchemaText(plugins: Plugins): string {
  const sections = Object.fromEntries(plugins.sections.map(({ name, schema }) => [name, schema]));
  const schema = optionalDefaults(closedSchema(plantSchema(sections))) as JsonSchema;
  const properties = schema["properties"] as JsonSchema;
  const assets = itemsOf(properties, "assets");
  const types = Object.values((properties["types"] as JsonSchema)["patternProperties"] as JsonSchema)[0] as JsonSchema;
  const tags = itemsOf(types["properties"] as JsonSchema, "tags");
  itemsOf(properties, "sources", plugins.sources.map(partSchema));
  itemsOf(properties, "sinks", plugins.sinks.map(partSchema));
  forms(
    assets,
    "address",
    plugins.sources.map((plugin) => ({ title: plugin.kind, ...editorForm(plugin.address) })),
  );
  forms(
    tags,
    "binding",
    plugins.sources.map((plugin) => ({ title: plugin.kind, ...editorForm(plugin.binding) })),
  );
  delete schema["required"];
  return textOf(schema);
}

/** The schema of a file that is no plant's config, as text. A key with a default is not required. */
export function fileSchemaText(schema: TSchema): string {
  return textOf(optionalDefaults(closedSchema(schema)) as JsonSchema);
}

function textOf(schema: JsonSchema): string {
  return `${JSON.stringify({ $schema: "http://json-schema.org/draft-07/schema#", ...schema }, null, 2)}\n`;
}

/** A plugin's own keys with `name` and the plugin's `kind`. */
function partSchema(plugin: { kind: string; summary: string; config: TSchema }): JsonSchema {
  const own = editorForm(plugin.config);
  const head = {
    name: { type: "string", description: "Unique name." },
    kind: { const: plugin.kind, description: plugin.summary },
  };
  return {
    ...own,
    title: plugin.kind,
    properties: { ...head, ...(own["properties"] as JsonSchema | undefined) },
    required: ["name", "kind", ...((own["required"] as string[] | undefined) ?? [])],
  };
}

/** Bindings may hold `{parameters}` and any text `${…}`, so patterns would complain where nothing is wrong. */
function editorForm(schema: TSchema): JsonSchema {
  return withoutPatterns(optionalDefaults(closedSchema(schema))) as JsonSchema;
}

function itemsOf(properties: JsonSchema, list: string, choices?: JsonSchema[]): JsonSchema {
  const schema = properties[list] as JsonSchema;
  if (choices !== undefined && choices.length > 0)
    schema["items"] = choices.length === 1 ? choices[0] : { anyOf: choices };
  return schema["items"] as JsonSchema;
}

function forms(parent: JsonSchema, key: string, choices: JsonSchema[]): void {
  const properties = parent["properties"] as JsonSchema;
  const { description } = properties[key] as JsonSchema;
  if (choices.length > 0) properties[key] = { description, anyOf: choices };
}

function optionalDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(optionalDefaults);
  if (typeof value !== "object" || value === null) return value;
  // A mark for the edge, which editors do not know.
  const entries = Object.entries(value).filter(([key, inner]) => key !== "substitute" || inner !== true);
  const schema = Object.fromEntries(
    entries.map(([key, inner]) => [key, key === "default" ? inner : optionalDefaults(inner)]),
  ) as JsonSchema;
  const properties = schema["properties"] as Record<string, JsonSchema> | undefined;
  if (properties === undefined || !Array.isArray(schema["required"])) return schema;
  const required = schema["required"].filter((name: string) => properties[name]?.["default"] === undefined);
  if (required.length > 0) schema["required"] = required;
  else delete schema["required"];
  return schema;
}

function withoutPatterns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPatterns);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === "pattern" && typeof inner === "string" ? [] : [[key, withoutPatterns(inner)]],
    ),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { plugins } = await import("../plugins.ts");
  writeFileSync(SCHEMA_FILE, editorSchemaText(plugins));
}
