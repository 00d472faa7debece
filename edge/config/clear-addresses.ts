/** User and password in addresses of a config (rule CF14 in docs/rules/config.md). */
import { withoutUser } from "../contracts/path/peer.ts";
import type { Plugins } from "../contracts/plant/plugins.ts";
import { problem } from "./config-texts.ts";
import type { ConfigDocument, Steps } from "./document.ts";
import { isSecretPlace } from "./edit/secrets.ts";
import { type JsonSchema, schemasAt } from "./references.ts";

const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * Takes user and password out of the addresses that the schemas accept with them, and warns: every text that the edge
 * makes of an address would show them. Those that a schema refuses stay for its check.
 */
export function clearAddresses(document: ConfigDocument, plugins: Plugins): void {
  const walk = (container: unknown, steps: Steps): void => {
    if (typeof container !== "object" || container === null) return;
    for (const [key, value] of Object.entries(container)) {
      const at = [...steps, Array.isArray(container) ? Number(key) : key];
      if (typeof value !== "string") walk(value, at);
      else if (hasUser(value) && isTaken(value, at)) {
        document.warn(at, problem("address-user", { value: document.show(at) }));
        (container as Record<string, unknown>)[key] = withoutUser(value);
      }
    }
  };
  const isTaken = (value: string, at: Steps): boolean => {
    if (isSecretPlace(at, document.root, plugins)) return false;
    return schemasAt(at, document.root, plugins).some((schema) => schema["substitute"] === true && fits(schema, value));
  };
  for (const name of ["sources", "sinks", ...plugins.sections.map((section) => section.name)])
    walk(document.root[name], [name]);
}

function hasUser(value: string): boolean {
  return ADDRESS.test(value) && withoutUser(value) !== value;
}

function fits({ pattern }: JsonSchema, value: string): boolean {
  return typeof pattern !== "string" || new RegExp(pattern).test(value);
}
