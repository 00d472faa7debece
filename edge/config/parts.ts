import type { SinkPlugin, SourcePlugin } from "../contracts/path/plugin.ts";
import type { PartConfig } from "../contracts/plant/edge-config.ts";
import type { TSchema } from "../contracts/schema.ts";
import { problem, sentence, unfit } from "./config-texts.ts";
import type { ConfigDocument } from "./document.ts";
import { isMap, mapsIn, textAt } from "./loose.ts";
import { choose, NOUNS } from "./suggest.ts";
import type { Validator } from "./validator.ts";

/** A source or sink that names a known kind, with its plugin. Its config may still be wrong. */
export interface Part<Plugin> extends PartConfig {
  readonly plugin: Plugin;
}

/** Finds the plugin of each source (or sink) and checks its keys against the plugin's schema. */
export function checkParts<Plugin extends SourcePlugin | SinkPlugin>(
  what: { section: "sources" | "sinks"; plugins: readonly Plugin[]; namespaces: ReadonlyMap<string, string> },
  document: ConfigDocument,
  validator: Validator,
): Part<Plugin>[] {
  const parts: Part<Plugin>[] = [];
  for (const [index, written] of mapsIn(document.root[what.section])) {
    const { name, kind, ...config } = written;
    if (typeof kind !== "string") continue;
    const plugin = what.plugins.find((one) => one.kind === kind);
    const steps = [what.section, index];
    if (plugin === undefined) {
      const kinds = what.plugins.map((one) => one.kind);
      document.problem(
        [...steps, "kind"],
        problem(
          "kind-of-part-unknown",
          { what: NOUNS[what.section === "sources" ? "source" : "sink"], name: document.show([...steps, "kind"]) },
          choose(kind, kinds, "kind"),
        ),
      );
      continue;
    }
    if (validator.check(plugin.config, config, { document, steps }) && "checkConfig" in plugin)
      for (const trouble of plugin.checkConfig?.(config, what.namespaces) ?? [])
        document.problem(steps, unfit(sentence("source-unfit", {}), trouble));
    if (typeof name === "string") parts.push({ name, kind, config, plugin });
  }
  return parts;
}

/** Checks a section against the schema of its plugin; gives an absent one its defaults. */
export function checkSection(
  section: string,
  schema: TSchema,
  check: { document: ConfigDocument; validator: Validator },
): void {
  const { root } = check.document;
  if (root[section] === undefined || root[section] === null)
    root[section] = (schema as { type?: unknown }).type === "array" ? [] : {};
  check.validator.check(schema, root[section], { document: check.document, steps: [section] });
}

/** Prefixes of browse paths, without wrong entries: the schema has reported these. */
export function namespacesOf(document: ConfigDocument): ReadonlyMap<string, string> {
  const namespaces = document.root["namespaces"];
  if (!isMap(namespaces)) return new Map();
  return new Map(
    Object.keys(namespaces).flatMap((prefix): [string, string][] => [[prefix, textAt(namespaces, prefix) ?? ""]]),
  );
}
