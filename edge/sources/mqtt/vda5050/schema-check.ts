import { timeOf } from "../message-time.ts";
import type { Vda5050Topic } from "./config.ts";
import connection from "./schemas/connection.json" with { type: "json" };
import factsheet from "./schemas/factsheet.json" with { type: "json" };
import order from "./schemas/order.json" with { type: "json" };
import state from "./schemas/state.json" with { type: "json" };
import visualization from "./schemas/visualization.json" with { type: "json" };

/** What is wrong with a message by the official schema of its topic, field by field; undefined when nothing is. */
export type SchemaCheck = (topic: Vda5050Topic, message: unknown) => string | undefined;

/** Problems named in one text. */
const MAX_PROBLEMS = 5;

/** Compiles the schemas of VDA 5050 2.1.0. */
export async function compileSchemas(): Promise<SchemaCheck> {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  // Not strict: the schemas use the keyword `subtopic` and formats that only they know.
  const ajv = new Ajv2020({ strict: false, allErrors: false, logger: false });
  ajv.addFormat("date-time", (text: string) => !Number.isNaN(timeOf(text)));
  const checks = new Map(Object.entries({ connection, factsheet, order, state: withPaused(), visualization }).map(([topic, schema]) => [topic, ajv.compile(schema)]));
  return (topic, message) => {
    const check = checks.get(topic);
    if (check === undefined || check(message)) return undefined;
    return (check.errors ?? [])
      .slice(0, MAX_PROBLEMS)
      .map((error) => `${error.instancePath === "" ? "message" : error.instancePath} ${error.message}`)
      .join("; ");
  };
}

/** The document (6.10.6) has the action status PAUSED, the schema of 2.1.0 forgot it; the document wins. */
function withPaused(): object {
  const schema = structuredClone(state);
  schema.properties.actionStates.items.properties.actionStatus.enum.push("PAUSED");
  return schema;
}
