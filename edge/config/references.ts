/** Replaces `${…}` at the allowed places of a config. Rules CF1 to CF5 and CF8 in docs/rules/config.md. */

import type { Plugins } from "../contracts/plant/plugins.ts";
import type { TSchema } from "../contracts/schema.ts";
import { problem } from "./config-texts.ts";
import type { ConfigDocument, Steps } from "./document.ts";
import { isMap } from "./loose.ts";
import { type Surroundings, substitute } from "./substitute.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Keys whose values the API shows, in sections that it otherwise hides. */
const SHOWN_KEYS: ReadonlySet<string> = new Set(["name", "kind", "id", "label", "zh", "en"]);

/** Sections in which 0.1 replaced references everywhere; the API shows no keys of them but `SHOWN_KEYS`. */
const FORMER_SECTIONS: ReadonlySet<string> = new Set(["historian", "api", "notify", "namespaces"]);

/** Replaces references where the schemas mark the place, and warns of all others. */
export function replaceReferences(document: ConfigDocument, plugins: Plugins, surroundings: Surroundings): void {
  new References(document, plugins, surroundings).walk(document.root, []);
}

class References {
  readonly #document: ConfigDocument;
  readonly #plugins: Plugins;
  readonly #surroundings: Surroundings;

  constructor(document: ConfigDocument, plugins: Plugins, surroundings: Surroundings) {
    this.#document = document;
    this.#plugins = plugins;
    this.#surroundings = surroundings;
  }

  walk(container: unknown, steps: Steps): void {
    if (typeof container !== "object" || container === null) return;
    const parts = container as Record<string | number, unknown>;
    const keys = Array.isArray(container) ? container.keys() : Object.keys(container);
    for (const key of keys) {
      const value = parts[key];
      const at = [...steps, key];
      if (typeof value !== "string") this.walk(value, at);
      else if (value.includes("${")) parts[key] = this.#replaced(value, at);
    }
  }

  #replaced(written: string, steps: Steps): string {
    const isMarked = hasMark("substitute", steps, this.#document.root, this.#plugins);
    if (!isMarked && !isFormerPlace(steps)) {
      const value = this.#document.show(steps);
      this.#document.leaveAsWritten(steps, {
        harmless: problem("reference-kept", { value }),
        invalid: problem("reference-no-longer", { value }),
      });
      return written;
    }
    const result = substitute(written, this.#surroundings);
    if (!result.ok) {
      this.#document.problem(steps, result.text);
      return written;
    }
    if (!isMarked) this.#document.warn(steps, problem("reference-ends", { value: this.#document.show(steps) }));
    for (const value of result.values) this.#document.hide(value);
    return result.value;
  }
}

function isPart([section]: Steps): boolean {
  return section === "sources" || section === "sinks";
}

function isFormerPlace(steps: Steps): boolean {
  const section = String(steps[0]);
  if (SHOWN_KEYS.has(String(steps.at(-1)))) return false;
  return isPart(steps) ? steps.length === 3 : FORMER_SECTIONS.has(section);
}

/** A keyword of our schemas that marks single values. */
type Mark = "substitute" | "writeOnly";

/** Whether the schema of the plugin or layer at a place of the config marks it. */
export function hasMark(mark: Mark, steps: Steps, root: Readonly<Record<string, unknown>>, plugins: Plugins): boolean {
  return schemasAt(steps, root, plugins).some((schema) => schema[mark] === true);
}

/** The schemas of a place of the config: of a choice, those of all its branches that have the place. */
export function schemasAt(
  steps: Steps,
  root: Readonly<Record<string, unknown>>,
  plugins: Plugins,
): readonly JsonSchema[] {
  return schemasBelow(schemaOf(steps, root, plugins), steps.slice(isPart(steps) ? 2 : 1));
}

/** The schema of the plugin or layer that a place belongs to. */
function schemaOf(steps: Steps, root: Readonly<Record<string, unknown>>, plugins: Plugins): TSchema | undefined {
  const [section, index] = steps;
  if (section === "sources" || section === "sinks") {
    const list = root[section];
    const part = Array.isArray(list) && typeof index === "number" ? (list[index] as unknown) : undefined;
    const kind = isMap(part) ? part["kind"] : undefined;
    return plugins[section].find((plugin) => plugin.kind === kind)?.config;
  }
  return plugins.sections.find(({ name }) => name === section)?.schema;
}

function schemasBelow(schema: unknown, steps: Steps): readonly JsonSchema[] {
  if (!isMap(schema)) return [];
  const branches = ["anyOf", "oneOf", "allOf"].flatMap((choice) =>
    Array.isArray(schema[choice]) ? (schema[choice] as unknown[]) : [],
  );
  const found = branches.flatMap((branch) => schemasBelow(branch, steps));
  const [step, ...rest] = steps;
  if (step === undefined) return [...found, schema];
  if (typeof step === "number") return [...found, ...schemasBelow(schema["items"], rest)];
  const properties = schema["properties"] as JsonSchema | undefined;
  const isKnown = properties !== undefined && Object.hasOwn(properties, step);
  return isKnown ? [...found, ...schemasBelow(properties[step], rest)] : found;
}
