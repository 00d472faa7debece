import { timeOf } from "../message-time.ts";
import { INTERFACES, type MajorVersion, type Vda5050Topic } from "./config.ts";

/** Problems of a message by the official schema of its topic, field by field; undefined when there is none. */
export type SchemaCheck = (topic: Vda5050Topic, message: unknown) => string | undefined;

/** Problems named in one text. */
const MAX_PROBLEMS = 5;

/** Compiles the official schemas: those of 2.1.0, or of 3.0.0 with the corrections made after its release. */
export async function compileSchemas(version: MajorVersion): Promise<SchemaCheck> {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  // Not strict: the schemas use the keywords `subtopic` and `unit`, and formats of their own.
  const ajv = new Ajv2020({ strict: false, allErrors: false, logger: false });
  ajv.addFormat("date-time", (text: string) => !Number.isNaN(timeOf(text)));
  const schemas = version === 2 ? (await import("./schemas-2.ts")).schemas2 : (await import("./schemas-3.ts")).schemas3;
  const checks = new Map(
    INTERFACES[version].topics.map((topic) => [topic as Vda5050Topic, ajv.compile(schemas[topic] as object)]),
  );
  return (topic, message) => {
    const check = checks.get(topic);
    if (check === undefined || check(message)) return undefined;
    return (check.errors ?? [])
      .slice(0, MAX_PROBLEMS)
      .map((error) => `${error.instancePath === "" ? "message" : error.instancePath} ${error.message}`)
      .join("; ");
  };
}
