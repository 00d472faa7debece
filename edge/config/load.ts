import { Type } from "typebox";
import type { EdgeConfig, Plugins, TypeConfig } from "../contracts/plant/edge-config.ts";
import type { AssetKind, Size } from "../contracts/plant/plant.ts";
import { Binder } from "./bind.ts";
import { checkAssets } from "./check-assets.ts";
import { checkHistorian } from "./check-historian.ts";
import { checkPersonal } from "./check-personal.ts";
import { checkSite } from "./check-site.ts";
import { checkTypes } from "./check-types.ts";
import type { ConfigDocument } from "./document.ts";
import { isMap, mapsIn, textAt } from "./loose.ts";
import { checkParts, checkSection, namespacesOf, type Part } from "./parts.ts";
import { ConfigError, formatProblem, type Problem } from "./problems.ts";
import { readPlant } from "./read-plant.ts";
import { replaceReferences } from "./references.ts";
import { readRenamed } from "./renamed.ts";
import { plantSchema } from "./schema.ts";
import type { Seen } from "./seen.ts";
import { Validator } from "./validator.ts";

export type { EdgeConfig } from "../contracts/plant/edge-config.ts";

const apart = Type.Unknown();
const SCHEMA = plantSchema({
  historian: apart,
  detectors: apart,
  kpis: apart,
  material: apart,
  energy: apart,
  api: apart,
  notify: apart,
});

export interface LoadOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** By path: stand for files that would be written so. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** What became of reading a config. */
export interface Inspected {
  /** Undefined where there are problems. */
  readonly config: EdgeConfig | undefined;
  readonly problems: readonly Problem[];
  /** Deprecated parts that still count, and parts that may not do what their author expects. */
  readonly warnings: readonly Problem[];
  /** What it was read from. */
  readonly seen: Seen;
}

/** Reads a plant's config. Throws ConfigError with everything that is wrong, not only the first thing. */
export async function loadConfig(
  fileOrFolder: string,
  plugins: Plugins,
  options: LoadOptions = {},
): Promise<EdgeConfig> {
  const { config, problems } = inspectConfig(fileOrFolder, plugins, options);
  if (config === undefined) throw new ConfigError(problems);
  return config;
}

/** Reads a plant's config and says what it was read from, also where something is wrong with it. */
export function inspectConfig(
  fileOrFolder: string,
  plugins: Plugins,
  { env = process.env, texts }: LoadOptions = {},
): Inspected {
  const { document, folder, files, surroundings, seen } = readPlant(fileOrFolder, env, texts);
  readRenamed(document);
  replaceReferences(document, plugins, surroundings);
  const validator = new Validator();
  const config = readConfig(document, plugins, validator);
  const problems = sorted(document.problems);
  const warnings = sorted(document.warnings);
  const whole = { folder, files, ...config, warnings: warnings.map(formatProblem) };
  return { config: problems.length > 0 ? undefined : whole, problems, warnings, seen };
}

/** Every check runs, whatever the ones before found; the result counts only when there are no problems. */
function readConfig(
  document: ConfigDocument,
  plugins: Plugins,
  validator: Validator,
): Omit<EdgeConfig, "folder" | "files" | "warnings"> {
  const check = { document, validator };
  const historian = checkSection("historian", plugins.historian, check);
  const detectors = checkSection("detectors", plugins.detectors, check);
  const kpis = checkSection("kpis", plugins.kpis, check);
  const material = checkSection("material", plugins.material, check);
  const energy = checkSection("energy", plugins.energy, check);
  const api = checkSection("api", plugins.api, check);
  const notify = checkSection("notify", plugins.notify, check);
  // Fills in the defaults that the checks below rely on.
  validator.check(SCHEMA, document.root, { document, steps: [] });
  const namespaces = namespacesOf(document);
  const sources = checkParts({ section: "sources", plugins: plugins.sources, namespaces }, document, validator);
  const sinks = checkParts({ section: "sinks", plugins: plugins.sinks, namespaces }, document, validator);
  checkSite(document);
  checkTypes(document);
  checkPersonal(document);
  checkHistorian(document, sinks);
  const binder = new Binder({ ...check, namespaces });
  const sourceNames = mapsIn(document.root["sources"]).flatMap(([, source]) => textAt(source, "name") ?? []);
  const assets = checkAssets({
    document,
    binder,
    sourceNames,
    sources: new Map(sources.map((source) => [source.name, source])),
  });
  for (const { section, find } of plugins.problems) {
    if (document.problems.some(({ path }) => path.startsWith(section))) continue;
    for (const { steps, message, remedy } of find(document.root[section], assets))
      document.problem(steps, message, remedy);
  }
  if (document.problems.length === 0)
    for (const advise of plugins.advice ?? [])
      for (const { steps, message, remedy } of advise({ root: document.root, assets, detectors, notify }))
        document.warn(steps, message, remedy);
  const { site, floor, simulated, places, zones, routes, maps, runs, personal } =
    document.root as unknown as EdgeConfig;
  return {
    site,
    floor,
    simulated,
    places,
    zones,
    routes,
    maps,
    runs,
    personal,
    namespaces,
    types: typesOf(document),
    sources: sources.map(plain),
    sinks: sinks.map(plain),
    assets,
    historian,
    detectors,
    kpis,
    material,
    energy,
    api,
    notify,
  };
}

function typesOf(document: ConfigDocument): TypeConfig[] {
  const types = document.root["types"];
  return Object.entries(isMap(types) ? types : {}).map(([name, type]) => {
    const { kind, size, tags } = type as { kind: AssetKind; size?: Size; tags?: readonly unknown[] };
    return { name, kind, hasTags: (tags?.length ?? 0) > 0, ...(size === undefined ? {} : { size }) };
  });
}

function plain({ name, kind, config }: Part<unknown>) {
  return { name, kind, config };
}

/** By file and line; one text once per place. */
function sorted(problems: readonly Problem[]): Problem[] {
  const unique = new Map(
    problems.map((problem) => [`${problem.file}\n${problem.line}\n${problem.path}\n${problem.message}`, problem]),
  );
  return [...unique.values()].sort((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  );
}
